import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../sandbox/driver/until.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** Redis is emptied, and a day is asked for that was told forty days ago: longer than the channel is read for all runs. */

const AHEAD_MS = 40 * 24 * 3_600_000;
const [told, untold] = ["2026-11-16", "2026-11-17"] as const;

const home = mkdtempSync(join(tmpdir(), "emptied-old-"));
let product: Product;

const runOf = (day: string) => `batch-loan-tracker-${day}-g1`;
const effects = async () => (await product.effects()).map(({ operation, name }) => `${operation} ${name}`);

beforeAll(async () => {
  const clock = join(home, "clock");
  writeFileSync(clock, String(AHEAD_MS));
  product = await startProduct({ CLOCK_FILE: clock }, { replaySpark: await recordedSpark() });
  await product.deploy();
  for (const day of [told, untold]) {
    await product.says(`/loans run ${day}`);
    await until(`${day} is told`, async () =>
      (await product.textOf(cardId(runOf(day)))).includes("succeeded"),
    );
  }
  // As by somebody who tidies up the channel.
  await product.takeAway(cardId(runOf(untold)));
  await product.takeAway(summaryId(runOf(untold)));
  await product.redis.flushall();
  // The worker has looked at the world, and found nothing in the channel that is younger than five weeks.
  await until("Redis was told", async () => (await product.redis.keys("*:epoch")).length === 1);
  expect(await product.redis.keys("*:run:*")).toEqual([]);
});

afterAll(async () => {
  await product?.stop();
  rmSync(home, { recursive: true, force: true });
});

test("it is found by its output and what was said around that time: done, with its summary", async () => {
  const before = await effects();
  expect(await product.says(`/loans run ${told}`)).toContain("is done already");
  expect(await product.says(`/loans summary ${told}`)).toContain("500 in 16 categories");
  expect(await effects()).toEqual(before);
  expect(await product.messages(summaryId(runOf(told)))).toHaveLength(1);
});

test("where nothing tells what came of it, it is not counted again unless somebody says so", async () => {
  const before = await effects();
  const refused = await product.says(`/loans run ${untold}`);
  expect(refused).toContain("it was counted before");
  expect(refused).toContain(`/loans run ${untold} --force`);
  expect(await effects()).toEqual(before);

  await product.says(`/loans run ${untold} --force "nothing tells what came of it"`);
  const again = `batch-loan-tracker-${untold}-g2`;
  await product.shows(cardId(again), "succeeded");
  expect(await product.messages(summaryId(again))).toHaveLength(1);
});
