import { afterAll, beforeAll, expect, test } from "vitest";
import { cardId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { kindsOf, startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** `/loans deploy` looks at the account before it plans: what would make it fail in an hour is told at once. */

let product: Product;
const first = "deploy-loan-tracker-1";
const card = async (run: string) => (await product.textOf(cardId(run))).replaceAll("`", "");

beforeAll(async () => {
  product = await startProduct({}, { replaySpark: await recordedSpark() });
});

afterAll(async () => {
  await product?.stop();
});

test("what stands in the way fails the plan, each with its remedy, and nothing is created", async () => {
  await product.account({
    ...{ vcpus: 0, notOffered: ["us-west-1a m5.xlarge"] },
    foreignBuckets: ["loan-tracker-123456789012-us-west-1"],
  });
  await product.says("/loans deploy");
  await expect.poll(() => card(first)).toContain("[Retry]");
  const text = await card(first);
  expect(text).toContain('"loan-tracker-[account]-us-west-1" is taken: by another account');
  expect(text).toContain("m5.xlarge is not offered in us-west-1a");
  expect(text).toContain("a quota of 0 vCPUs");
  expect(text).toContain("Set LOANS_BUCKET");
  expect(text).toContain("set Zone to us-west-1c");
  expect(await product.effects()).toEqual([]);
});

test("Retry plans once it is mended, and says beside the plan what a person should know", async () => {
  await product.usualAccount();
  // A simulation is no refusal: whoever applies reads of it, and the plan is there.
  await product.account({ lakeFormation: "grants", deniedActions: ["s3:AbortMultipartUpload"] });
  await product.awsFault({ service: "lakeformation", kind: "delay", delayMs: 1, times: 1 });
  await product.awsFault({
    service: "emr",
    operation: "GetBlockPublicAccessConfiguration",
    kind: "deny",
    times: 1,
  });
  await product.press(cardId(first), "run.retry");
  await expect.poll(() => card(first)).toContain("[Apply]");
  const text = await card(first);
  expect(text).toContain("Lake Formation: Lake Formation decides about new databases and tables");
  expect(text).toContain(
    "! permissions: by IAM's simulation the bot's credentials do not allow s3:AbortMultipartUpload",
  );
  expect(text).toContain("To do: run the bot as the role of cloudformation/bot-access.yaml");
  expect(text).toContain("Not known: public access. npm run doctor says why.");
  expect(text).toContain("looked at: account, roles, bucket, machines, quota, warehouse");
  // One look for the plan and for what is told of it.
  expect(await product.firedFaults()).toBe(2);
  expect(kindsOf(await product.journal(first), "clear-remains")).toContain("retried");
});

test("an update is kept back by nothing that only a first deploy needs", async () => {
  await product.press(cardId(first), "run.apply");
  await product.shows(cardId(first), "succeeded");
  await product.account({ vcpus: 0, redshiftNodes: 0, notOffered: ["m5.xlarge"] });
  await product.says("/loans deploy");
  await product.shows(cardId("deploy-loan-tracker-2"), "Nothing had to change");
});

test("expired credentials are told as such", async () => {
  await product.awsFault({ service: "sts", kind: "expired-credentials", times: 1 });
  await product.says("/loans deploy");
  const run = "deploy-loan-tracker-3";
  await expect.poll(() => card(run)).toContain("[Retry]");
  expect(await card(run)).toContain("Renew the AWS credentials the bot runs with");
});
