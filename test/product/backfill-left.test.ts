import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { placeDailyFiles } from "../../sandbox/data/daily-files.ts";
import type { Day } from "../../src/domain/day.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** Days that end after the backfill that opened them has, on the whole product with a file for each day. */

let product: Product;
let files: string;
const [FIRST, SECOND, THIRD, FOURTH] = ["2026-10-29", "2026-10-30", "2026-10-31", "2026-11-01"] as const;

const runOf = (day: string) => `batch-loan-tracker-${day}-g1`;

/** The file of which the recorded run of Spark is. */
const put = (day: string) => placeDailyFiles(files, [day as Day]);

/** What the channel holds of a day, in the order in which it was said first. */
const saidOf = async (day: string) =>
  (await product.door.messages("operator")).flatMap(({ metadata }) => {
    const id = String(metadata?.event_payload["id"] ?? "");
    return id.endsWith(runOf(day)) ? [id] : [];
  });

const ended = async (day: string) =>
  await expect
    .poll(async () => (await product.journal(runOf(day))).at(-1))
    .toMatchObject({ kind: "finished", outcome: "succeeded" });

beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), "loan-files-"));
  for (const day of [FIRST, THIRD, FOURTH]) put(day);
  // Slow enough for a word to come while Spark counts.
  product = await startProduct(
    { LOANS_SOURCE: join(files, "{date}.csv") },
    { speed: 20, replaySpark: await recordedSpark() },
  );
  await product.deploy();
});

afterAll(async () => {
  await product?.stop();
  rmSync(files, { recursive: true, force: true });
});

test("a day that failed, and that a person runs after the backfill has ended, tells its summary itself, once", async () => {
  const backfill = cardId("backfill-loan-tracker-1");
  await product.says(`/loans run ${FIRST}..${SECOND}`);
  await product.shows(backfill, "[Apply]");
  await product.press(backfill, "run.apply");
  await product.shows(backfill, "[Retry]");
  put(SECOND);
  await product.says(`/loans run ${SECOND}`);
  await product.shows(summaryId(runOf(SECOND)), `Daily loans ${SECOND}: 500`);
  expect(await product.shows(cardId(runOf(SECOND)), "succeeded")).toContain(
    "✓ tell the counts, by a summary",
  );

  await product.press(backfill, "run.retry");
  await product.shows(backfill, "succeeded");
  expect(await product.textOf(backfill)).toContain(`✓ ${SECOND} · 500 loans`);
  expect(await saidOf(FIRST)).toEqual([]);
  expect(await saidOf(SECOND)).toEqual([cardId(runOf(SECOND)), summaryId(runOf(SECOND))]);
});

test("a day that goes on after its backfill was canceled has a card from then on, and tells its summary itself", async () => {
  const backfill = cardId("backfill-loan-tracker-2");
  await product.says(`/loans run ${THIRD}..${FOURTH}`);
  await product.shows(backfill, "[Apply]");
  await product.press(backfill, "run.apply");
  await expect
    .poll(async () => await product.ledger({ operation: "AddJobFlowSteps", prefix: `lt/${runOf(THIRD)}/` }))
    .toHaveLength(3);
  expect(await saidOf(THIRD)).toEqual([]);
  await product.says("/loans cancel backfill-loan-tracker-2");
  expect(await product.shows(backfill, "canceled")).toContain(
    "The day that was underway goes on by itself; its own card tells how far it is.",
  );
  await product.shows(cardId(runOf(THIRD)), "[Cancel");
  await ended(THIRD);
  await product.shows(cardId(runOf(THIRD)), "succeeded");
  await product.shows(summaryId(runOf(THIRD)), `Daily loans ${THIRD}: 500`);
  expect(await saidOf(THIRD)).toEqual([cardId(runOf(THIRD)), summaryId(runOf(THIRD))]);

  await product.says("/loans retry backfill-loan-tracker-2");
  await product.shows(backfill, "succeeded");
  expect(await saidOf(FOURTH)).toEqual([]);
});

test("a day that is held stops its backfill: each card links the other, and who releases it hears that the backfill waits", async () => {
  const [held, next] = ["2026-11-02", "2026-11-03"];
  const backfill = cardId("backfill-loan-tracker-3");
  // The file of another day, once more.
  copyFileSync(join(files, `${FIRST}.csv`), join(files, `${held}.csv`));
  put(next);
  await product.says(`/loans run ${held}..${next}`);
  await product.shows(backfill, "[Apply]");
  await product.press(backfill, "run.apply");
  const stopped = await product.shows(backfill, "[Retry]");
  expect(stopped).toContain(
    `release it on its own card (\`/loans release ${held} "reason"\`); then press Retry here`,
  );
  expect(stopped).toContain(`The day at which it stopped has a card of its own: ${runOf(held)}`);
  await product.shows(cardId(runOf(held)), "Its backfill stopped here: backfill-loan-tracker-3");

  expect(await product.says(`/loans release ${held} "nothing came in"`)).toContain(
    `The backfill of ${held}..${next} stopped there, and does not go on by itself: once the day is told, press Retry on its card`,
  );
  await product.shows(summaryId(runOf(held)), `Daily loans ${held}: 500`);
  await ended(held);
  await product.press(backfill, "run.retry");
  expect(await product.shows(backfill, "succeeded")).not.toContain("has a card of its own");
  expect(await product.textOf(backfill)).toContain(`✓ ${next} · 500 loans`);
});
