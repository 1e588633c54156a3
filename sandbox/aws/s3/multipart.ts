import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { AwsError } from "../service.ts";
import type { Reply } from "../wire/reply.ts";
import { childrenNamed, childText, readXml } from "../wire/xml.ts";
import type { Bucket } from "./bucket.ts";
import type { OpenUpload } from "./bucket-index.ts";
import { checkBody, checkChecksum, readCheckedText } from "./checked-body.ts";
import { beginChecksum } from "./checksums.ts";
import {
  announcedAlgorithm,
  checkHeaders,
  checkWriteConditions,
  descriptionOf,
  notImplemented,
} from "./description.ts";
import { checkLength, checksumElements, idOf, writtenHeaders } from "./objects.ts";
import type { Checksum, ChecksumAlgorithm, Part } from "./records.ts";
import type { S3Operation, S3Request } from "./request.ts";
import { headerOf, xmlReply } from "./request.ts";
import { checkKey } from "./store.ts";
import { malformedXml } from "./subresources.ts";

/** Every part but the last has at least this many bytes (5 MiB). */
const smallestPart = 5 * 1024 ** 2;
const highestPart = 10_000;

/** Completions under way and done, by upload: a repeat of one whose answer was lost gets the same answer, as on S3. */
const completions = new WeakMap<
  Bucket,
  Map<string, { readonly asked: string; readonly reply: Promise<Reply> }>
>();

/** CreateMultipartUpload. */
export const createMultipartUpload: S3Operation = ({ store }, request) => {
  const bucket = store.bucket(request.bucket);
  checkKey(request.key);
  checkHeaders(request);
  const algorithm = announcedAlgorithm(request);
  const checksumType = checksumTypeOf(request, algorithm);
  const id = randomBytes(32).toString("base64url");
  const { key } = request;
  const upload = { id, key, at: store.now(), ...descriptionOf(request), checksumType };
  bucket.write({ kind: "upload", upload: algorithm === undefined ? upload : { ...upload, algorithm } });
  const headers: Record<string, string> =
    algorithm === undefined
      ? {}
      : { "x-amz-checksum-algorithm": algorithm, "x-amz-checksum-type": checksumType };
  return xmlReply(
    "InitiateMultipartUploadResult",
    { Bucket: request.bucket, Key: key, UploadId: id },
    { ...headers, "x-amz-server-side-encryption": "AES256" },
  );
};

