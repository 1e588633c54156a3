import { AwsError } from "../service.ts";
import { notImplemented } from "./description.ts";
import { compareKeys, firstNotBefore } from "./key-order.ts";
import type { ContentVersion, Version } from "./records.ts";
import { isMarker } from "./records.ts";
import type { S3Operation, S3Request } from "./request.ts";
import { xmlReply } from "./request.ts";

/** S3's largest and default page of a listing. */
const largestPage = 1000;

/** What every listing of keys asks. */
export interface Selection {
  readonly prefix: string;
  readonly delimiter: string;
  readonly most: number;
  /** Writes a key as the caller wants it: `encoding-type=url` or as it is. */
  readonly encode: (key: string) => string;
  readonly encoding: string | undefined;
}

/** ListObjectsV2. */
export const listObjectsV2: S3Operation = ({ store }, request) => {
  const { index } = store.bucket(request.bucket);
  const selection = selectionOf(request, "max-keys");
  const token = request.query.get("continuation-token") ?? undefined;
  const startAfter = request.query.get("start-after") ?? undefined;
  const after = token === undefined ? (startAfter ?? "") : readToken(token);
  const page = pageOf(index.keys, { ...selection, after, newest: (key) => index.newest(key) });
  return xmlReply("ListBucketResult", {
    Name: request.bucket,
    ...selectionElements(selection),
    ContinuationToken: token,
    NextContinuationToken: page.last === undefined ? undefined : writeToken(page.last),
    StartAfter: startAfter === undefined ? undefined : selection.encode(startAfter),
    KeyCount: page.contents.length + page.prefixes.length,
    MaxKeys: selection.most,
    IsTruncated: page.last !== undefined,
    ...pageElements(page, selection),
  });
};

/** ListObjects, the first version of that call, which boto3's resources still make. */
export const listObjects: S3Operation = ({ store }, request) => {
  const { index } = store.bucket(request.bucket);
  const selection = selectionOf(request, "max-keys");
  const marker = request.query.get("marker") ?? "";
  const page = pageOf(index.keys, { ...selection, after: marker, newest: (key) => index.newest(key) });
  return xmlReply("ListBucketResult", {
    Name: request.bucket,
    ...selectionElements(selection),
    Marker: selection.encode(marker),
    NextMarker:
      page.last === undefined || selection.delimiter === "" ? undefined : selection.encode(page.last),
    MaxKeys: selection.most,
    IsTruncated: page.last !== undefined,
    ...pageElements(page, selection),
  });
};

/** ListObjectVersions: every version and delete marker, newest first within a key. */
export const listObjectVersions: S3Operation = ({ store, account }, request) => {
  const { index } = store.bucket(request.bucket);
  const selection = selectionOf(request, "max-keys");
  if (selection.delimiter !== "") {
    throw notImplemented("delimiter");
  }
  const keyMarker = request.query.get("key-marker") ?? "";
  const versionMarker = request.query.get("version-id-marker") ?? "";
  if (versionMarker !== "" && keyMarker === "") {
    throw new AwsError("InvalidArgument", "A version-id marker cannot be specified without a key marker.");
  }
  const { prefix, most, encode } = selection;
  const entries: { readonly key: string; readonly version: Version; readonly isLatest: boolean }[] = [];
  const from = compareKeys(keyMarker, prefix) > 0 ? keyMarker : prefix;
  for (let at = firstNotBefore(index.keys, from); index.keys[at]?.startsWith(prefix); at += 1) {
    const key = index.keys[at] ?? "";
    const history = index.history(key);
    const skipped =
      key !== keyMarker ? 0 : versionMarker === "" ? history.length : seenOf(history, versionMarker);
    for (const [position, version] of history.entries()) {
      if (position >= skipped) {
        entries.push({ key, version, isLatest: position === 0 });
      }
    }
    if (entries.length > most) {
      break;
    }
  }
  const page = entries.slice(0, most);
  const last = entries.length > most ? page.at(-1) : undefined;
  const Owner = { ID: account };
  const written = (wanted: (version: Version) => boolean) =>
    page
      .filter(({ version }) => wanted(version))
      .map(({ key, version, isLatest }) => ({
        Key: encode(key),
        VersionId: version.id,
        IsLatest: isLatest,
        LastModified: new Date(version.at),
        ...(isMarker(version) ? {} : { ...contentElements(version), StorageClass: "STANDARD" }),
        Owner,
      }));
  return xmlReply("ListVersionsResult", {
    Name: request.bucket,
    Prefix: encode(prefix),
    KeyMarker: encode(keyMarker),
    VersionIdMarker: versionMarker,
    NextKeyMarker: last === undefined ? undefined : encode(last.key),
    NextVersionIdMarker: last?.version.id,
    MaxKeys: most,
    EncodingType: selection.encoding,
    IsTruncated: entries.length > page.length,
    Version: written((version) => !isMarker(version)),
    DeleteMarker: written(isMarker),
  });
};

