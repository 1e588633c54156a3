import { afterAll, beforeAll, expect, test } from "vitest";
import type { Day } from "../../src/domain/day.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import { connectForAsking } from "../../src/jobs/store/redis.ts";
import { RunStore } from "../../src/jobs/store/run-store.ts";
import { dailyBatch } from "../../src/jobs/workflows/batch/daily-batch.ts";
import type { Product } from "../support/product.ts";
import { kindsOf, startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** Nothing is done twice and nothing is lost, whatever happens in the middle. */

let product: Product;

beforeAll(async () => {
  product = await startProduct({}, { replaySpark: await recordedSpark() });
  await product.deploy();
});

afterAll(async () => {
  await product?.stop();
});

const runOf = (day: string) => `batch-loan-tracker-${day}-g1`;
const submissions = async (day: string) =>
  (await product.ledger({ operation: "AddJobFlowSteps", prefix: `lt/${runOf(day)}/` })).map(
    ({ name }) => name,
  );
const summaries = async (day: string) => await product.messages(summaryId(runOf(day)));

const threeSteps = (day: string, attempt = 1) =>
  ["1-in", "2-count", "3-out"].map((step) => `lt/${runOf(day)}/a${attempt}/${step}`);

test("killed after EMR took the steps and before it was written down, the run adopts them", async () => {
  const day = "2026-11-02";
  const before = product.sandbox.pid("app");
  // What is left behind is looked at before the next process goes on with it, however long that takes.
  const looked = Promise.withResolvers<void>();
  product.sandbox.staysAway("app", () => looked.promise);
  expect(product.signalWasSent()).toBe(false);
  product.dieAt("after-effect", "process");
  expect(product.signalWasSent()).toBe(false);
  await product.says(`/loans run ${day}`);
  await expect.poll(() => product.deaths()).toEqual([before]);
  expect(product.signalWasSent()).toBe(true);

  // The effect is in the world, the journal knows only the intent.
  expect(await submissions(day)).toEqual(threeSteps(day));
  expect(kindsOf(await product.journal(runOf(day)), "process")).toEqual(["started"]);

  looked.resolve();
  await product.shows(cardId(runOf(day)), "succeeded");
  const after = product.sandbox.pid("app");
  expect(after).not.toBe(before);
  expect(await submissions(day)).toEqual(threeSteps(day));
  const journal = await product.journal(runOf(day));
  const [started, done] = ["started", "done"].map((kind) =>
    journal.find((entry) => entry.kind === kind && "step" in entry && entry.step === "process"),
  );
  expect(done?.fence).toBeGreaterThan(started?.fence ?? Number.POSITIVE_INFINITY);
  expect(await summaries(day)).toHaveLength(1);
});

test("the lost reply of a submission does not become a second submission", async () => {
  const day = "2026-11-03";
  const fired = await product.firedFaults();
  await product.awsFault({ service: "emr", operation: "AddJobFlowSteps", kind: "drop-after", times: 1 });
  await product.says(`/loans run ${day}`);
  await product.shows(cardId(runOf(day)), "succeeded");
  expect((await product.firedFaults()) - fired).toBe(1);
  expect(await submissions(day)).toEqual(threeSteps(day));
  expect(await summaries(day)).toHaveLength(1);
});

test("a submission that never arrived is made again, once, after the grace", async () => {
  const day = "2026-11-04";
  const fired = await product.firedFaults();
  await product.awsFault({ service: "emr", operation: "AddJobFlowSteps", kind: "drop-before", times: 1 });
  await product.says(`/loans run ${day}`);
  await product.shows(cardId(runOf(day)), "succeeded");
  expect((await product.firedFaults()) - fired).toBe(1);
  expect(kindsOf(await product.journal(runOf(day)), "process").slice(0, 4)).toEqual([
    "started",
    "missed",
    "missed",
    "started",
  ]);
  expect(await submissions(day)).toEqual(threeSteps(day));
});

test("after a failed step, Retry submits once more under other names, and the day is published", async () => {
  const day = "2026-11-05";
  const fired = await product.firedFaults();
  await product.awsFault({ service: "emr", operation: "2-count", kind: "fail-step", times: 1 });
  await product.says(`/loans run ${day}`);
  await product.shows(cardId(runOf(day)), "[Retry]");
  expect((await product.firedFaults()) - fired).toBe(1);
  expect(await submissions(day)).toEqual(threeSteps(day));

  await product.press(cardId(runOf(day)), "run.retry");
  await product.shows(cardId(runOf(day)), "succeeded");
  expect(await submissions(day)).toEqual([...threeSteps(day), ...threeSteps(day, 2)]);
  const published = await product.ledger({ operation: "ExecuteStatement", prefix: `${runOf(day)}-publish` });
  expect(published.map(({ name }) => name)).toEqual([
    `${runOf(day)}-publish-a2-1-add-partition`,
    `${runOf(day)}-publish-a2-2-set-location`,
  ]);
  expect(await summaries(day)).toHaveLength(1);
});

test.each([
  ["look at the days before", "2026-11-07", 0],
  ["publish", "2026-11-06", 1],
] as const)(
  "after a refused %s, Retry publishes what was counted without counting again",
  async (_, day, after) => {
    const fired = await product.firedFaults();
    await product.awsFault({
      service: "redshift-data",
      operation: "ExecuteStatement",
      kind: "deny",
      after,
      times: 1,
    });
    await product.says(`/loans run ${day}`);
    await product.shows(cardId(runOf(day)), "[Retry]");
    expect((await product.firedFaults()) - fired).toBe(1);

    await product.press(cardId(runOf(day)), "run.retry");
    await product.shows(cardId(runOf(day)), "succeeded");
    expect(await submissions(day)).toEqual(threeSteps(day));
    expect(await summaries(day)).toHaveLength(1);
  },
);

test("a run that was written down without its job, as by a crash in between, is found and woken", async () => {
  const redis = connectForAsking(product.sandbox.urls.redis);
  await new Promise((resolve) => redis.once("ready", resolve));
  const store = new RunStore(redis, { keys: keysFor("loan-tracker"), now: () => new Date() });
  product.sandbox.signal("app", "SIGKILL");
  const { runId } = await store.open({
    workflow: "daily-batch",
    version: dailyBatch.version,
    steps: dailyBatch.steps.map(({ name }) => name),
    target: { stack: "loan-tracker", day: "2026-11-09" as Day },
    input: { day: "2026-11-09" },
    asker: { user: "U0OPERATOR", channel: "C0LOANS" },
    requestKey: "orphan",
    force: false,
  });
  await expect.poll(async () => kindsOf(await product.journal(runId), "check-source")).toContain("done");
  await product.shows(cardId(runId), "Daily loans 2026-11-09");
  redis.disconnect();
});
