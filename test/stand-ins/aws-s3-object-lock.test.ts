import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { botAccessKey } from "../../sandbox/aws/access/caller.ts";
import type { OwnS3, TestBucket } from "../support/aws/own-s3.ts";
import { refusal, startOwnS3 } from "../support/aws/own-s3.ts";

/** Object lock as https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html has it. */

const LOCKED = "Access Denied because object protected by object lock.";
const DAY_MS = 86_400_000;
let own: OwnS3;
const s3 = { send: ((command) => own.client.send(command)) as OwnS3["client"]["send"] };

beforeAll(async () => {
  own = await startOwnS3();
});
afterAll(() => own.close());

async function locked(
  DefaultRetention?: { readonly Mode: "GOVERNANCE" | "COMPLIANCE" } & (
    | { readonly Days: number }
    | { readonly Years: number }
  ),
): Promise<TestBucket> {
  const bucket = await own.bucket({ versioned: true });
  await s3.send(
    new PutObjectLockConfigurationCommand({
      Bucket: bucket.Bucket,
      ObjectLockConfiguration: {
        ObjectLockEnabled: "Enabled",
        ...(DefaultRetention === undefined ? {} : { Rule: { DefaultRetention } }),
      },
    }),
  );
  return bucket;
}

/** The code and the words that a call is refused with. */
async function refused(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => "no refusal",
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

const inMs = (ms: number) => new Date(Date.now() + ms);

describe("a bucket's lock", () => {
  test("is put only where versions are kept, which then cannot be ended", async () => {
    const { Bucket } = await own.bucket();
    const ObjectLockConfiguration = { ObjectLockEnabled: "Enabled" } as const;
    const put = () => s3.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
    expect(await refused(put())).toBe(
      "InvalidBucketState: Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    );
    const get = () => s3.send(new GetObjectLockConfigurationCommand({ Bucket }));
    expect(await refusal(get())).toBe("ObjectLockConfigurationNotFoundError");
    const versioning = (Status: "Enabled" | "Suspended") =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
    await versioning("Enabled");
    await put();
    expect((await get()).ObjectLockConfiguration).toEqual({ ObjectLockEnabled: "Enabled" });
    await versioning("Enabled");
    expect(await refusal(versioning("Suspended"))).toBe("InvalidBucketState");
  });

  test.each([
    ["no mode", { Days: 1 }, "MalformedXML"],
    ["days and years", { Mode: "GOVERNANCE", Days: 1, Years: 1 }, "MalformedXML"],
    ["no period", { Mode: "GOVERNANCE" }, "MalformedXML"],
    ["no days at all", { Mode: "COMPLIANCE", Days: 0 }, "InvalidArgument"],
  ] as const)("is refused with %s", async (_, DefaultRetention, code) => {
    const { Bucket } = await own.bucket({ versioned: true });
    const ObjectLockConfiguration = { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention } } as const;
    const put = new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration });
    expect(await refusal(s3.send(put))).toBe(code);
  });

  test("keeps what is written from then on, copies too, and nothing that was there", async () => {
    const { Bucket, put } = await own.bucket({ versioned: true });
    const before = await put("before", "x");
    const DefaultRetention = { Mode: "COMPLIANCE", Years: 1 } as const;
    const ObjectLockConfiguration = { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention } } as const;
    await s3.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
    await put("after", "x");
    await s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/before` }));
    for (const Key of ["after", "copy"]) {
      const { Retention } = await s3.send(new GetObjectRetentionCommand({ Bucket, Key }));
      expect(Retention?.Mode).toBe("COMPLIANCE");
      const days = (Number(Retention?.RetainUntilDate) - Date.now()) / DAY_MS;
      expect(days).toBeGreaterThan(364.9);
      expect(days).toBeLessThanOrEqual(365);
    }
    expect(await refused(s3.send(new GetObjectRetentionCommand({ Bucket, Key: "before" })))).toBe(
      "NoSuchObjectLockConfiguration: The specified object does not have a ObjectLock configuration",
    );
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "before", VersionId: before }));
  });
});

describe("a version that is kept", () => {
  test("is hidden by a delete, listed on, and not deleted, alone or in a batch with others", async () => {
    const { Bucket, put, text } = await locked({ Mode: "GOVERNANCE", Days: 1 });
    const VersionId = await put("kept", "x");
    const { VersionId: marker } = await s3.send(new DeleteObjectCommand({ Bucket, Key: "kept" }));
    const alone = s3.send(new DeleteObjectCommand({ Bucket, Key: "kept", VersionId }));
    expect(await refused(alone)).toBe(`AccessDenied: ${LOCKED}`);
    const Objects = [VersionId, marker].map((id) => ({ Key: "kept", VersionId: id }));
    const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).toEqual([
      { Key: "kept", VersionId: marker, DeleteMarker: true, DeleteMarkerVersionId: marker },
    ]);
    expect(Errors).toEqual([{ Key: "kept", VersionId, Code: "AccessDenied", Message: LOCKED }]);
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(Versions.map((one) => one.VersionId)).toEqual([VersionId]);
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket })))).toBe("BucketNotEmpty");
    expect(await text("kept", VersionId)).toBe("x");
  });

  test("in governance mode goes for whoever says that the retention is bypassed", async () => {
    const { Bucket, put } = await locked({ Mode: "GOVERNANCE", Days: 1 });
    const [first, second] = [await put("kept", "1"), await put("kept", "2")];
    const BypassGovernanceRetention = true;
    const one = { Bucket, Key: "kept", BypassGovernanceRetention };
    await s3.send(new DeleteObjectCommand({ ...one, VersionId: first }));
    const Objects = [{ Key: "kept", VersionId: second }];
    const { Errors } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects }, BypassGovernanceRetention }),
    );
    expect(Errors).toBeUndefined();
    await s3.send(new DeleteBucketCommand({ Bucket }));
  });

  test("in compliance mode goes for nobody before its time, which can only grow", async () => {
    const { Bucket, put } = await locked();
    const Key = "kept";
    const VersionId = await put(Key, "x");
    const BypassGovernanceRetention = true;
    const retain = (Mode: "GOVERNANCE" | "COMPLIANCE", ms: number) =>
      refused(
        s3.send(
          new PutObjectRetentionCommand({
            ...{ Bucket, Key, VersionId, BypassGovernanceRetention },
            Retention: { Mode, RetainUntilDate: inMs(ms) },
          }),
        ),
      );
    expect(await retain("COMPLIANCE", -1000)).toBe(
      "InvalidArgument: The retain until date must be in the future!",
    );
    expect(await retain("COMPLIANCE", 1000)).toBe("no refusal");
    expect(await retain("GOVERNANCE", 5000)).toBe(`AccessDenied: ${LOCKED}`);
    expect(await retain("COMPLIANCE", 2500)).toBe("no refusal");
    expect(await retain("COMPLIANCE", 1500)).toBe(`AccessDenied: ${LOCKED}`);
    const gone = () =>
      refused(s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention })));
    expect(await gone()).toBe(`AccessDenied: ${LOCKED}`);
    await expect.poll(gone, { timeout: 6000, interval: 200 }).toBe("no refusal");
  });

  test("by a legal hold stays until that is taken off, whatever its retention", async () => {
    const { Bucket } = await locked();
    const Key = "held";
    const { VersionId } = await s3.send(
      new PutObjectCommand({ Bucket, Key, Body: "x", ObjectLockLegalHoldStatus: "ON" }),
    );
    const hold = async () =>
      (await s3.send(new GetObjectLegalHoldCommand({ Bucket, Key, VersionId }))).LegalHold?.Status;
    const gone = () =>
      refused(s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention: true })));
    expect([await hold(), await gone()]).toEqual(["ON", `AccessDenied: ${LOCKED}`]);
    await s3.send(new PutObjectLegalHoldCommand({ Bucket, Key, VersionId, LegalHold: { Status: "OFF" } }));
    expect([await hold(), await gone()]).toEqual(["OFF", "no refusal"]);
  });

  test("can be put with its own retention, whole, in a bucket that locks", async () => {
    const { Bucket } = await locked({ Mode: "GOVERNANCE", Days: 30 });
    const ObjectLockRetainUntilDate = new Date("2090-01-01T00:00:00Z");
    const own = { ObjectLockMode: "COMPLIANCE", ObjectLockRetainUntilDate } as const;
    await s3.send(new PutObjectCommand({ Bucket, Key: "own", Body: "x", ...own }));
    const { Retention } = await s3.send(new GetObjectRetentionCommand({ Bucket, Key: "own" }));
    expect(Retention).toEqual({ Mode: "COMPLIANCE", RetainUntilDate: ObjectLockRetainUntilDate });
    const half = new PutObjectCommand({ Bucket, Key: "half", Body: "x", ObjectLockMode: "COMPLIANCE" });
    expect(await refused(s3.send(half))).toBe(
      "InvalidArgument: x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
    );
  });
});

test("a bucket without a lock locks no object", async () => {
  const { Bucket, put } = await own.bucket({ versioned: true });
  await put("free", "x");
  const words = "InvalidRequest: Bucket is missing Object Lock Configuration";
  const LegalHold = { Status: "ON" } as const;
  expect(await refused(s3.send(new PutObjectLegalHoldCommand({ Bucket, Key: "free", LegalHold })))).toBe(
    words,
  );
  expect(await refused(s3.send(new GetObjectRetentionCommand({ Bucket, Key: "free" })))).toBe(words);
  const ObjectLockLegalHoldStatus = "ON";
  const put2 = new PutObjectCommand({ Bucket, Key: "free", Body: "x", ObjectLockLegalHoldStatus });
  expect(await refused(s3.send(put2))).toBe(words);
});

describe("the bot", () => {
  const Bucket = "loan-tracker-123456789012-us-west-1";
  let bot: S3Client;
  beforeAll(async () => {
    bot = new S3Client({
      ...{ endpoint: own.url, region: "us-west-1", forcePathStyle: true, maxAttempts: 1 },
      credentials: { accessKeyId: botAccessKey, secretAccessKey: "any" },
    });
    await s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  });
  afterAll(() => bot.destroy());

  test("may neither put a lock nor go round one", async () => {
    const ObjectLockConfiguration = { ObjectLockEnabled: "Enabled" } as const;
    const lock = { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: inMs(DAY_MS) } as const;
    const one = { Bucket, Key: "raw/x", VersionId: "null" };
    const refusals = await Promise.all([
      refused(bot.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }))),
      refused(bot.send(new PutObjectCommand({ Bucket, Key: "raw/x", Body: "x", ...lock }))),
      refused(bot.send(new DeleteObjectCommand({ ...one, BypassGovernanceRetention: true }))),
    ]);
    expect(refusals.map((text) => /perform: (\S+)/.exec(text)?.[1])).toEqual([
      "s3:PutBucketObjectLockConfiguration",
      "s3:PutObjectRetention",
      "s3:BypassGovernanceRetention",
    ]);
  });

  test("is not told of a lock with the object, which an administrator is", async () => {
    const ObjectLockRetainUntilDate = new Date("2090-01-01T00:00:00Z");
    const lock = {
      ObjectLockMode: "GOVERNANCE",
      ObjectLockRetainUntilDate,
      ObjectLockLegalHoldStatus: "ON",
    } as const;
    await s3.send(new PutObjectCommand({ Bucket, Key: "raw/y", Body: "x", ...lock }));
    const told = async (client: Pick<S3Client, "send">) => {
      const { ObjectLockMode, ObjectLockRetainUntilDate, ObjectLockLegalHoldStatus } = await client.send(
        new HeadObjectCommand({ Bucket, Key: "raw/y" }),
      );
      return { ObjectLockMode, ObjectLockRetainUntilDate, ObjectLockLegalHoldStatus };
    };
    expect(await told(own.client)).toEqual(lock);
    expect(await told(bot)).toEqual({});
  });
});
