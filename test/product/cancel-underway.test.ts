import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import {
  CancelStatementCommand,
  ExecuteStatementCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { DeleteObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../sandbox/driver/until.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { kindsOf, startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/**
 * Whatever is underway is canceled on the whole product: what was stopped, what was not, and what became of a process
 * that died meanwhile. Spark's own work is played from one real run that is recorded first.
 */

let product: Product;

beforeAll(async () => {
  // Slow enough for a word, or a death, to come in the middle of each thing.
  product = await startProduct({}, { speed: 20, replaySpark: await recordedSpark() });
});

afterAll(async () => {
  await product?.stop();
});

const batch = (day: string) => `batch-loan-tracker-${day}-g1`;
const steps = (day: string) => ["1-in", "2-count", "3-out"].map((name) => `lt/${batch(day)}/a1/${name}`);

const says = async (text: string, user?: string) => (await product.says(text, user)).replaceAll("`", "");
const card = async (runId: string, words: string) => await product.shows(cardId(runId), words);
const press = async (runId: string, action: string) => await product.press(cardId(runId), action);

/** The names of all effects of one operation that begin so. */
const made = async (operation: string, prefix = "") =>
  (await product.ledger({ operation, prefix })).map(({ name }) => name);

const submitted = async (day: string) => await made("AddJobFlowSteps", `lt/batch-loan-tracker-${day}-`);
const kinds = async (runId: string) => (await product.journal(runId)).map(({ kind }) => kind);
const ended = async (runId: string) =>
  await expect.poll(async () => (await product.journal(runId)).at(-1)).toMatchObject({ kind: "finished" });

/** Clients of the test's own, as of somebody beside the app. */
const aws = () => ({
  endpoint: product.sandbox.urls.aws,
  region: "us-west-1",
  credentials: { accessKeyId: "any", secretAccessKey: "any" },
});

async function output(name: string): Promise<string> {
  const { Stacks = [] } = await new CloudFormationClient(aws()).send(new DescribeStacksCommand({}));
  return Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? "";
}

const killApp = () => product.sandbox.signal("app", "SIGKILL");

test("a creation whose lake holds somebody's file is not deleted, and says so; the app was killed while it stopped", async () => {
  const run = "deploy-loan-tracker-1";
  const s3 = new S3Client({ ...aws(), forcePathStyle: true });
  await says("/loans deploy");
  await card(run, "[Apply]");
  await press(run, "run.apply");
  const bucket = async () => (await s3.send(new ListBucketsCommand({}))).Buckets?.[0]?.Name;
  await expect.poll(bucket).toBeDefined();
  await card(run, "▸ apply the changes");
  const left = { Bucket: await bucket(), Key: "somebodys.txt" };
  const { VersionId } = await s3.send(new PutObjectCommand({ ...left, Body: "put here by hand" }));

  await press(run, "run.cancel");
  await expect.poll(() => made("DeleteStack")).toHaveLength(1);
  killApp();
  const told = await card(run, "canceled · by @operator");
  expect(told).toContain("− apply the changes · not stopped");
  const holdsMore = 'it holds more than EMR\'s logs: "somebodys.txt"';
  expect(told).toContain(holdsMore);
  expect(told).toContain("Take that out and type `/loans deploy`, or type `/loans teardown`");
  expect(kindsOf(await product.journal(run), "apply").filter((kind) => kind === "undone")).toHaveLength(1);
  expect(await made("DeleteStack")).toHaveLength(1);
  expect(await product.leftovers()).not.toEqual([]);

  // Before the cause is mended the next deploy says the same instead of trying for ever.
  const next = "deploy-loan-tracker-2";
  await says("/loans deploy");
  expect(await card(next, "[Retry]")).toContain(holdsMore);
  expect(await made("DeleteStack")).toHaveLength(1);
  await s3.send(new DeleteObjectCommand({ ...left, VersionId }));
  await press(next, "run.retry");
  await card(next, "[Apply]");
  await press(next, "run.apply");
  await card(next, "succeeded");
}, 150_000);

test("a statement that Redshift has not finished is canceled, and a retry begins with it", async () => {
  const day = "2026-11-03";
  const redshift = new RedshiftDataClient(aws());
  const [ClusterIdentifier, Database, SecretArn] = [
    await output("RedshiftClusterId"),
    await output("RedshiftDatabase"),
    await output("RedshiftSecretArn"),
  ];
  // The look at the days before has its answer; the next one is held up on its way, so that another comes before it.
  const fired = await product.firedFaults();
  await product.awsFault({
    ...{ service: "redshift-data", operation: "ExecuteStatement", kind: "delay", delayMs: 3_000 },
    ...{ after: 1, times: 1 },
  });
  await says(`/loans run ${day}`);
  await expect.poll(async () => (await product.firedFaults()) - fired).toBe(1);
  // One statement at a time: behind one that takes for ever the day's own waits.
  const Sql = "select count(*) from generate_series(1, 1000000000000)";
  const { Id } = await redshift.send(
    new ExecuteStatementCommand({ ClusterIdentifier, Database, SecretArn, Sql }),
  );
  const publish = `${batch(day)}-publish-a1-1-add-partition`;
  await expect.poll(() => made("ExecuteStatement", publish)).toEqual([publish]);
  expect(await says(`/loans cancel ${day}`)).toContain(
    "A statement that Redshift has not finished is canceled.",
  );
  const told = await card(batch(day), "canceled · by @operator");
  expect(told).toContain("− publish the day · Redshift stopped publish/add-partition; nothing was published");
  expect(await made("CancelStatement")).toEqual([publish]);
  await redshift.send(new CancelStatementCommand({ Id }));

  // Canceled again it is told so; nothing is stopped a second time.
  expect(await says(`/loans cancel ${day}`)).toContain("Already canceled by @operator");
  expect(await made("CancelStatement", publish)).toHaveLength(1);

  expect(await says(`/loans retry ${day}`)).toContain(`Going on with the batch of ${day} where it stopped`);
  expect(await card(batch(day), "succeeded")).toContain("attempt 2");
  // What was done is not done again: one submission, one upload, one retry.
  expect(await submitted(day)).toEqual(steps(day));
  const journal = await product.journal(batch(day));
  expect(kindsOf(journal, "process").filter((kind) => kind === "started")).toHaveLength(1);
  expect(await made("ExecuteStatement", `${batch(day)}-publish-`)).toEqual([
    publish,
    `${batch(day)}-publish-a2-1-add-partition`,
    `${batch(day)}-publish-a2-2-set-location`,
  ]);
});

const RANGE = ["2026-11-05", "2026-11-06", "2026-11-07"] as const;

test("of two ranges that share days, asked for at the same moment, one is opened and the other refused by its name", async () => {
  const answers = await Promise.all([
    says("/loans run 2026-11-05..2026-11-06", "operator"),
    says("/loans run 2026-11-06..2026-11-07", "operator2"),
  ]);
  const refused = answers.filter((answer) => answer.startsWith("Not now: the backfill of 2026-11-0"));
  expect(refused).toHaveLength(1);
  expect(refused[0]).toMatch(
    /has some of these days\. Ask for the others, or wait for its end\. Its card: backfill-/,
  );
  expect((await product.journal("backfill-loan-tracker-2")).length).toBe(0);
});

test("a backfill that waits is canceled once by two people, and none of its days has begun", async () => {
  const run = "backfill-loan-tracker-1";
  await card(run, "[Apply]");
  const answers = await Promise.all(
    ["operator", "operator2"].map((user) => says(`/loans cancel ${run}`, user)),
  );
  expect(answers.filter((answer) => answer.startsWith("Canceling the backfill"))).toHaveLength(1);
  expect(answers.filter((answer) => answer.startsWith("Already canceled by @operator"))).toHaveLength(1);
  expect(await card(run, "canceled · by @operator")).toContain("None of its days was begun.");
  expect((await kinds(run)).filter((kind) => kind === "canceled")).toHaveLength(1);
  for (const day of RANGE) expect(await product.journal(batch(day))).toEqual([]);
});

test("a backfill at work opens no further day; the one underway goes on, and a retry does the rest", async () => {
  const run = "backfill-loan-tracker-2";
  const [first, second, third] = RANGE;
  await says(`/loans run ${first}..${third}`);
  await card(run, "3 of 3 days will run, oldest first");
  await press(run, "run.apply");
  await expect.poll(() => submitted(first)).toHaveLength(3);
  // Two runs are underway, so a cancel without a name cancels neither.
  const which = await says("/loans cancel");
  expect(which).toContain("2 runs could be meant:");
  expect(which).toContain(`the backfill of ${first}..${third}, underway: /loans cancel ${run}`);
  expect(which).toContain(`the batch of ${first}, underway: /loans cancel ${batch(first)}`);

  expect(await says(`/loans cancel ${run}`)).toContain("No further day is begun.");
  const told = await card(run, "canceled · by @operator");
  expect(told).toContain("− run the days, oldest first · no further day is begun");
  expect(told).toContain(`▸ ${first} · was begun`);
  expect(told).toContain(`○ ${second} · not begun`);
  expect(told).toContain("The day that was underway goes on by itself");
  expect(told).toContain(`To go on with the rest: \`/loans retry ${run}\``);
  await ended(batch(first));
  expect((await product.journal(batch(first))).at(-1)).toMatchObject({ outcome: "succeeded" });
  for (const day of [second, third]) expect(await product.journal(batch(day))).toEqual([]);

  expect(await says(`/loans retry ${run}`)).toContain(`Going on with the backfill of ${first}..${third}`);
  await card(run, "succeeded");
  for (const day of RANGE) expect(await submitted(day)).toEqual(steps(day));
});

test("last week is previewed as the seven days before this week, and discarded without a trace", async () => {
  const run = "backfill-loan-tracker-3";
  await says("/loans run last week");
  await card(run, "[Apply] [Discard]");
  const rows = (await product.textOf(cardId(run))).match(/^[○✓] (\d{4}-\d\d-\d\d) · /gm) ?? [];
  expect(rows).toHaveLength(7);
  expect(new Date(rows[0]?.slice(2, 12) ?? "").getUTCDay()).toBe(1); // a Monday
  await press(run, "run.deny");
  expect(await card(run, "canceled")).toContain("None of its days was begun.");
});

test("a teardown that failed deletes nothing any more once a newer run has used the stack", async () => {
  const run = "teardown-loan-tracker-1";
  await product.awsFault({ service: "emr", operation: "TerminateJobFlows", kind: "deny", times: 1 });
  await product.tearDown();
  expect(await card(run, "[Retry]")).toContain("failed · step 5 of 9: stop the cluster");
  await says("/loans deploy");
  await card("deploy-loan-tracker-3", "Nothing had to change.");
  const refusal =
    "a newer run has used the stack, deploy-loan-tracker-3; type `/loans teardown` to tear down what is there now";
  const overtaken = await card(run, "overtaken");
  expect(overtaken).toContain("asked for: deploy-loan-tracker-3");
  expect(overtaken).not.toContain("[Retry]");
  const answer = await product.says(`/loans retry ${run}`);
  expect(answer).toContain(refusal);
  expect(answer).toContain("The card to look at now: deploy-loan-tracker-3");
  expect(await made("TerminateJobFlows")).toEqual([]);
  expect((await product.journal(run)).at(-1)).toMatchObject({ kind: "finished", outcome: "failed" });
});

test("a teardown is stopped on its card as long as it has begun nothing", async () => {
  const run = "teardown-loan-tracker-2";
  product.strikeAt({ step: "approve", point: "after-journal", does: "tell", holdMs: 500 });
  await product.tearDown();
  await until("it is asked about", async () => product.signalWasSent());
  // What it looks at in the end is not answered, so that the time to stop it is not over yet.
  await product.awsFault({
    ...{ service: "cloudformation", operation: "DescribeStacks", kind: "throttle", times: 500 },
  });
  expect(await card(run, "[Stop]")).toMatch(
    /nothing has begun: it starts at .*, unless somebody presses Stop/,
  );
  // Stopping is the safe side, so that an approver may, who may not cancel anything that has begun.
  expect(await product.press(cardId(run), "run.cancel", "viewer")).toContain("Only operators may");
  expect(await product.press(cardId(run), "run.cancel", "approver")).toBe("");
  await product.clearAwsFaults();
  expect(await card(run, "canceled · by @approver")).toContain("Nothing was deleted.");
  expect(await made("TerminateJobFlows")).toEqual([]);
});

test("a teardown that has begun to delete goes on to its end", async () => {
  const run = "teardown-loan-tracker-3";
  await product.tearDown();
  await card(run, "▸ delete the stack");
  expect(await says("/loans cancel")).toContain(
    "Nothing was done about the teardown of loan-tracker: the deletion has begun, and what is gone cannot be had back; let it end.",
  );
  await card(run, "succeeded");
  expect(await product.leftovers()).toEqual([]);
});
