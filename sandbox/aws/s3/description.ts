import { AwsError } from "../service.ts";
import { S3Error } from "../wire/s3-error.ts";
import type { Bucket } from "./bucket.ts";
import { parseAlgorithm } from "./checked-body.ts";
import type { ChecksumAlgorithm, ContentVersion, Description } from "./records.ts";
import type { S3Request } from "./request.ts";
import { headerOf } from "./request.ts";

const keptHeaders = [
  "content-type",
  "cache-control",
  "content-disposition",
  "content-language",
  "expires",
  // Of objects that a key of KMS encrypts; their bytes lie here as they are.
  "x-amz-server-side-encryption-aws-kms-key-id",
] as const;

/** Headers that change what a write does and are not played: better refused than ignored. */
const refusedHeaders =
  /^x-amz-(?:grant-|object-lock-|website-redirect|write-offset|server-side-encryption-customer|copy-source-(?:if|range|server))/;

/** What a writer says about an object, from the headers of a put, a copy or a new upload. */
export function descriptionOf(request: S3Request): Description {
  const headers: Record<string, string> = {};
  for (const name of keptHeaders) {
    const value = headerOf(request, name);
    if (value !== undefined) {
      headers[name] = value;
    }
  }
  headers["content-type"] ??= "binary/octet-stream";
  const encoding = (headerOf(request, "content-encoding") ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "" && one !== "aws-chunked")
    .join(",");
  if (encoding !== "") {
    headers["content-encoding"] = encoding;
  }
  for (const [name, value] of Object.entries(request.headers)) {
    if (name.startsWith("x-amz-meta-") && value !== undefined) {
      headers[name] = value.toString();
    }
  }
  return { headers, tags: Object.fromEntries(new URLSearchParams(headerOf(request, "x-amz-tagging") ?? "")) };
}

/** Throws for headers whose meaning is not played here. A key of KMS and a lock are played for a whole put alone. */
export function checkHeaders(
  request: S3Request,
  { isWholePut = false }: { readonly isWholePut?: boolean } = {},
): void {
  const refused = Object.keys(request.headers).find(
    (name) => refusedHeaders.test(name) && !(isWholePut && name.startsWith("x-amz-object-lock-")),
  );
  const key = headerOf(request, "x-amz-server-side-encryption-aws-kms-key-id");
  const wanted = isWholePut && key !== undefined ? "aws:kms" : "AES256";
  const encryption = headerOf(request, "x-amz-server-side-encryption") ?? "AES256";
  const storage = headerOf(request, "x-amz-storage-class") ?? "STANDARD";
  const acl = headerOf(request, "x-amz-acl") ?? "private";
  if (!["private", "bucket-owner-full-control"].includes(acl)) {
    throw new AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs");
  }
  if (refused !== undefined || encryption !== wanted || storage !== "STANDARD") {
    const what = refused ?? (encryption === wanted ? "x-amz-storage-class" : "x-amz-server-side-encryption");
    throw notImplemented(what);
  }
}

/** The error of what S3 can do and this stand-in cannot. */
export function notImplemented(what: string): AwsError {
  return new AwsError(
    "NotImplemented",
    `A header or parameter you provided implies functionality that is not implemented: ${what}`,
    501,
  );
}

/** The checksum algorithm that a new upload announces. */
export function announcedAlgorithm(request: S3Request): ChecksumAlgorithm | undefined {
  const name = headerOf(request, "x-amz-checksum-algorithm");
  return name === undefined ? undefined : parseAlgorithm(name);
}

/** Throws unless the key's newest version is as `If-None-Match: *` or `If-Match` of a write wants it. */
export function checkWriteConditions(bucket: Bucket, request: S3Request): void {
  const present = bucket.index.newest(request.key);
  const unless = headerOf(request, "if-none-match");
  const only = headerOf(request, "if-match");
  if (unless !== undefined && unless !== "*") {
    throw notImplemented("If-None-Match");
  }
  if (unless === "*" && present !== undefined) {
    throw preconditionFailed("If-None-Match");
  }
  if (only !== undefined && present === undefined) {
    throw new AwsError("NoSuchKey", "The specified key does not exist.", 404);
  }
  if (only !== undefined && !matches(only, present)) {
    throw preconditionFailed("If-Match");
  }
}

/** Throws 412 `PreconditionFailed` or 304 where a read's conditions say so (RFC 9110, section 13.2.2). */
export function checkReadConditions(version: ContentVersion, request: S3Request): void {
  const only = headerOf(request, "if-match");
  const unless = headerOf(request, "if-none-match");
  const since = Date.parse(headerOf(request, "if-modified-since") ?? "");
  const until = Date.parse(headerOf(request, "if-unmodified-since") ?? "");
  const at = Date.parse(version.at);
  if (only === undefined ? at > until : !matches(only, version)) {
    throw preconditionFailed(only === undefined ? "If-Unmodified-Since" : "If-Match");
  }
  if (unless === undefined ? at <= since : unless === "*" || matches(unless, version)) {
    throw new S3Error("NotModified", "Not Modified", { status: 304, headers: { etag: version.etag } });
  }
}

function matches(condition: string, version: ContentVersion | undefined): boolean {
  const tags = condition.split(",").map((one) => one.trim().replaceAll('"', ""));
  return tags.includes("*") || tags.includes(version?.etag.replaceAll('"', "") ?? "");
}

function preconditionFailed(condition: string): S3Error {
  return new S3Error("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
    status: 412,
    details: { Condition: condition },
  });
}
