import { AwsError } from "../service.ts";
import { S3Error } from "../wire/s3-error.ts";
import type { XmlElement } from "../wire/xml.ts";
import { childrenNamed, childText, readXml } from "../wire/xml.ts";
import type { Bucket } from "./bucket.ts";
import { notImplemented } from "./description.ts";
import type { ObjectLock, Retention } from "./records.ts";
import type { S3Request } from "./request.ts";
import { headerOf } from "./request.ts";
import { malformedXml } from "./subresources.ts";

/**
 * Object lock: a version that is kept cannot be deleted, a delete without a version only hides it
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html, read in November 2026). The words of refusals are
 * those of published answers of S3.
 */

const DAY_MS = 86_400_000;

/** A bucket that locks what it is told to, and nothing by itself. */
export const unruledLock =
  '<ObjectLockConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>';

/** Reads a `<ObjectLockConfiguration>`: how long a new version is kept, where that is said. Throws `MalformedXML`. */
export function readLockRule(
  text: string,
): { readonly mode: Retention["mode"]; readonly days: number } | undefined {
  const document = readXml(text);
  if (
    document?.name !== "ObjectLockConfiguration" ||
    childText(document, "ObjectLockEnabled") !== "Enabled"
  ) {
    throw malformedXml();
  }
  const [rule] = childrenNamed(document, "Rule");
  if (rule === undefined) return undefined;
  const [retention] = childrenNamed(rule, "DefaultRetention");
  if (retention === undefined) throw malformedXml();
  if (childrenNamed(retention, "DefaultEventHold").length > 0) throw notImplemented("DefaultEventHold");
  const mode = modeOf(retention);
  const days = childText(retention, "Days");
  const years = childText(retention, "Years");
  if (mode === undefined || (days === undefined) === (years === undefined)) throw malformedXml();
  const period = Number(days ?? years);
  if (!Number.isInteger(period)) throw malformedXml();
  if (period <= 0) {
    throw new AwsError("InvalidArgument", "Default retention period must be a positive integer value.");
  }
  return { mode, days: days === undefined ? period * 365 : period };
}

/** How a version that is written now is kept because nothing else is said of it. */
export function defaultRetention(bucket: Bucket, now: Date): Retention | undefined {
  const text = bucket.index.documents.get("object-lock");
  const rule = text === undefined ? undefined : readLockRule(text);
  return rule && { mode: rule.mode, until: new Date(now.getTime() + rule.days * DAY_MS).toISOString() };
}

/** Whether a request's body is held against a checksum of its own. */
export function hasChecksum({ headers }: Pick<S3Request, "headers">): boolean {
  return Object.keys(headers).some(
    (name) => name === "content-md5" || /^x-amz-(?:checksum-(?!algorithm)|trailer)/.test(name),
  );
}

/** Whether a request is to end what is kept in governance mode; the right to do so was asked for before. */
export function bypasses(request: S3Request): boolean {
  return headerOf(request, "x-amz-bypass-governance-retention")?.toLowerCase() === "true";
}

/** What the headers of a put say of the lock. Throws for a half of one, and for one in a bucket without locks. */
export function lockOfPut(bucket: Bucket, request: S3Request, now: string): ObjectLock {
  const mode = headerOf(request, "x-amz-object-lock-mode");
  const until = headerOf(request, "x-amz-object-lock-retain-until-date");
  const hold = headerOf(request, "x-amz-object-lock-legal-hold");
  const asksForLock = (mode ?? until ?? hold) !== undefined;
  if (asksForLock) checkLockable(bucket);
  if (!hasChecksum(request) && (asksForLock || defaultRetention(bucket, new Date(now)) !== undefined)) {
    throw new AwsError(
      "InvalidRequest",
      "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters",
    );
  }
  if ((mode === undefined) !== (until === undefined)) {
    throw new AwsError(
      "InvalidArgument",
      "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
    );
  }
  if (mode !== undefined && !isMode(mode))
    throw new AwsError("InvalidArgument", "Unknown wormMode directive.");
  if (hold !== undefined && hold !== "ON" && hold !== "OFF") {
    throw new AwsError("InvalidArgument", "Legal Hold must be either of 'ON' or 'OFF'");
  }
  return {
    ...(mode === undefined ? {} : { retention: { mode, until: futureOf(until ?? "", now) } }),
    ...(hold === undefined ? {} : { isHeld: hold === "ON" }),
  };
}

