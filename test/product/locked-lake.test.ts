import {
  DeleteObjectCommand,
  GetObjectRetentionCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AwsConsole } from "../../sandbox/driver/aws-console.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { sharedSpark } from "../support/spark/shared-recording.ts";

/**
 * Somebody has laid an object lock on the lake, by hand: what it keeps is deleted by nobody before its time. Whatever would
 * delete it ends with the number of versions and how to see until when; once the lock is gone, it goes on.
 */

let product: Product;
let s3: S3Client;
const Bucket = "loan-tracker-123456789012-us-west-1";
const TOLD = "loan-tracker-[account]-us-west-1";
const teardown = cardId("teardown-loan-tracker-1");
const states = async () => await new AwsConsole(product.sandbox.urls.aws).stackStates();

beforeEach(async () => {
  product = await startProduct({}, sharedSpark());
  s3 = new S3Client({
    ...{ endpoint: product.sandbox.urls.aws, region: "us-west-1", forcePathStyle: true },
    // Of an administrator, not of the app.
    credentials: { accessKeyId: "administrator", secretAccessKey: "any" },
  });
});

afterEach(async () => {
  s3?.destroy();
  await product?.stop();
});

async function lockBucket(
  rule: { readonly Mode: "GOVERNANCE" | "COMPLIANCE"; readonly Days: number } | null,
) {
  await s3.send(
    new PutObjectLockConfigurationCommand({
      Bucket,
      ObjectLockConfiguration: {
        ObjectLockEnabled: "Enabled",
        ...(rule === null ? {} : { Rule: { DefaultRetention: rule } }),
      },
    }),
  );
}

const put = async (Key: string) =>
  (await s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }))).VersionId;

const hold = async (Key: string, VersionId: string | undefined, Status: "ON" | "OFF") =>
  await s3.send(new PutObjectLegalHoldCommand({ Bucket, Key, VersionId, LegalHold: { Status } }));

async function versions(): Promise<readonly (string | undefined)[]> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  return [...Versions, ...DeleteMarkers].map(({ Key }) => Key).sort();
}

test("a teardown deletes the rest, tells what is kept as often as it is asked, and ends once the lock has", async () => {
  await product.deploy({ number: 1, ends: "succeeded" });
  const free = "raw/free.csv";
  await put(free);
  await lockBucket({ Mode: "GOVERNANCE", Days: 30 });
  const [retained, held] = [await put("raw/kept.csv"), await put("raw/held.csv")];
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "raw/kept.csv" }));
  const passes = { Bucket, Key: "raw/held.csv", VersionId: held };
  const until = (ms: number) => ({ Mode: "GOVERNANCE" as const, RetainUntilDate: new Date(Date.now() + ms) });
  await hold("raw/held.csv", held, "ON");

  // What EMR writes to the cluster's end is not to be kept.
  await lockBucket(null);

  await product.tearDown();
  const words = `Emptying bucket "${TOLD}": object lock keeps 2 versions, such as of "raw/held.csv", "raw/kept.csv"`;
  const card = await product.shows(teardown, "[Retry]");
  expect(card).toContain(words);
  expect(card).toContain(
    `aws s3api head-object --bucket ${TOLD} --key raw/held.csv --version-id ${held} --region us-west-1`,
  );
  expect(card).toContain("press Retry; until then the rest of the stack stays, and costs");
  expect(await versions()).toEqual(["raw/held.csv", "raw/kept.csv"]);
  expect(await states()).toEqual(["CREATE_COMPLETE"]);

  // One runs out, of the other the hold is taken off, which its retention outlives.
  const BypassGovernanceRetention = true;
  await s3.send(
    new PutObjectRetentionCommand({
      ...{ Bucket, Key: "raw/kept.csv", VersionId: retained, BypassGovernanceRetention },
      Retention: until(1_100),
    }),
  );
  const ends = async () =>
    (await s3.send(new GetObjectRetentionCommand({ Bucket, Key: "raw/kept.csv", VersionId: retained })))
      .Retention?.RetainUntilDate ?? new Date();
  await expect.poll(async () => Date.now() - (await ends()).getTime()).toBeGreaterThan(1_000);
  await hold("raw/held.csv", held, "OFF");
  await product.press(teardown, "run.retry");
  await product.shows(teardown, `object lock keeps 1 version, such as of "raw/held.csv"`);
  expect(await versions()).toEqual(["raw/held.csv"]);

  await s3.send(new DeleteObjectCommand({ ...passes, BypassGovernanceRetention }));
  await product.shows(teardown, "[Retry]");
  await product.press(teardown, "run.retry");
  await product.shows(teardown, "succeeded");
  expect([await states(), await product.leftovers()]).toEqual([[], []]);
});

test("a canceled creation, and the deploy after it, tell of the logs that are kept; then it is cleared and works", async () => {
  // The warehouse takes its time, so that the cluster has written a log before the stack is there.
  await product.awsFault({
    ...{ service: "cloudformation", operation: "RedshiftCluster", kind: "fail-resource", times: 1 },
    delayMs: 5_000_000,
  });
  const deploy = (number: number) => cardId(`deploy-loan-tracker-${number}`);
  await product.says("/loans deploy");
  await product.shows(deploy(1), "[Apply]");
  await product.press(deploy(1), "run.apply");
  const aws = new AwsConsole(product.sandbox.urls.aws);
  await expect.poll(() => aws.keys(Bucket)).toHaveLength(1);
  await lockBucket(null);
  const [log = ""] = await aws.keys(Bucket);
  await hold(log, undefined, "ON");

  await product.press(deploy(1), "run.cancel");
  const words = `Emptying bucket "${TOLD}": object lock keeps 1 version, such as of "${log}"`;
  const canceled = await product.shows(deploy(1), words);
  expect(canceled).toContain("type `/loans deploy`, which clears what is left");
  expect(await states()).toEqual(["DELETE_FAILED"]);
  expect(await versions()).toEqual([log]);

  await product.clearAwsFaults();
  await product.says("/loans deploy");
  expect(await product.shows(deploy(2), "[Retry]")).toContain(words);
  expect(await versions()).toEqual([log]);

  await hold(log, undefined, "OFF");
  await product.press(deploy(2), "run.retry");
  await product.shows(deploy(2), "[Apply]");
  await product.press(deploy(2), "run.apply");
  await product.shows(deploy(2), "succeeded");
  expect(await states()).toEqual(["CREATE_COMPLETE"]);
});
