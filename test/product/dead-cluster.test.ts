import { EMRClient, TerminateJobFlowsCommand } from "@aws-sdk/client-emr";
import { DeleteClusterCommand, DescribeClustersCommand, RedshiftClient } from "@aws-sdk/client-redshift";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AwsConsole } from "../../sandbox/driver/aws-console.ts";
import { createStacks } from "../../src/aws/stacks.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import { clientsAt } from "../support/aws/aws-clients.ts";
import type { Product } from "../support/product.ts";
import { kindsOf, startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** The stack's cluster ends by somebody's hand: a new one takes its place, and everything else stays as it was. */

let product: Product;
const BUCKET = "loan-tracker-123456789012-us-west-1";
const [FIRST, SECOND, THIRD] = ["2026-11-02", "2026-11-03", "2026-11-04"];
const batch = (day = "") => `batch-loan-tracker-${day}-g1`;
const answer = async (text: string) => (await product.says(text)).replaceAll("`", "");
const console = () => new AwsConsole(product.sandbox.urls.aws);
/** Of an administrator, not of the app. */
const admin = () => ({
  endpoint: product.sandbox.urls.aws,
  region: "us-west-1",
  credentials: { accessKeyId: "administrator", secretAccessKey: "any" },
});
const stack = async () => await createStacks(clientsAt(product.sandbox.urls.aws)).see("loan-tracker");
const clusterId = async () => (await stack())?.outputs["EmrClusterId"] ?? "";

beforeAll(async () => {
  product = await startProduct({}, { replaySpark: await recordedSpark() });
  await product.deploy();
  await product.says(`/loans run ${FIRST}`);
  await product.shows(cardId(batch(FIRST)), "succeeded");
});

afterAll(async () => {
  await product?.stop();
});

test("a day meets the dead cluster and fails in words; so says the status", async () => {
  const id = await clusterId();
  await new EMRClient(admin()).send(new TerminateJobFlowsCommand({ JobFlowIds: [id] }));
  await product.says(`/loans run ${SECOND}`);
  const card = await product.shows(cardId(batch(SECOND)), "[Retry]");
  expect(card).toMatch(
    new RegExp(`Looking for the EMR cluster: ${id} is TERMINAT\\w+ \\(Terminated by user request\\)`),
  );
  expect(card).toContain("`/loans deploy` plans a new cluster alone, and the lake stays");
  expect(card).not.toContain("teardown");
  const status = await answer("/loans status");
  expect(status).toContain("The stack loan-tracker is there.");
  expect(status).toContain(`Looking for the EMR cluster: ${id} is TERMINAT`);
  expect(status).toContain("/loans deploy plans a new cluster alone");
});

test("a deploy plans a new cluster and nothing else; the lake keeps what is in it, and Retry goes on", async () => {
  const before = { id: await clusterId(), keys: await console().keys(BUCKET), stackId: (await stack())?.id };
  await product.says("/loans deploy");
  const plan = await product.shows(cardId("deploy-loan-tracker-2"), "[Apply]");
  expect(plan).toContain("The plan changes 1 resource");
  expect(plan).toContain("`EmrCluster` made anew");
  await product.press(cardId("deploy-loan-tracker-2"), "run.apply");
  await product.shows(cardId("deploy-loan-tracker-2"), "succeeded");

  const after = await stack();
  expect([after?.id, after?.parameters["EmrClusterGeneration"]]).toEqual([before.stackId, "2"]);
  expect(await clusterId()).not.toBe(before.id);
  expect(await console().keys(BUCKET)).toEqual(expect.arrayContaining([...before.keys]));

  await product.press(cardId(batch(SECOND)), "run.retry");
  expect(await product.shows(cardId(batch(SECOND)), "succeeded")).toContain("attempt 2");
  await product.shows(summaryId(batch(SECOND)), "Adds up");
  expect(await product.textOf(summaryId(batch(FIRST)))).toContain("Adds up");
  expect((await console().published("loan-tracker", FIRST as never)).days).toEqual([FIRST, SECOND]);
});

test("once it lives, a deploy has nothing to change", async () => {
  await product.says("/loans deploy");
  await product.shows(cardId("deploy-loan-tracker-3"), "Nothing had to change.");
  expect((await stack())?.parameters["EmrClusterGeneration"]).toBe("2");
});

test("steps that end with a machine are tried once more by themselves, on the cluster that took its place", async () => {
  await product.awsFault({ service: "emr", kind: "replace-cluster", operation: "2-count" });
  await product.says(`/loans run ${THIRD}`);
  const card = await product.shows(cardId(batch(THIRD)), "succeeded");
  expect(card).toContain("Tried once more by itself after: running the EMR steps of");
  expect(card).toContain("The master node was terminated");
  const journal = await product.journal(batch(THIRD));
  expect(journal.filter(({ kind }) => kind === "retried")).toMatchObject([
    { actor: "loan-tracker", attempt: 2 },
  ]);
  expect(kindsOf(journal, "process").filter((kind) => kind === "failed")).toEqual([]);
  await product.shows(summaryId(batch(THIRD)), "Adds up");
});

test("a warehouse that somebody deleted is told at once, with what helps, and a deploy does not wait for it", async () => {
  const day = "2026-11-05";
  const redshift = new RedshiftClient(admin());
  await redshift.send(
    new DeleteClusterCommand({ ClusterIdentifier: "loan-tracker", SkipFinalClusterSnapshot: true }),
  );
  const left = async () => (await redshift.send(new DescribeClustersCommand({}))).Clusters;
  await expect.poll(left).toEqual([]);
  const told =
    'Looking for the Redshift cluster "loan-tracker": there is none, so somebody has renamed or deleted it';
  expect(await answer("/loans status")).toContain(told);
  await product.says(`/loans run ${day}`);
  const card = await product.shows(cardId(batch(day)), "[Retry]");
  expect(card).toContain(told);
  expect(card).toContain("--new-cluster-identifier loan-tracker --region us-west-1");
  expect(card).toContain("restore-from-cluster-snapshot --cluster-identifier loan-tracker");
  await product.says("/loans deploy");
  expect(await product.shows(cardId("deploy-loan-tracker-4"), "[Retry]")).toContain(told);
});
