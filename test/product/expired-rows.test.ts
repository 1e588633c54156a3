import { afterAll, beforeAll, expect, test } from "vitest";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import { clientsAt } from "../support/aws/aws-clients.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** Customers' rows expire in the lake (`RawRetentionDays`), and nothing misses them there. */

let product: Product;
const day = "2026-11-05";
const runOf = (generation: number) => `batch-loan-tracker-${day}-g${generation}`;

beforeAll(async () => {
  product = await startProduct({}, { replaySpark: await recordedSpark() });
  await product.deploy();
});

afterAll(async () => {
  await product?.stop();
});

test("a day whose rows have expired is counted again from its source, and its counts were there all the time", async () => {
  await product.says(`/loans run ${day}`);
  await product.shows(cardId(runOf(1)), "succeeded");

  const { sdk, client } = await clientsAt(product.sandbox.urls.aws).s3();
  const where = { Bucket: "loan-tracker-123456789012-us-west-1", Prefix: "raw/" };
  const rows = async () => (await client.send(new sdk.ListObjectsV2Command(where))).Contents ?? [];
  const [expired, ...others] = await rows();
  expect(others).toEqual([]);
  // As S3 does it in a versioned bucket: a delete marker over what NoncurrentDays still keep.
  await client.send(new sdk.DeleteObjectCommand({ Bucket: where.Bucket, Key: expired?.Key }));
  expect(await rows()).toEqual([]);
  expect(await product.says(`/loans summary ${day}`)).toContain("500");

  await product.says(`/loans run ${day} --force "its rows expired"`);
  await product.shows(cardId(runOf(2)), "succeeded");
  expect(await product.shows(summaryId(runOf(2)), "Adds up")).toContain("500");
  expect((await rows()).map(({ Key }) => Key)).toEqual([expired?.Key]);
});

test("a deploy over the stack changes nothing, and so makes no other dashboard host", async () => {
  await product.says("/loans deploy");
  const card = await product.shows(cardId("deploy-loan-tracker-2"), "succeeded");
  expect(card).not.toContain("Metabase");
});
