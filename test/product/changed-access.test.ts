import { afterAll, beforeAll, expect, test } from "vitest";
import { actionId } from "../../src/bot/names.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** Rights that somebody takes away in the middle of what goes on: told by their name, and given back it goes on. */

let product: Product;

beforeAll(async () => {
  product = await startProduct({}, { replaySpark: await recordedSpark() });
});

afterAll(async () => {
  await product?.stop();
});

/** From now on nobody but an administrator may do this. */
const withhold = async (...deniedActions: readonly string[]) => await product.account({ deniedActions });

test("CloudFormation's, between plan and Apply: the creation is taken back, and a Retry makes the stack", async () => {
  const card = cardId("deploy-loan-tracker-1");
  await product.says("/loans deploy");
  await product.shows(card, "[Apply]");
  await withhold("kms:CreateKey");
  await product.press(card, actionId.apply);
  const told = await product.shows(card, "[Retry]");
  expect(told).toContain(
    "Making EmrDiskKey (AWS::KMS::Key): User: arn:aws:sts::[account]:assumed-role/LoansCloudFormation-loan-tracker/AWSCloudFormation is not authorized to perform: kms:CreateKey",
  );
  expect(told).toContain("deploy cloudformation/bot-access.yaml again, which allows `kms:CreateKey`");
  await withhold();
  await product.press(card, actionId.retry);
  await product.shows(card, "[Apply]");
  await product.press(card, actionId.apply);
  await product.shows(card, "succeeded");
});

test("the bot's, before a day publishes: the day fails with the action's name, and a Retry publishes", async () => {
  const card = cardId("batch-loan-tracker-2026-11-10-g1");
  await withhold("redshift-data:ExecuteStatement");
  await product.says("/loans run 2026-11-10");
  const told = await product.shows(card, "[Retry]");
  expect(told).toContain("is not authorized to perform: redshift-data:ExecuteStatement");
  // Withheld by a deny, which no right outweighs.
  expect(told).toContain(
    "A policy forbids it, and no right that the bot is given helps; ask whoever administers the bot's role",
  );
  await withhold();
  await product.press(card, actionId.retry);
  await product.shows(card, "succeeded");
});

test("CloudFormation's, in the middle of a teardown: what stays is named, and a Retry leaves nothing", async () => {
  const card = cardId("teardown-loan-tracker-1");
  await withhold("ec2:DeleteVpc");
  await product.tearDown();
  const told = await product.shows(card, "[Retry]");
  expect(told).toContain("is not authorized to perform: ec2:DeleteVpc");
  expect(told).toContain("deploy cloudformation/bot-access.yaml again, which allows `ec2:DeleteVpc`");
  await withhold();
  await product.press(card, actionId.retry);
  await product.shows(card, "Nothing billable is left");
});
