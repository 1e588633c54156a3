import { AwsError } from "../service.ts";
import { S3Error } from "../wire/s3-error.ts";
import { childText, readXml } from "../wire/xml.ts";
import { checkBody, readCheckedText } from "./checked-body.ts";
import { bypasses, checkLockable, checkRetentionChange, readLockRule, readRetention } from "./object-lock.ts";
import { findVersion, versionIdOf } from "./objects.ts";
import type { ObjectLock } from "./records.ts";
import type { S3Operation, S3Request, S3World } from "./request.ts";
import { xmlReply } from "./request.ts";
import { malformedXml } from "./subresources.ts";

/** GetObjectLockConfiguration. */
export const getObjectLockConfiguration: S3Operation = ({ store }, request) => {
  const text = store.bucket(request.bucket).index.documents.get("object-lock");
  if (text === undefined) {
    throw new S3Error(
      "ObjectLockConfigurationNotFoundError",
      "Object Lock configuration does not exist for this bucket",
      { status: 404, details: { BucketName: request.bucket } },
    );
  }
  return { status: 200, headers: { "content-type": "application/xml" }, body: text };
};

/** PutObjectLockConfiguration: since November 2023 of a bucket that stands, too, if it keeps versions; never undone. */
export const putObjectLockConfiguration: S3Operation = async ({ store }, request) => {
  const bucket = store.bucket(request.bucket);
  const text = await readCheckedText(checkBody(request));
  if (bucket.versioning !== "Enabled") {
    throw new AwsError(
      "InvalidBucketState",
      "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
      409,
    );
  }
  readLockRule(text);
  store.configure(request.bucket, "object-lock", text);
  return { status: 200 };
};

/** The two locks of a version, each with its query parameter and the rest of its operations' names. */
export const locksOfObjects: readonly {
  readonly name: string;
  readonly operation: string;
  readonly get: S3Operation;
  readonly put: S3Operation;
}[] = [
  {
    name: "retention",
    operation: "ObjectRetention",
    get(world, request) {
      const { retention } = lockedVersion(world, request);
      if (retention === undefined) throw noLock();
      return xmlReply("Retention", { Mode: retention.mode, RetainUntilDate: retention.until });
    },
    async put(world, request) {
      const next = readRetention(await readCheckedText(checkBody(request)), world.store.now());
      const version = lockedVersion(world, request);
      checkRetentionChange(version, { next, now: world.store.now(), bypasses: bypasses(request) });
      const { isHeld } = version;
      return relock(world, request, {
        ...(next === undefined ? {} : { retention: next }),
        ...(isHeld === undefined ? {} : { isHeld }),
      });
    },
  },
  {
    name: "legal-hold",
    operation: "ObjectLegalHold",
    get(world, request) {
      const { isHeld } = lockedVersion(world, request);
      if (isHeld === undefined) throw noLock();
      return xmlReply("LegalHold", { Status: isHeld ? "ON" : "OFF" });
    },
    async put(world, request) {
      const document = readXml(await readCheckedText(checkBody(request)));
      const status = document?.name === "LegalHold" ? childText(document, "Status") : undefined;
      if (status !== "ON" && status !== "OFF") throw malformedXml();
      const { retention } = lockedVersion(world, request);
      return relock(world, request, {
        ...(retention === undefined ? {} : { retention }),
        isHeld: status === "ON",
      });
    },
  },
];

function lockedVersion({ store }: S3World, request: S3Request) {
  const bucket = store.bucket(request.bucket);
  checkLockable(bucket);
  return findVersion(bucket, request.key, versionIdOf(request));
}

function relock(world: S3World, request: S3Request, lock: ObjectLock) {
  const { id } = lockedVersion(world, request);
  world.store.bucket(request.bucket).write({ kind: "locked", key: request.key, id, lock });
  return { status: 200 };
}

function noLock(): AwsError {
  return new AwsError(
    "NoSuchObjectLockConfiguration",
    "The specified object does not have a ObjectLock configuration",
    404,
  );
}
