import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { AwsError } from "../service.ts";
import { S3Error } from "../wire/s3-error.ts";
import type { Bucket } from "./bucket.ts";
import { checkBody } from "./checked-body.ts";
import {
  announcedAlgorithm,
  checkHeaders,
  checkReadConditions,
  checkWriteConditions,
  descriptionOf,
  notImplemented,
} from "./description.ts";
import { bypasses, checkUnlocked, lockHeaders, lockOfPut } from "./object-lock.ts";
import { rangeOf } from "./range.ts";
import type { Checksum, ContentVersion, Version } from "./records.ts";
import { isMarker } from "./records.ts";
import type { S3Operation, S3Request, S3World } from "./request.ts";
import { headerOf, xmlReply } from "./request.ts";
import { checkKey, noSuchKey, withEtag } from "./store.ts";

/** 5 GB: the largest body of one put. */
const largestPut = 5 * 1024 ** 3;

/** PutObject: the body goes to disk as it comes; the object appears when all of it has come and was checked. */
export const putObject: S3Operation = async ({ store, record }, request) => {
  const bucket = store.bucket(request.bucket);
  checkKey(request.key);
  checkHeaders(request, { isWholePut: true });
  checkLength(request);
  const lock = lockOfPut(bucket, request, store.now());
  checkWriteConditions(bucket, request);
  const received = await store.receive(bucket, checkBody(request, announcedAlgorithm(request)));
  try {
    // Once more: another writer may have been quicker while the bytes came in.
    checkWriteConditions(bucket, request);
  } catch (error) {
    bucket.discard(received.blob);
    throw error;
  }
  const version = store.keep(bucket, request.key, {
    ...withEtag(received),
    ...descriptionOf(request),
    ...lock,
  });
  record("PutObject", `${request.bucket}/${request.key}`, idOf(version));
  return {
    status: 200,
    headers: {
      etag: version.etag,
      // While versioning is suspended a put names no version, although a copy, a read and a marker name "null"
      // (recordings of S3, February 2026).
      ...(version.id === "null" ? encryptionHeaders(version) : writtenHeaders(bucket, version)),
      ...checksumHeaders(version.checksum),
    },
  };
};