/** Reads what all listings share; throws `InvalidArgument` for a page size that is no number. */
export function selectionOf({ query }: S3Request, pageParameter: string): Selection {
  const asked = query.get(pageParameter) ?? String(largestPage);
  if (!/^\d+$/.test(asked)) {
    throw new AwsError("InvalidArgument", `Provided ${pageParameter} not an integer or within integer range`);
  }
  const encoding = query.get("encoding-type") ?? undefined;
  if (encoding !== undefined && encoding !== "url") {
    throw new AwsError("InvalidArgument", "Invalid Encoding Method specified in Request");
  }
  return {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    most: Math.min(Number(asked), largestPage),
    encoding,
    encode: encoding === "url" ? urlEncode : (key) => key,
  };
}

interface Page {
  readonly contents: readonly { readonly key: string; readonly version: ContentVersion }[];
  readonly prefixes: readonly string[];
  /** Where the next page begins; `undefined` on the last one. */
  readonly last: string | undefined;
}

/** One page of keys behind `after`; keys that share a prefix up to the delimiter count as one entry. */
function pageOf(
  keys: readonly string[],
  {
    prefix,
    delimiter,
    most,
    after,
    newest,
  }: Selection & { after: string; newest: (key: string) => ContentVersion | undefined },
): Page {
  const contents: { key: string; version: ContentVersion }[] = [];
  const prefixes: string[] = [];
  let last = "";
  let at = firstNotBefore(keys, compareKeys(after, prefix) > 0 ? after : prefix);
  for (let key = keys[at]; key?.startsWith(prefix); key = keys[at]) {
    at += 1;
    const version = newest(key);
    const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    // A page that ended with a common prefix goes on behind everything that has it.
    if (version === undefined || compareKeys(entry, after) <= 0 || entry === prefixes.at(-1)) {
      continue;
    }
    if (contents.length + prefixes.length === most) {
      return { contents, prefixes, last: most === 0 ? undefined : last };
    }
    last = entry;
    if (cut < 0) {
      contents.push({ key, version });
    } else {
      prefixes.push(entry);
    }
  }
  return { contents, prefixes, last: undefined };
}

function selectionElements({ prefix, delimiter, encode, encoding }: Selection) {
  return {
    Prefix: encode(prefix),
    Delimiter: delimiter === "" ? undefined : encode(delimiter),
    EncodingType: encoding,
  };
}

function pageElements({ contents, prefixes }: Page, { encode }: Selection) {
  return {
    Contents: contents.map(({ key, version }) => ({
      Key: encode(key),
      LastModified: new Date(version.at),
      ...contentElements(version),
      StorageClass: "STANDARD",
    })),
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}

function contentElements({ etag, checksum, bytes }: ContentVersion) {
  return {
    ETag: etag,
    ...(checksum === undefined
      ? {}
      : { ChecksumAlgorithm: [checksum.algorithm], ChecksumType: checksum.type }),
    Size: bytes,
  };
}

/** How many of a key's versions lie before and at the marker; ids made later sort behind, so a deleted marker serves. */
function seenOf(history: readonly Version[], marker: string): number {
  const at = history.findIndex(({ id }) => id === marker);
  if (at >= 0 || marker === "null") {
    return at + 1;
  }
  const older = history.findIndex(({ id }) => id === "null" || id < marker);
  return older < 0 ? history.length : older;
}

/** As S3 encodes keys with `encoding-type=url`: slashes stay. */
function urlEncode(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2F", "/");
}

function writeToken(last: string): string {
  return `1${Buffer.from(last).toString("base64url")}`;
}

function readToken(token: string): string {
  if (!/^1[\w-]+$/.test(token)) {
    throw new AwsError("InvalidArgument", "The continuation token provided is incorrect");
  }
  return Buffer.from(token.slice(1), "base64url").toString();
}