/** UploadPart; the same number again replaces the part. */
export const uploadPart: S3Operation = async ({ store }, request) => {
  const bucket = store.bucket(request.bucket);
  const { upload } = findUpload(bucket, request);
  const number = Number(request.query.get("partNumber"));
  if (!(Number.isInteger(number) && number >= 1 && number <= highestPart)) {
    throw new AwsError(
      "InvalidArgument",
      `Part number must be an integer between 1 and ${highestPart}, inclusive`,
    );
  }
  if (headerOf(request, "x-amz-copy-source") !== undefined) {
    throw notImplemented("UploadPartCopy");
  }
  checkLength(request);
  const { blob, bytes, md5, checksum } = await store.receive(bucket, checkBody(request, upload.algorithm));
  try {
    findUpload(bucket, request);
    if (upload.algorithm !== undefined && checksum?.algorithm !== upload.algorithm) {
      throw new AwsError(
        "InvalidRequest",
        `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm.toLowerCase()}, actual checksum Type: ${checksum?.algorithm.toLowerCase()}`,
      );
    }
  } catch (error) {
    bucket.discard(blob);
    throw error;
  }
  const part: Part = { number, at: store.now(), blob, bytes, md5 };
  bucket.write({
    kind: "part",
    upload: upload.id,
    part: checksum === undefined ? part : { ...part, checksum },
  });
  return {
    status: 200,
    headers: {
      etag: `"${md5}"`,
      "x-amz-server-side-encryption": "AES256",
      ...(checksum === undefined
        ? {}
        : { [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value }),
    },
  };
};

/** CompleteMultipartUpload: the parts in their order become one file and one version. */
export const completeMultipartUpload: S3Operation = async (world, request) => {
  const bucket = world.store.bucket(request.bucket);
  const asked = await readCheckedText(
    checkBody({ headers: withoutObjectChecksums(request), body: request.body }),
  );
  const id = request.query.get("uploadId") ?? "";
  const known = completionsOf(bucket).get(id);
  if (known !== undefined && known.asked === asked) {
    return await known.reply;
  }
  const open = findUpload(bucket, request);
  checkWriteConditions(bucket, request);
  const parts = chosenParts(open, asked);
  const reply = complete(world, request, { open, parts });
  completionsOf(bucket).set(id, { asked, reply });
  reply.catch(() => completionsOf(bucket).delete(id));
  return await reply;
};

/** AbortMultipartUpload. */
export const abortMultipartUpload: S3Operation = ({ store }, request) => {
  const bucket = store.bucket(request.bucket);
  const { upload } = findUpload(bucket, request);
  if (completionsOf(bucket).has(upload.id)) {
    throw new AwsError(
      "OperationAborted",
      "A conflicting conditional operation is currently in progress against this resource. Please try again.",
      409,
    );
  }
  bucket.write({ kind: "upload-ended", upload: upload.id });
  return { status: 204 };
};

async function complete(
  { store, record }: Parameters<S3Operation>[0],
  request: S3Request,
  { open, parts }: { readonly open: OpenUpload; readonly parts: readonly Part[] },
): Promise<Reply> {
  const bucket = store.bucket(request.bucket);
  const { upload } = open;
  async function* joined(): AsyncGenerator<Buffer> {
    for (const { blob } of parts) {
      yield* createReadStream(bucket.blobPath(blob), { highWaterMark: 1024 ** 2 });
    }
  }
  const isWhole = upload.checksumType === "FULL_OBJECT";
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  // The tag and a composite checksum come from the parts': their bytes need not be hashed a second time.
  const composite = { bytes, checksum: compositeChecksum(upload.algorithm, parts) };
  const received = await store.receive<{ readonly checksum?: Checksum | undefined }>(
    bucket,
    isWhole
      ? checkBody({ headers: {}, body: joined() }, upload.algorithm)
      : { bytes: joined(), facts: () => composite },
  );
  const { blob, checksum } = received;
  try {
    checkWriteConditions(bucket, request);
    if (checksum !== undefined) {
      const stated = headerOf(request, `x-amz-checksum-${checksum.algorithm.toLowerCase()}`);
      checkChecksum({ algorithm: checksum.algorithm, value: checksum.value, stated });
    }
  } catch (error) {
    bucket.discard(blob);
    throw error;
  }
  const digests = Buffer.concat(parts.map(({ md5 }) => Buffer.from(md5, "hex")));
  const etag = `"${createHash("md5").update(digests).digest("hex")}-${parts.length}"`;
  const { headers, tags } = upload;
  const content = { blob, bytes, etag, headers, tags };
  const version = store.keep(
    bucket,
    upload.key,
    checksum === undefined ? content : { ...content, checksum },
    {
      kind: "upload-ended",
      upload: upload.id,
    },
  );
  record("CompleteMultipartUpload", `${request.bucket}/${upload.key}`, idOf(version));
  return xmlReply(
    "CompleteMultipartUploadResult",
    {
      Location: `/${request.bucket}/${upload.key}`,
      Bucket: request.bucket,
      Key: upload.key,
      ETag: etag,
      ...checksumElements(checksum),
    },
    writtenHeaders(bucket, version),
  );
}

/** The parts that a completion lists, checked against what was uploaded. */
function chosenParts({ parts }: OpenUpload, asked: string): readonly Part[] {
  const document = readXml(asked);
  const listed = document?.name === "CompleteMultipartUpload" ? childrenNamed(document, "Part") : [];
  if (listed.length === 0) {
    throw malformedXml();
  }
  let before = 0;
  const chosen = listed.map((element) => {
    const number = Number(childText(element, "PartNumber"));
    if (number <= before) {
      throw new AwsError(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
      );
    }
    before = number;
    const part = parts.get(number);
    const etag = (childText(element, "ETag") ?? "").replaceAll('"', "");
    const checksum = part?.checksum;
    const stated = checksum && childText(element, `Checksum${checksum.algorithm}`);
    if (part === undefined || etag !== part.md5 || (stated !== undefined && stated !== checksum?.value)) {
      throw new AwsError(
        "InvalidPart",
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      );
    }
    return part;
  });
  if (chosen.slice(0, -1).some(({ bytes }) => bytes < smallestPart)) {
    throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
  }
  return chosen;
}

function compositeChecksum(
  algorithm: ChecksumAlgorithm | undefined,
  parts: readonly Part[],
): Checksum | undefined {
  if (algorithm === undefined) {
    return undefined;
  }
  const whole = beginChecksum(algorithm);
  for (const { checksum } of parts) {
    whole.update(Buffer.from(checksum?.value ?? "", "base64"));
  }
  return { algorithm, value: `${whole.digest()}-${parts.length}`, type: "COMPOSITE" };
}

/** The upload in progress that a request names; throws `NoSuchUpload`. */
export function findUpload(bucket: Bucket, request: S3Request): OpenUpload {
  const open = bucket.index.uploads.get(request.query.get("uploadId") ?? "");
  if (open === undefined || open.upload.key !== request.key) {
    throw new AwsError(
      "NoSuchUpload",
      "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
      404,
    );
  }
  return open;
}

/** CRC64NVME is always of the whole object, SHA always of the parts' values, the others as asked (default: parts). */
function checksumTypeOf(request: S3Request, algorithm: ChecksumAlgorithm | undefined): Checksum["type"] {
  const usual = algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE";
  const asked = headerOf(request, "x-amz-checksum-type") ?? usual;
  const isPossible =
    asked === usual || (asked === "FULL_OBJECT" && (algorithm === "CRC32" || algorithm === "CRC32C"));
  if (!isPossible) {
    throw new AwsError(
      "InvalidRequest",
      `The ${asked} checksum type cannot be used with the ${algorithm?.toLowerCase()} checksum algorithm.`,
    );
  }
  return asked === "FULL_OBJECT" ? "FULL_OBJECT" : "COMPOSITE";
}

/** At a completion the checksum headers speak of the object, not of the request's body. */
function withoutObjectChecksums({ headers }: S3Request): S3Request["headers"] {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !name.startsWith("x-amz-checksum-") && name !== "x-amz-sdk-checksum-algorithm",
    ),
  );
}

function completionsOf(bucket: Bucket) {
  const known = completions.get(bucket) ?? new Map();
  completions.set(bucket, known);
  return known;
}
