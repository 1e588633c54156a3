import { afterAll, beforeAll, expect, test } from "vitest";
import { awsCallsOf } from "../../sandbox/driver/app-status.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";
import type { StruckWorkflow } from "./matrix/case.ts";
import { workflowNames } from "./matrix/case.ts";
import { callsOf, looksOf } from "./matrix/cases/aws-cases.ts";
import { Stage } from "./matrix/stage.ts";

/** Whether the matrix strikes every AWS call that a workflow makes: held against what the product itself has counted. */

/** The services as the metrics name them, by the SDK's clients, and as the matrix does. */
const services: Readonly<Record<string, string>> = {
  CloudFormation: "cloudformation",
  EC2: "ec2",
  EMR: "emr",
  IAM: "iam",
  LakeFormation: "lakeformation",
  Redshift: "redshift",
  RedshiftData: "redshift-data",
  ResourceGroupsTaggingAPI: "tagging",
  S3: "s3",
  SSM: "ssm",
  ServiceQuotas: "servicequotas",
  STS: "sts",
};

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.start({
    ...{ recorded: await recordedSpark(), workers: 1, weakened: null, lockMs: 1_500 },
  });
});
afterAll(async () => await stage.close());

/** How often each call was made until now, `service operation`. */
async function calls(): Promise<ReadonlyMap<string, number>> {
  const made = await awsCallsOf(stage.product.sandbox.urls.app);
  const asInMatrix = (call: string) => call.replace(/^\w+/, (service) => services[service] ?? service);
  return new Map([...made].map(([call, count]) => [asInMatrix(call), count]));
}

/** In the order in which each finds the stack as it needs it. */
const workflows: readonly StruckWorkflow[] = [
  ...(["deploy-stack", "daily-batch", "withdraw-day", "teardown-stack"] as const),
];

test("each struck workflow is looked at", () => {
  expect(workflows.toSorted()).toEqual(workflowNames.toSorted());
});

test.each(workflows)("each AWS call of a quiet %s is struck in the matrix", async (workflow) => {
  // What it finds is another run's doing: a withdrawal a day that was told.
  const play = await stage.prepare(workflow);
  const before = await calls();
  await stage.quietly(play);
  const made = [...(await calls())].flatMap(([call, count]) =>
    count > (before.get(call) ?? 0) ? [call] : [],
  );
  // A withdrawal makes the fewest.
  expect(made.length).toBeGreaterThanOrEqual(5);
  expect(made.filter((call) => ![...callsOf[workflow], ...(looksOf[workflow] ?? [])].includes(call))).toEqual(
    [],
  );
});
