import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { kindsOf, startProduct } from "../support/product.ts";
import { sharedSpark } from "../support/spark/shared-recording.ts";

/** Redis is emptied, and what is in AWS and Slack already is found there instead of being made a second time. */

const run = promisify(execFile);

let product: Product;

beforeAll(async () => {
  product = await startProduct({}, sharedSpark());
});

afterAll(async () => {
  await product?.stop();
});

const runOf = (day: string) => `batch-loan-tracker-${day}-g1`;
const submitted = async (day: string) =>
  (await product.ledger({ operation: "AddJobFlowSteps", prefix: "lt/" })).flatMap(({ name }) =>
    name.includes(day) ? [name] : [],
  );
const threeSteps = (day: string) => ["1-in", "2-count", "3-out"].map((step) => `lt/${runOf(day)}/a1/${step}`);

test("while a plan waits for its Apply: the deploy is found under its own number, and its card goes on", async () => {
  const id = cardId("deploy-loan-tracker-1");
  await product.says("/loans deploy");
  await product.shows(id, "[Apply]");
  const [card] = await product.messages(id);
  await product.redis.flushall();

  await product.says("/loans deploy");
  const kinds = async (step: string) => kindsOf(await product.journal("deploy-loan-tracker-1"), step);
  await expect.poll(() => kinds("approve")).toContain("started");
  expect(await kinds("plan")).toEqual(["adopted", "done"]);
  // The card follows the journal; a press needs the button.
  await product.shows(id, "[Apply]");
  await product.door.click("operator", { ts: card?.ts ?? "", action_id: "run.apply" });
  await product.shows(id, "succeeded");
  expect((await product.messages(id)).map(({ ts }) => ts)).toEqual([card?.ts]);
  const sets = await product.ledger({ operation: "CreateChangeSet", prefix: "deploy-loan-tracker" });
  expect(sets.map(({ name }) => name)).toEqual(["deploy-loan-tracker-1-plan-a1"]);
});

test("while EMR works on a day: the run goes on, each effect once, with one card and one summary", async () => {
  const day = "2026-11-16";
  await product.says(`/loans run ${day}`);
  await expect.poll(async () => kindsOf(await product.journal(runOf(day)), "process")).toContain("seen");
  await product.redis.flushall();
  await product.says(`/loans run ${day}`);

  await product.shows(cardId(runOf(day)), "succeeded");
  expect(kindsOf(await product.journal(runOf(day)), "process")[0]).toBe("adopted");
  expect(await submitted(day)).toEqual(threeSteps(day));
  expect(await product.messages(cardId(runOf(day)))).toHaveLength(1);
  expect(await product.messages(summaryId(runOf(day)))).toHaveLength(1);
});

test("between runs: a day that was told is not run again, and its summary is still known", async () => {
  const day = "2026-11-16";
  await product.redis.flushall();
  // The first answer waits for a look at the world, and replies are collected for two seconds only.
  await expect.poll(() => product.says(`/loans run ${day}`)).toContain("is done already");
  await expect.poll(() => product.says(`/loans summary ${day}`)).toContain("500 in 16 categories");
  expect(await submitted(day)).toEqual(threeSteps(day));
  expect(await product.messages(cardId(runOf(day)))).toHaveLength(1);
  expect(await product.messages(summaryId(runOf(day)))).toHaveLength(1);
});

test("between runs: `npm run recover` writes down what was told, says so, and is harmless to repeat", async () => {
  product.sandbox.signal("app", "SIGSTOP");
  await product.redis.flushall();
  const recover = async () => {
    const { env } = product.sandbox;
    const { stdout } = await run(process.execPath, [join(projectDirectory, "src", "cli", "recover.ts")], {
      env,
    });
    return stdout.trimEnd().split("\n");
  };
  const batch = `${runOf("2026-11-16")}: done, its summary is in the channel`;
  const deploy = "deploy-loan-tracker-1: succeeded, as its card tells";
  const before = [
    "3 messages of ours in the channel within 14 days",
    "deploy-loan-tracker: numbers up to 1 are taken",
  ];
  expect(await recover()).toEqual([...before, batch, deploy, "2 of 2 runs written down"]);
  expect(await recover()).toEqual([
    ...before,
    ...[batch, deploy].map((line) => `${line} (known already)`),
    "0 of 2 runs written down",
  ]);
  await product.goesOn();
  await expect.poll(() => product.says("/loans summary 2026-11-16")).toContain("500 in 16 categories");
});

test("between runs: the next deploy takes the next number", async () => {
  await product.redis.flushall();
  await product.says("/loans deploy");
  await product.shows(cardId("deploy-loan-tracker-2"), "succeeded");
  expect(await product.messages(cardId("deploy-loan-tracker-1"))).toHaveLength(1);
});
