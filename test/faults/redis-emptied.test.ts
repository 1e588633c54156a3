import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import type { Product } from "../support/product.ts";
import { kindsOf, startProduct } from "../support/product.ts";

/** Redis is emptied, and what is in AWS and Slack already is found there instead of being made a second time. */

let product: Product;
let redis: Redis;
const WAIT = { timeout: 50_000, interval: 50 };

beforeAll(async () => {
  product = await startProduct();
  redis = new Redis(product.sandbox.urls.redis);
});

afterAll(async () => {
  redis?.disconnect();
  await product?.stop();
});

const runOf = (day: string) => `batch-loan-tracker-${day}-g1`;
const messages = async (id: string) =>
  (await product.door.messages("operator")).filter((one) => one.metadata?.event_payload["id"] === id);
const submitted = async (day: string) =>
  (await product.ledger({ operation: "AddJobFlowSteps", prefix: "lt/" })).flatMap(({ name }) =>
    name.includes(day) ? [name] : [],
  );
const threeSteps = (day: string) => ["1-in", "2-count", "3-out"].map((step) => `lt/${runOf(day)}/a1/${step}`);
const ask = async (text: string) => {
  const { replies } = await product.door.say("operator", text);
  return replies.map((reply) => messageAsText(reply)).join("\n");
};

test("while a plan waits for its Apply: the deploy is found under its own number, and its card goes on", async () => {
  const id = "card-deploy-loan-tracker-1";
  await ask("/loans deploy");
  await expect.poll(() => product.textOf(id), WAIT).toContain("[Apply]");
  const [card] = await messages(id);
  await redis.flushall();

  await ask("/loans deploy");
  const kinds = async (step: string) => kindsOf(await product.journal("deploy-loan-tracker-1"), step);
  await expect.poll(() => kinds("approve"), WAIT).toContain("started");
  expect(await kinds("plan")).toEqual(["adopted", "done"]);
  await product.door.click("operator", { ts: card?.ts ?? "", action_id: "run.apply" });
  await expect.poll(() => product.textOf(id), WAIT).toContain("succeeded");
  expect((await messages(id)).map(({ ts }) => ts)).toEqual([card?.ts]);
  const sets = await product.ledger({ operation: "CreateChangeSet", prefix: "deploy-loan-tracker" });
  expect(sets.map(({ name }) => name)).toEqual(["deploy-loan-tracker-1-plan-a1"]);
});

test("while EMR works on a day: the run goes on, each effect once, with one card and one summary", async () => {
  const day = "2026-11-16";
  await ask(`/loans run ${day}`);
  await expect
    .poll(async () => kindsOf(await product.journal(runOf(day)), "process"), WAIT)
    .toContain("seen");
  await redis.flushall();
  await ask(`/loans run ${day}`);

  await expect.poll(() => product.textOf(`card-${runOf(day)}`), WAIT).toContain("succeeded");
  expect(kindsOf(await product.journal(runOf(day)), "process")[0]).toBe("adopted");
  expect(await submitted(day)).toEqual(threeSteps(day));
  expect(await messages(`card-${runOf(day)}`)).toHaveLength(1);
  expect(await messages(`summary-${runOf(day)}`)).toHaveLength(1);
});

test("between runs: a day that was told is not run again, and its summary is still known", async () => {
  const day = "2026-11-16";
  await redis.flushall();
  expect(await ask(`/loans run ${day}`)).toContain("done");
  expect(await ask(`/loans summary ${day}`)).toContain("500");
  expect(await submitted(day)).toEqual(threeSteps(day));
  expect(await messages(`card-${runOf(day)}`)).toHaveLength(1);
  expect(await messages(`summary-${runOf(day)}`)).toHaveLength(1);
});

test("between runs: the next deploy takes the next number", async () => {
  await redis.flushall();
  await ask("/loans deploy");
  await expect.poll(() => product.textOf("card-deploy-loan-tracker-2"), WAIT).toContain("succeeded");
  expect(await messages("card-deploy-loan-tracker-1")).toHaveLength(1);
});
