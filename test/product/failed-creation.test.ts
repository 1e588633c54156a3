import { afterEach, beforeEach, expect, test } from "vitest";
import { AwsConsole } from "../../sandbox/driver/aws-console.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { sharedSpark } from "../support/spark/shared-recording.ts";

/**
 * A first creation that does not come to its end, after EMR had machines: their logs are in the bucket by then, and CloudFormation
 * deletes no bucket that holds anything. Whatever a person does next comes to a stack that works, or to nothing left.
 */

let product: Product;
const deploy = (number: number) => cardId(`deploy-loan-tracker-${number}`);

beforeEach(async () => {
  product = await startProduct({}, sharedSpark());
});

afterEach(async () => {
  await product?.stop();
});

/** The first deploy, which the warehouse stops when the cluster has been up for a while. */
async function fails(): Promise<string> {
  await product.awsFault({
    ...{ service: "cloudformation", operation: "RedshiftCluster", kind: "fail-resource", times: 1 },
    // In the modeled time of AWS: EMR has machines by then.
    delayMs: 500_000,
    reason: "The node type is not offered in the zone.",
  });
  await product.says("/loans deploy");
  await product.shows(deploy(1), "[Apply]");
  await product.press(deploy(1), "run.apply");
  return await product.shows(deploy(1), "[Retry]");
}

const states = async () => await new AwsConsole(product.sandbox.urls.aws).stackStates();

test("deployed again, it works; the card had said what could not be taken back", async () => {
  const card = await fails();
  expect(card).toContain("The node type is not offered in the zone.");
  expect(card).toContain("CloudFormation could not take back Lake; mend the cause, then press Retry");
  expect(await states()).toEqual(["ROLLBACK_FAILED"]);
  await product.deploy({ number: 2, ends: "succeeded" });
  expect(await states()).toEqual(["CREATE_COMPLETE"]);
});

test("retried on its own card, it works too", async () => {
  await fails();
  await product.press(deploy(1), "run.retry");
  await product.shows(deploy(1), "[Apply]");
  await product.press(deploy(1), "run.apply");
  expect(await product.shows(deploy(1), "succeeded")).toContain("attempt 2");
});

test("torn down, nothing is left of it", async () => {
  await fails();
  expect(await product.leftovers()).not.toEqual([]);
  await product.tearDown();
  const card = await product.shows(cardId("teardown-loan-tracker-1"), "succeeded");
  expect(card).not.toContain("still named");
  expect(await product.leftovers()).toEqual([]);
  expect(await states()).toEqual([]);
});

test("canceled while it is being made, it leaves nothing", async () => {
  // The warehouse takes its time, so that the cluster is up before the stack is.
  await product.awsFault({
    ...{ service: "cloudformation", operation: "RedshiftCluster", kind: "fail-resource", times: 1 },
    delayMs: 5_000_000,
  });
  await product.says("/loans deploy");
  await product.shows(deploy(1), "[Apply]");
  await product.press(deploy(1), "run.apply");
  const aws = new AwsConsole(product.sandbox.urls.aws);
  await expect.poll(() => aws.keys("loan-tracker-123456789012-us-west-1")).toHaveLength(1);
  await product.press(deploy(1), "run.cancel");
  const card = await product.shows(deploy(1), "canceled · by @operator");
  expect(card).toContain("− apply the changes · CloudFormation has deleted what it had made");
  expect(await product.leftovers()).toEqual([]);
  expect((await product.ledger({ operation: "DeleteStack", prefix: "" })).length).toBe(2);
  await product.clearAwsFaults();
  await product.deploy({ number: 2, ends: "succeeded" });
});
