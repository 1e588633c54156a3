import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { placeDailyFiles } from "../../sandbox/data/daily-files.ts";
import type { Day } from "../../src/domain/day.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { kindsOf, startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** Redis, Slack or a right of AWS's goes away while a batch is underway: it goes on, and nothing is done twice. */

let product: Product;
let files: string;

beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), "loan-tracker-files-"));
  product = await startProduct(
    { LOANS_SOURCE: join(files, "{date}.csv") },
    { replaySpark: await recordedSpark() },
  );
  await product.deploy();
});

afterAll(async () => {
  await product?.stop();
  rmSync(files, { recursive: true, force: true });
});

/** The file of which the recorded run of Spark is. */
const put = (day: string) => placeDailyFiles(files, [day as Day]);

const runOf = (day: string) => `batch-loan-tracker-${day}-g1`;
const card = async (day: string) => await product.textOf(cardId(runOf(day)));
const ask = async (day: string) => await product.says(`/loans run ${day}`);

test("Redis killed in the middle of a run: the run goes on, each effect once", async () => {
  const day = "2026-10-01";
  put(day);
  await ask(day);
  const begun = async () => kindsOf(await product.journal(runOf(day)), "process");
  await expect.poll(begun).toContain("seen");
  const before = product.sandbox.signal("redis", "SIGKILL");
  await expect.poll(() => product.sandbox.pid("redis")).not.toBe(before);

  await expect.poll(() => card(day)).toContain("succeeded");
  const submitted = await product.ledger({ operation: "AddJobFlowSteps", prefix: `lt/${runOf(day)}/` });
  expect(submitted.map(({ name }) => name)).toEqual(
    ["1-in", "2-count", "3-out"].map((step) => `lt/${runOf(day)}/a1/${step}`),
  );
  expect(await product.messages(cardId(runOf(day)))).toHaveLength(1);
  expect(await product.messages(summaryId(runOf(day)))).toHaveLength(1);
});

test("Slack away when a card is due: it comes once Slack is back, once", async () => {
  const day = "2026-10-02";
  await product.door.fault({ method: "chat.postMessage", status: 503, times: 3 });
  await ask(day);
  await expect.poll(() => card(day)).toContain("[Retry]");
  expect(await product.messages(cardId(runOf(day)))).toHaveLength(1);
  expect(await product.door.struck()).toEqual([3]);
});

test("Slack's lost reply to a card: the card is found, not posted again", async () => {
  const day = "2026-10-03";
  await product.door.fault({ method: "chat.postMessage", dropReply: true, times: 1 });
  const answer = await ask(day);
  await expect.poll(() => card(day)).toContain("[Retry]");
  expect(await product.messages(cardId(runOf(day)))).toHaveLength(1);
  expect(await product.door.struck()).toEqual([3, 1]);
  // Found in time, it is linked as any other.
  const ts = (await product.message(cardId(runOf(day))))?.ts.replace(".", "");
  expect(answer).toContain(`/p${ts}`);
});

test.each([
  ["elasticmapreduce:AddJobFlowSteps", { service: "emr", operation: "AddJobFlowSteps" }, "2026-10-04"],
  ["s3:PutObject", { service: "s3", operation: "PutObject" }, "2026-10-05"],
])("a right that AWS refuses in the middle, %s, is named on the card", async (action, of, day) => {
  put(day);
  await product.awsFault({ ...of, kind: "deny", times: 1 });
  await ask(day);
  await expect.poll(() => card(day)).toContain("❌ failed");
  expect(await card(day)).toContain(`is not authorized to perform: ${action} `);
  expect(await card(day)).toContain(
    `Allow \`${action}\` to the bot's role, as cloudformation/bot-access.yaml does.`,
  );
});

test("once the right is there, Retry goes on, and submits once", async () => {
  const day = "2026-10-04";
  await product.awsFault({ service: "emr", operation: "2-count", kind: "fail-step", times: 1 });
  await product.press(cardId(runOf(day)), "run.retry");
  await expect.poll(() => card(day)).toContain("Running the EMR step 2-count");
  const submitted = await product.ledger({ operation: "AddJobFlowSteps", prefix: `lt/${runOf(day)}/` });
  expect(submitted.map(({ name }) => name)).toEqual(
    ["1-in", "2-count", "3-out"].map((step) => `lt/${runOf(day)}/a2/${step}`),
  );
});

test("Slack that takes no message: the days are counted all the same, and told in their order once it does", async () => {
  const days = ["2026-10-11", "2026-10-12"];
  for (const day of days) put(day);
  await product.door.fault({ method: "chat.postMessage", error: "is_archived", times: 100_000 });
  for (const day of days) await ask(day);
  const ends = async () =>
    await Promise.all(days.map(async (day) => (await product.journal(runOf(day))).at(-1)));
  const succeeded = expect.objectContaining({ kind: "finished", outcome: "succeeded" });
  await expect.poll(ends).toEqual([succeeded, succeeded]);
  expect((await product.door.struck()).at(-1)).toBeGreaterThan(2);
  const summaries = async () =>
    (await Promise.all(days.map((day) => product.messages(summaryId(runOf(day)))))).flat();
  expect(await summaries()).toEqual([]);

  await product.door.clearFaults();
  await expect.poll(async () => (await summaries()).length).toBe(2);
  const order = (await summaries()).map(({ ts }) => Number(ts));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});