/** A `<Retention>` document; `undefined` for an empty one, which ends the retention. Throws for a half of one. */
export function readRetention(text: string, now: string): Retention | undefined {
  const document = readXml(text);
  if (document?.name !== "Retention") throw malformedXml();
  if (childrenNamed(document, "EventHold").length > 0) throw notImplemented("EventHold");
  const until = childText(document, "RetainUntilDate");
  const mode = modeOf(document);
  if (mode === undefined && until === undefined && childText(document, "Mode") === undefined)
    return undefined;
  if (mode === undefined || until === undefined) throw malformedXml();
  return { mode, until: futureOf(until, now) };
}

/** Throws `AccessDenied` for a version that is kept. */
export function checkUnlocked(
  { retention, isHeld }: ObjectLock,
  { now, bypasses }: { readonly now: string; readonly bypasses: boolean },
): void {
  const isRetained = retention !== undefined && retention.until > now;
  if (isHeld || (isRetained && !(bypasses && retention.mode === "GOVERNANCE"))) throw locked();
}

/** Throws `AccessDenied` where another retention would be less than the one that holds. */
export function checkRetentionChange(
  { retention }: ObjectLock,
  { next, now, bypasses }: { next: Retention | undefined; now: string; bypasses: boolean },
): void {
  const isMore = next !== undefined && next.mode === retention?.mode && next.until >= retention.until;
  if (!isMore) checkUnlocked(retention === undefined ? {} : { retention }, { now, bypasses });
}

/**
 * What a reader is told of the lock, each half by its own right
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html, "Response Elements").
 */
export function lockHeaders({ retention, isHeld }: ObjectLock, request: S3Request): Record<string, string> {
  const sees = (action: string) => request.sees(action, `arn:aws:s3:::${request.bucket}/${request.key}`);
  const headers: Record<string, string> = {};
  if (retention !== undefined && sees("s3:GetObjectRetention")) {
    headers["x-amz-object-lock-mode"] = retention.mode;
    headers["x-amz-object-lock-retain-until-date"] = retention.until;
  }
  if (isHeld !== undefined && sees("s3:GetObjectLegalHold")) {
    headers["x-amz-object-lock-legal-hold"] = isHeld ? "ON" : "OFF";
  }
  return headers;
}

/** Throws where the bucket knows no locks. */
export function checkLockable(bucket: Bucket): void {
  if (!bucket.index.documents.has("object-lock")) {
    throw new AwsError("InvalidRequest", "Bucket is missing Object Lock Configuration");
  }
}

/** Throws where versions are to be kept no longer although some may be locked. */
export function checkVersioningOfLocked(bucket: Bucket, text: string): void {
  if (bucket.index.documents.has("object-lock") && !/<Status>\s*Enabled\s*<\/Status>/.test(text)) {
    throw new S3Error(
      "InvalidBucketState",
      "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
      { status: 409 },
    );
  }
}

function locked(): AwsError {
  return new AwsError("AccessDenied", "Access Denied because object protected by object lock.", 403);
}

function futureOf(text: string, now: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw malformedXml();
  if (at.toISOString() <= now) {
    throw new AwsError("InvalidArgument", "The retain until date must be in the future!");
  }
  return at.toISOString();
}

function modeOf(element: XmlElement): Retention["mode"] | undefined {
  const mode = childText(element, "Mode");
  return mode !== undefined && isMode(mode) ? mode : undefined;
}

function isMode(text: string): text is Retention["mode"] {
  return text === "GOVERNANCE" || text === "COMPLIANCE";
}
