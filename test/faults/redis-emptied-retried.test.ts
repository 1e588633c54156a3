import { afterAll, beforeAll, expect, test } from "vitest";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { kindsOf, startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/**
 * Redis is emptied while a run is in an attempt after its first, or after people have spoken: it goes on by itself where it
 * was, and nobody has to say anything twice.
 */

const DEPLOY = "deploy-loan-tracker-1";

let product: Product;

beforeAll(async () => {
  product = await startProduct({}, { replaySpark: await recordedSpark() });
});

afterAll(async () => {
  await product?.stop();
});

const runOf = (day: string) => `batch-loan-tracker-${day}-g1`;
/** The card is edited some moments after the journal has grown. */
const press = async (run: string, action: string) =>
  await expect
    .poll(async () => await product.press(cardId(run), action).then(() => "pressed", String))
    .toBe("pressed");
const shows = async (run: string, words: string) => await product.shows(cardId(run), words);
const howMany = async (id: string) => (await product.messages(id)).length;
const names = async (operation: string, prefix: string) =>
  (await product.ledger({ operation, prefix })).map(({ name }) => name);
const journalHas = async (run: string, step: string, kind: string, attempt = 1) =>
  await expect
    .poll(async () =>
      (await product.journal(run)).some(
        (entry) => "step" in entry && entry.step === step && entry.kind === kind && entry.attempt === attempt,
      ),
    )
    .toBe(true);
/** The app stands still at that point of the next step of that name, and goes on after `act`. */
const frozenAt = (point: string, step: string) => {
  product.signalAt({ point, step, signal: "SIGSTOP" });
  return async (act: () => Promise<unknown>) => {
    await expect.poll(() => product.signalWasSent()).toBe(true);
    await act();
    await product.goesOn();
  };
};
const threeSteps = (day: string, attempt: number) =>
  ["1-in", "2-count", "3-out"].map((step) => `lt/${runOf(day)}/a${attempt}/${step}`);

test("a deploy in its second attempt waits for its Apply as before, and is made once", async () => {
  await product.awsFault({
    service: "cloudformation",
    operation: "RedshiftCluster",
    kind: "fail-resource",
    times: 1,
  });
  await product.deploy({ number: 1, ends: "[Retry]" });
  await press(DEPLOY, "run.retry");
  await journalHas(DEPLOY, "approve", "started", 2);
  await product.redis.flushall();

  await journalHas(DEPLOY, "approve", "started", 2);
  expect(kindsOf(await product.journal(DEPLOY), "plan")).toEqual(["adopted", "done"]);
  const once = frozenAt("after-effect", "apply");
  await press(DEPLOY, "run.apply");
  await once(() => product.redis.flushall());
  await shows(DEPLOY, "succeeded");

  // It was approved: nobody is asked once more.
  expect(kindsOf(await product.journal(DEPLOY), "apply")[0]).toBe("adopted");
  const planned = [`${DEPLOY}-plan-a1`, `${DEPLOY}-plan-a2`];
  expect(await names("CreateChangeSet", "deploy-")).toEqual(planned);
  expect(await names("ExecuteChangeSet", "deploy-")).toEqual(planned);
  expect(await howMany(cardId(DEPLOY))).toBe(1);
});

test("a batch in its second attempt goes on with its own EMR steps", async () => {
  const day = "2026-11-05";
  const run = runOf(day);
  await product.awsFault({ service: "emr", operation: "2-count", kind: "fail-step", times: 1 });
  await product.says(`/loans run ${day}`);
  await shows(run, "[Retry]");
  const once = frozenAt("after-effect", "process");
  await press(run, "run.retry");
  await once(() => product.redis.flushall());

  await shows(run, "succeeded");
  // Where its card had not told of the retry yet, the steps' names do, and where it began is not known: at the latest with these.
  const kinds = kindsOf(await product.journal(run), "process").filter((kind) => kind !== "retried");
  expect(kinds).toEqual(["adopted", "done"]);
  expect(await names("AddJobFlowSteps", `lt/${run}/`)).toEqual([
    ...threeSteps(day, 1),
    ...threeSteps(day, 2),
  ]);
  expect([await howMany(cardId(run)), await howMany(summaryId(run))]).toEqual([1, 1]);
});

test("a batch that tried its EMR steps once more by itself, of which its card had not told yet, tries them no third time", async () => {
  const day = "2026-11-08";
  const run = runOf(day);
  const passing =
    "com.amazonaws.services.s3.model.AmazonS3Exception: Please reduce your request rate. (Status Code: 503)";
  await product.awsFault({
    service: "emr",
    operation: "2-count",
    kind: "fail-step",
    reason: passing,
    times: 2,
  });
  await product.door.fault({ method: "chat.update", error: "internal_error", times: 100_000 });
  await product.says(`/loans run ${day}`);
  await journalHas(run, "process", "started", 2);
  await expect.poll(() => names("AddJobFlowSteps", `lt/${run}/a2/`)).toHaveLength(3);
  await product.redis.flushall();
  await product.door.clearFaults();

  await shows(run, "[Retry]");
  expect(await names("AddJobFlowSteps", `lt/${run}/`)).toEqual([
    ...threeSteps(day, 1),
    ...threeSteps(day, 2),
  ]);
});

test("a batch whose publishing was retried publishes under the same names, and counts nothing again", async () => {
  const day = "2026-11-06";
  const run = runOf(day);
  // The first statement compares, the second publishes. A retry looks once more at what other days had, and asks EMR for nothing.
  const denied = {
    service: "redshift-data",
    operation: "ExecuteStatement",
    kind: "deny",
    after: 1,
    times: 1,
  };
  await product.awsFault(denied);
  await product.says(`/loans run ${day}`);
  await shows(run, "[Retry]");
  const once = frozenAt("after-effect", "publish");
  await press(run, "run.retry");
  await once(() => product.redis.flushall());

  await shows(run, "succeeded");
  expect(await names("AddJobFlowSteps", `lt/${run}/`)).toEqual(threeSteps(day, 1));
  expect(await names("ExecuteStatement", run)).toEqual([
    `${run}-compare-a1-1-category-counts`,
    `${run}-compare-a2-1-category-counts`,
    `${run}-publish-a2-1-add-partition`,
    `${run}-publish-a2-2-set-location`,
    `${run}-reconcile-a2-1-category-counts`,
  ]);
  expect([await howMany(cardId(run)), await howMany(summaryId(run))]).toEqual([1, 1]);
});

test("a batch that had ended and whose card had not yet said so: the card says it", async () => {
  const day = "2026-11-07";
  const run = runOf(day);
  const once = frozenAt("after-journal", "summarize");
  await product.says(`/loans run ${day}`);
  await once(() => product.redis.flushall());
  await shows(run, "succeeded");
  expect(await product.textOf(cardId(run))).not.toContain("○");
  expect([await howMany(cardId(run)), await howMany(summaryId(run))]).toEqual([1, 1]);
});

test("a day that was canceled stays canceled, and one that failed can be retried on its card", async () => {
  const [canceled, failed] = ["2026-11-09", "2026-11-10"] as const;
  await product.awsFault({ service: "emr", operation: "1-in", kind: "fail-step", times: 1 });
  await product.says(`/loans run ${failed}`);
  await shows(runOf(failed), "[Retry]");
  const once = frozenAt("after-journal", "upload-script");
  await product.says(`/loans run ${canceled}`);
  // The word waits for the app like any other.
  await once(async () => void product.door.say("operator", `/loans cancel ${canceled}`).catch(() => {}));
  await shows(runOf(canceled), "canceled");
  await product.redis.flushall();

  await expect.poll(() => product.says("/loans runs")).toMatch(new RegExp(`${failed}.*failed`));
  expect(await product.says("/loans runs")).toMatch(new RegExp(`${canceled}.*canceled`));
  const steps = await names("AddJobFlowSteps", `lt/${runOf(canceled)}/`);
  await press(runOf(failed), "run.retry");
  await shows(runOf(failed), "succeeded");
  expect(await names("AddJobFlowSteps", `lt/${runOf(canceled)}/`)).toEqual(steps);
  expect(await names("AddJobFlowSteps", `lt/${runOf(failed)}/`)).toEqual([
    ...threeSteps(failed, 1),
    ...threeSteps(failed, 2),
  ]);
});

test("a teardown goes on to its end, under its own number", async () => {
  const run = "teardown-loan-tracker-1";
  // The deploy's second attempt had cleared away what the first one left.
  const before = await names("DeleteStack", "loan-tracker");
  const once = frozenAt("after-effect", "delete-stack");
  await product.tearDown();
  await once(() => product.redis.flushall());
  await shows(run, "succeeded");
  expect(await names("DeleteStack", "loan-tracker")).toHaveLength(before.length + 1);
  expect(await howMany(cardId(run))).toBe(1);
  expect(await product.leftovers()).toEqual([]);
});
