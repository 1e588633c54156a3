import { afterAll, beforeAll, expect, test } from "vitest";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** Two stacks of one bank: two apps with a command each, and one Redis. */

const day = "2026-11-10";
let loans: Product;
let kredit: Product;

beforeAll(async () => {
  const replaySpark = await recordedSpark();
  loans = await startProduct({}, { replaySpark });
  kredit = await startProduct(
    { LOANS_STACK: "kredit", LOANS_COMMAND: "/kredit" },
    { replaySpark, redisAt: loans.sandbox.urls.redis, hasSockets: true },
  );
});

afterAll(async () => {
  await kredit?.stop();
  await loans?.stop();
});

test("each deploys, counts the same day and is torn down by its own command", async () => {
  await Promise.all([loans.deploy(), kredit.deploy()]);
  await loans.says(`/loans run ${day}`);
  await kredit.says(`/kredit run ${day}`);
  await loans.shows(summaryId(`batch-loan-tracker-${day}-g1`), "Adds up");
  await kredit.shows(summaryId(`batch-kredit-${day}-g1`), "Adds up");
  expect(await loans.messages(cardId(`batch-kredit-${day}-g1`))).toEqual([]);
  expect(await kredit.messages(cardId(`batch-loan-tracker-${day}-g1`))).toEqual([]);
  await kredit.tearDown();
  await kredit.shows(cardId("teardown-kredit-1"), "Nothing billable is left");
  expect(await loans.says("/loans status")).toContain("succeeded");
});

test("what one of them keeps is no key of the other's", async () => {
  const keys = await loans.redis.keys("*");
  const stacks = ["loan-tracker", "kredit"].map((stack) => keysFor(stack).prefix);
  for (const prefix of stacks) expect(keys.filter((key) => key.startsWith(prefix)).length).toBeGreaterThan(5);
  expect(keys.filter((key) => !stacks.some((prefix) => key.startsWith(`${prefix}:`)))).toEqual([]);
});

test("nothing that people of the second read names the command of the first", async () => {
  const lines = [
    "help",
    "status",
    "runs",
    "schedule",
    "summary",
    "deplyo",
    "run never",
    "cancel",
    "retry",
    "logs",
  ];
  const answers: string[] = [];
  for (const line of lines) answers.push(await kredit.says(`/kredit ${line}`));
  answers.push(await kredit.says("@loans do something"));
  expect(answers.filter((answer) => answer === "")).toEqual([]);
  expect(answers.join("\n")).toContain("`/kredit help` lists what there is");
  const channel = await kredit.door.messages("operator");
  const read = [...answers, ...channel.map(({ text, blocks }) => JSON.stringify([text, blocks]))];
  expect(read.filter((said) => said.includes("/loans "))).toEqual([]);
});
