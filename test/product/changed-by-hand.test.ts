import { CloudFormationClient, DescribeStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import { DeleteSecurityGroupCommand, EC2Client } from "@aws-sdk/client-ec2";
import { DeleteBucketLifecycleCommand, DeleteBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actionId } from "../../src/bot/names.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** What an administrator changes by hand in the middle of what goes on, apart from rights: `changed-access.test.ts`. */

let product: Product;
const Bucket = "loan-tracker-123456789012-us-west-1";
const admin = () => ({
  endpoint: product.sandbox.urls.aws,
  region: "us-west-1",
  credentials: { accessKeyId: "administrator", secretAccessKey: "any" },
});

beforeAll(async () => {
  product = await startProduct({}, { speed: 50, replaySpark: await recordedSpark() });
});

afterAll(async () => {
  await product?.stop();
});

async function physicalId(LogicalResourceId: string): Promise<string | undefined> {
  const { StackResources = [] } = await new CloudFormationClient(admin()).send(
    new DescribeStackResourcesCommand({ StackName: "loan-tracker", LogicalResourceId }),
  );
  return StackResources[0]?.PhysicalResourceId;
}

async function dropPolicy(): Promise<void> {
  const s3 = new S3Client({ ...admin(), forcePathStyle: true });
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  await s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
}

test("a group of the stack that somebody wants to delete while it is made: EC2 refuses, and the stack comes up", async () => {
  const card = cardId("deploy-loan-tracker-1");
  await product.says("/loans deploy");
  await product.pressWhenShown(card, actionId.apply);
  await expect.poll(() => physicalId("EmrCoreGroup")).toMatch(/^sg-/);
  const GroupId = await physicalId("EmrCoreGroup");
  await expect(
    new EC2Client(admin()).send(new DeleteSecurityGroupCommand({ GroupId })),
  ).rejects.toMatchObject({
    name: "DependencyViolation",
  });
  await product.shows(card, "succeeded");
});

test("the bucket's policy and its rules, in the middle of a day: the day is counted", async () => {
  const card = cardId("batch-loan-tracker-2026-11-10-g1");
  await product.says("/loans run 2026-11-10");
  await product.shows(card, "▸ count the loans with Spark");
  await dropPolicy();
  await product.shows(card, "succeeded");
});

test("and before a teardown, which finds nothing left", async () => {
  await product.tearDown();
  await product.shows(cardId("teardown-loan-tracker-1"), "Nothing billable is left");
  expect(await product.leftovers()).toEqual([]);
});
