import { afterAll, beforeAll, expect, test } from "vitest";
import { dated } from "../../src/bot/views/days.ts";
import { addDays, dayIn } from "../../src/domain/day.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** A stack that was torn down and made anew: its lake and its table hold nothing of before, so days count anew. */

let product: Product;
const today = dayIn("UTC", new Date());
const before = addDays(today, -2);
const runOf = (day: string, generation: number) => `batch-loan-tracker-${day}-g${generation}`;
const answer = async (text: string) => (await product.says(text)).replaceAll("`", "");
const submissions = async (runId: string) =>
  (await product.ledger({ operation: "AddJobFlowSteps", prefix: `lt/${runId}/` })).length;

beforeAll(async () => {
  product = await startProduct({ LOANS_SCHEDULE: "00:00" }, { replaySpark: await recordedSpark() });
});

afterAll(async () => {
  await product?.stop();
});

test("what the stack of then has counted is done, and gone with it", async () => {
  await product.deploy();
  await product.shows(cardId(runOf(today, 1)), "succeeded");
  await product.says(`/loans run ${before}`);
  await product.shows(cardId(runOf(before, 1)), "succeeded");
  expect(await answer(`/loans run ${before}`)).toContain("is done already");

  await product.tearDown();
  await product.shows(cardId("teardown-loan-tracker-1"), "succeeded");
  expect(await answer(`/loans summary ${before}`)).toContain(`Daily loans ${before}: 500`);
});

test("the day of the new deploy is counted by itself, as a generation with a summary of its own", async () => {
  await product.deploy({ number: 2, ends: "succeeded" });
  await product.shows(cardId(runOf(today, 2)), "succeeded");
  expect(await submissions(runOf(today, 2))).toBe(3);
  expect(await product.shows(summaryId(runOf(today, 2)), "Adds up")).toContain("no day of the");
  expect(await product.messages(summaryId(runOf(today, 1)))).toHaveLength(1);
  const metrics = await (await fetch(`${product.sandbox.urls.app}/metrics`)).text();
  expect(metrics).toMatch(/^loans_lateness_seconds(?:\{[^}]*\})? 0$/m);
});

test("a day before it is left to a person, and nothing says that it is done", async () => {
  expect(await product.journal(runOf(before, 2))).toEqual([]);
  expect(await answer(`/loans summary ${before}`)).toMatch(
    /The stack has no summary of \w{3} 2026-\d\d-\d\d\./,
  );
  expect(await answer("/loans summary")).toContain(`Daily loans ${today}: 500`);
  const runs = await answer("/loans runs");
  expect(runs).toContain(`✓ ${dated(today)} succeeded`);
  expect(runs).not.toContain(`✓ ${dated(before)}`);
  expect(await answer(`/loans skip ${before} "not wanted"`)).toContain(`${before} is skipped`);
});

test("also a Redis that is emptied does not take a summary of then for a day of this stack", async () => {
  await product.redis.flushall();
  const range = `${before}..${addDays(before, 1)}`;
  await product.says(`/loans run ${range}`);
  const card = await product.shows(cardId("backfill-loan-tracker-1"), "[Apply]");
  expect(card).toContain("2 of 2 days will run");
  await product.press(cardId("backfill-loan-tracker-1"), "run.apply");
  await product.shows(cardId("backfill-loan-tracker-1"), "succeeded");
  expect(await submissions(runOf(before, 2))).toBe(3);
  expect(await answer(`/loans run ${before}`)).toContain("is done already");
  expect(await answer(`/loans run ${today}`)).toContain("is done already");
  await expect.poll(() => answer(`/loans summary ${before}`)).toContain(`Daily loans ${before}: 500`);
});

test("and once more emptied, what this stack has counted stays done", async () => {
  await product.redis.flushall();
  // The first who asks waits for what AWS and Slack tell.
  for (const day of [before, today]) {
    await expect.poll(() => answer(`/loans run ${day}`)).toContain("is done already");
  }
  expect([await submissions(runOf(before, 2)), await submissions(runOf(today, 3))]).toEqual([3, 0]);
});