/** CopyObject within the sandbox; the copy of a multipart object gets the plain MD5 of its bytes as its tag. */
export const copyObject: S3Operation = async ({ store, record }, request) => {
  const bucket = store.bucket(request.bucket);
  checkKey(request.key);
  checkHeaders(request);
  checkWriteConditions(bucket, request);
  const { sourceBucket, sourceKey, versionId } = copySource(request);
  const source = findVersion(store.bucket(sourceBucket), sourceKey, versionId);
  const replaces = (headerOf(request, "x-amz-metadata-directive") ?? "COPY") === "REPLACE";
  const retags = (headerOf(request, "x-amz-tagging-directive") ?? "COPY") === "REPLACE";
  if (sourceBucket === request.bucket && sourceKey === request.key && versionId === undefined && !replaces) {
    throw new AwsError(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const body = createReadStream(store.bucket(sourceBucket).blobPath(source.blob));
  const wanted = announcedAlgorithm(request) ?? source.checksum?.algorithm;
  const received = await store.receive(bucket, checkBody({ headers: {}, body }, wanted));
  const description = descriptionOf(request);
  const version = store.keep(bucket, request.key, {
    ...withEtag(received),
    headers: replaces ? description.headers : source.headers,
    tags: retags ? description.tags : source.tags,
  });
  record("CopyObject", `${request.bucket}/${request.key}`, idOf(version));
  return xmlReply(
    "CopyObjectResult",
    { LastModified: new Date(version.at), ETag: version.etag, ...checksumElements(version.checksum) },
    writtenHeaders(bucket, version),
  );
};

/** GetObject, whole or a range, as a stream from disk. HeadObject is the same without the stream. */
export const getObject: S3Operation = async ({ store }, request) => {
  const { bucket, version, reply } = look(store.bucket(request.bucket), request);
  const range = reply.range ?? { first: 0, last: version.bytes - 1 };
  if (version.bytes === 0) {
    return { status: reply.status, headers: reply.headers, body: "" };
  }
  // Opened now: a delete that follows cannot take the bytes away from this reader any more.
  const file = await open(bucket.blobPath(version.blob)).catch(() => undefined);
  if (file === undefined) {
    throw noSuchKey();
  }
  return {
    status: reply.status,
    headers: reply.headers,
    body: file.createReadStream({ start: range.first, end: range.last, highWaterMark: 256 * 1024 }),
  };
};

/** HeadObject. */
export const headObject: S3Operation = ({ store }, request) => {
  const { reply } = look(store.bucket(request.bucket), request);
  return { status: reply.status, headers: reply.headers };
};

/** DeleteObject: a marker where versions are kept, the end of the object where they are not. */
export const deleteObject: S3Operation = ({ store, record }, request) => {
  const bucket = store.bucket(request.bucket);
  if (headerOf(request, "if-match") !== undefined) {
    throw notImplemented("If-Match");
  }
  const versionId = versionIdOf(request);
  const gone = removeVersion(store, bucket, { key: request.key, versionId, bypasses: bypasses(request) });
  record("DeleteObject", `${request.bucket}/${request.key}`, gone.id);
  return {
    status: 204,
    headers: {
      ...(bucket.versioning === undefined && versionId === undefined ? {} : { "x-amz-version-id": gone.id }),
      ...(gone.isMarker ? { "x-amz-delete-marker": "true" } : {}),
    },
  };
};

/**
 * Removes a version, or puts a delete marker on top, which no lock is against; tells what came into being or went.
 * Throws `AccessDenied` for a locked version.
 */
export function removeVersion(
  store: S3World["store"],
  bucket: Bucket,
  {
    key,
    versionId,
    bypasses,
  }: { readonly key: string; readonly versionId: string | undefined; readonly bypasses: boolean },
): { readonly id: string; readonly isMarker: boolean } {
  if (versionId !== undefined) {
    const version = bucket.index.history(key).find(({ id }) => id === versionId);
    if (version !== undefined) {
      if (!isMarker(version)) checkUnlocked(version, { now: store.now(), bypasses });
      bucket.write({ kind: "removed", key, id: versionId });
    }
    return { id: versionId, isMarker: version !== undefined && isMarker(version) };
  }
  if (bucket.versioning === undefined) {
    bucket.write({ kind: "removed", key, id: "null" });
    return { id: "null", isMarker: false };
  }
  const id = store.versionId(bucket);
  bucket.write({ kind: "version", key, version: { id, at: store.now(), isMarker: true } });
  return { id, isMarker: true };
}

/** Whether a text can be a version id of this stand-in. */
export function isVersionId(text: string): boolean {
  return text === "null" || /^[0-9a-z]{32}$/.test(text);
}

/** Headers of an answer about a version. The entity tag is none of them: where there is a body, it stands there. */
export function writtenHeaders(bucket: Bucket, version: ContentVersion): Record<string, string> {
  return {
    ...encryptionHeaders(version),
    ...versionHeaders(bucket, version),
  };
}

/** By a key of KMS where the writer named one, else by S3's own. */
function encryptionHeaders({ headers }: ContentVersion): Record<string, string> {
  const isByKey = headers["x-amz-server-side-encryption-aws-kms-key-id"] !== undefined;
  return { "x-amz-server-side-encryption": isByKey ? "aws:kms" : "AES256" };
}

/** What the ledger calls a version: its id where versions are kept, else its entity tag. */
export function idOf(version: ContentVersion): string {
  return version.id === "null" ? version.etag : version.id;
}

/** A checksum as elements of an XML answer. */
export function checksumElements(checksum: Checksum | undefined): Record<string, string> {
  return checksum === undefined
    ? {}
    : { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type };
}

/** Refuses a body whose length nobody knows beforehand, as S3 does, and one that is too large for one put. */
export function checkLength(request: S3Request): void {
  const length = headerOf(request, "x-amz-decoded-content-length") ?? headerOf(request, "content-length");
  if (length === undefined) {
    throw new AwsError("MissingContentLength", "You must provide the Content-Length HTTP header.", 411);
  }
  if (Number(length) > largestPut) {
    throw new AwsError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
  }
}

function look(bucket: Bucket, request: S3Request) {
  const version = findVersion(bucket, request.key, versionIdOf(request));
  checkReadConditions(version, request);
  const range = rangeOf(headerOf(request, "range"), version.bytes);
  const wantsChecksum = headerOf(request, "x-amz-checksum-mode")?.toUpperCase() === "ENABLED";
  const length = range === undefined ? version.bytes : range.last - range.first + 1;
  const tagCount = Object.keys(version.tags).length;
  const headers: Record<string, string> = {
    ...version.headers,
    etag: version.etag,
    ...writtenHeaders(bucket, version),
    "last-modified": new Date(version.at).toUTCString(),
    "accept-ranges": "bytes",
    "content-length": String(length),
    ...lockHeaders(version, request),
    ...(tagCount === 0 ? {} : { "x-amz-tagging-count": String(tagCount) }),
    // A checksum is of the whole object; with a range the reader would hold it against a part of it.
    ...(wantsChecksum && range === undefined ? checksumHeaders(version.checksum) : {}),
  };
  if (range !== undefined) {
    headers["content-range"] = `bytes ${range.first}-${range.last}/${version.bytes}`;
  }
  for (const [name, value] of request.query) {
    if (name.startsWith("response-")) {
      headers[name.slice("response-".length)] = value;
    }
  }
  return { bucket, version, reply: { status: range === undefined ? 200 : 206, headers, range } };
}

function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  return checksum === undefined
    ? {}
    : {
        [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value,
        "x-amz-checksum-type": checksum.type,
      };
}

/** Says the version where the bucket keeps, or kept, versions. */
export function versionHeaders(bucket: Bucket, { id }: Version): Record<string, string> {
  return bucket.versioning === undefined ? {} : { "x-amz-version-id": id };
}

/** The version meant, or the newest; throws what S3 says of a missing one and of a delete marker. */
export function findVersion(bucket: Bucket, key: string, versionId: string | undefined): ContentVersion {
  const history = bucket.index.history(key);
  const version = versionId === undefined ? history[0] : history.find(({ id }) => id === versionId);
  if (version === undefined) {
    throw versionId === undefined
      ? noSuchKey()
      : new AwsError("NoSuchVersion", "The specified version does not exist.", 404);
  }
  if (isMarker(version)) {
    const headers = { "x-amz-delete-marker": "true", "x-amz-version-id": version.id };
    throw versionId === undefined
      ? new S3Error("NoSuchKey", "The specified key does not exist.", { status: 404, headers })
      : new S3Error("MethodNotAllowed", "The specified method is not allowed against this resource.", {
          status: 405,
          headers: { ...headers, allow: "DELETE" },
        });
  }
  return version;
}

/** The version that a request names; throws `InvalidArgument` for what no version id looks like. */
export function versionIdOf({ query }: S3Request): string | undefined {
  const id = query.get("versionId") ?? undefined;
  if (id !== undefined && !isVersionId(id)) {
    throw new AwsError("InvalidArgument", "Invalid version id specified");
  }
  return id;
}

function copySource(request: S3Request) {
  const [path = "", search = ""] = (headerOf(request, "x-amz-copy-source") ?? "").split("?");
  const [, sourceBucket = "", sourceKey = ""] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path)) ?? [];
  if (sourceKey === "") {
    throw new AwsError(
      "InvalidArgument",
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
    );
  }
  return { sourceBucket, sourceKey, versionId: new URLSearchParams(search).get("versionId") ?? undefined };
}
