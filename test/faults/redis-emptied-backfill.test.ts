import { afterAll, beforeAll, expect, test } from "vitest";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** Redis is emptied in the middle of a backfill, whose days have neither cards nor summaries: its own card tells of them. */

const CARD = cardId("backfill-loan-tracker-1");
const days = ["2026-11-02", "2026-11-03", "2026-11-04"] as const;

let product: Product;

beforeAll(async () => {
  product = await startProduct({}, { replaySpark: await recordedSpark() });
  await product.deploy();
});

afterAll(async () => {
  await product?.stop();
});

const submitted = async () =>
  (await product.ledger({ operation: "AddJobFlowSteps", prefix: "lt/" })).map(({ name }) => name);
const threeSteps = (day: string) =>
  ["1-in", "2-count", "3-out"].map((step) => `lt/batch-loan-tracker-${day}-g1/a1/${step}`);
const ids = async () =>
  (await product.door.messages("operator")).flatMap(({ metadata }) => metadata?.event_payload["id"] ?? []);

test("it goes on by itself with the approval it had, and no day is counted twice", async () => {
  await product.says(`/loans run ${days[0]}..${days[2]}`);
  await product.shows(CARD, "[Apply]");
  product.signalAt({ point: "after-effect", step: "process", signal: "SIGSTOP" });
  await product.press(CARD, "run.apply");
  await expect.poll(() => product.signalWasSent()).toBe(true);
  await product.redis.flushall();
  await product.goesOn();

  await product.shows(CARD, "succeeded");
  expect(await submitted()).toEqual(days.flatMap(threeSteps));
  expect((await ids()).filter((id) => id !== cardId("deploy-loan-tracker-1"))).toEqual([CARD]);
  // Whatever of it was done before, its rows tell what is beside the loans of each day.
  const card = await product.textOf(CARD);
  expect(card.match(/✓ 2026-11-0[234] · 500 loans · \d things worth a look/g)).toHaveLength(days.length);
  expect(card).toContain(
    `What is worth a look of 3 days, each in its summary: \`/loans summary ${days[0]}\``,
  );
});

test("once it is done, its days are known to be done: asked for again, nothing is counted", async () => {
  await product.redis.flushall();
  const before = await submitted();
  expect(await product.says(`/loans run ${days[1]}`)).toContain("is done already");
  for (const day of days)
    expect(await product.says(`/loans summary ${day}`)).toContain(`Daily loans ${day}: 500`);
  await product.says(`/loans run ${days[0]}..${days[2]}`);
  await product.shows(cardId("backfill-loan-tracker-2"), "succeeded");
  expect(await product.textOf(cardId("backfill-loan-tracker-2"))).toContain("done before");
  expect(await submitted()).toEqual(before);
});

test("and whoever takes the number of one back is told which it is", async () => {
  await product.says(`/loans withdraw ${days[0]} "the wrong file"`);
  expect(await product.shows(cardId(`withdraw-loan-tracker-${days[0]}-g1`), "succeeded")).toContain(
    "What is taken back: 500 loans of generation 1",
  );
  expect(await product.says(`/loans summary ${days[0]}`)).toContain("The day has no number now.");
  expect(await product.messages(summaryId(`batch-loan-tracker-${days[0]}-g1`))).toEqual([]);
});
