import { afterAll, beforeAll, expect, test } from "vitest";
import { createClients } from "../../src/aws/clients.ts";
import type { Clusters } from "../../src/aws/clusters.ts";
import { createClusters } from "../../src/aws/clusters.ts";
import type { StepContext } from "../../src/jobs/engine/workflow.ts";
import type { EmrWish } from "../../src/jobs/workflows/batch/emr-steps.ts";
import { emrSteps } from "../../src/jobs/workflows/batch/emr-steps.ts";
import type { World } from "../../src/jobs/workflows/world.ts";
import type { OwnAws } from "../support/aws/own-aws.ts";
import { eventually, startOwnAws } from "../support/aws/own-aws.ts";

/** How EMR's steps of a run are stopped, by a cancel and before those of a retry: by the real SDK, on a cluster that is still starting, so that nothing moves by itself. */

let aws: OwnAws;
let clusters: Clusters;
const calls: string[] = [];

beforeAll(async () => {
  aws = await startOwnAws({ speed: 1 });
  const place = { region: "us-west-1", endpoint: new URL(aws.url) };
  clusters = createClusters(createClients(place, { called: ({ operation }) => void calls.push(operation) }));
});
afterAll(async () => await aws.close());

const NAMES = ["1-in", "2-count", "3-out"] as const;

/** A cluster with the three steps of a run; `stop` is one look of the engine's at stopping them, `submit` one try. */
async function submitted(runId: string) {
  const { sdk, client } = await aws.clients.emr();
  const { JobFlowId: clusterId = "" } = await client.send(
    new sdk.RunJobFlowCommand({
      Name: runId,
      ReleaseLabel: "emr-7.14.0",
      ServiceRole: "service",
      JobFlowRole: "nodes",
      Instances: {
        KeepJobFlowAliveWhenNoSteps: true,
        InstanceGroups: [{ InstanceRole: "MASTER", InstanceType: "m5.xlarge", InstanceCount: 1 }],
      },
    }),
  );
  const runPrefix = `lt/${runId}/`;
  const wishOf = (attempt: number): EmrWish => {
    const prefix = `${runPrefix}a${attempt}/`;
    const args = ["s3-dist-cp", "--src=a", "--dest=b"];
    const steps = NAMES.map((name) => ({ name: `${prefix}${name}`, args }));
    return { clusterId, prefix, runPrefix, steps, counts: (args) => args.has("--src=a") };
  };
  await clusters.addSteps({ clusterId, steps: wishOf(1).steps });
  const clock = { now: () => new Date(), monotonic: () => performance.now() };
  const contextOf = (attempt: number) =>
    ({
      attempt,
      world: { clusters, clock, settings: { pace: 1 } } as unknown as World,
      journal: [],
      confirmOwner: async () => {},
    }) as unknown as StepContext<unknown, unknown, World>;
  const { run, stop } = emrSteps<unknown, unknown>({
    wish: ({ attempt }) => wishOf(attempt),
    retryFrom: "check-source",
  });
  calls.length = 0;
  return {
    clusterId,
    stop: async (attempt = 1) => await stop?.(contextOf(attempt)),
    submit: async (attempt: number) => await run(contextOf(attempt)),
  };
}

const canceled = async (runId: string) =>
  (await aws.effects("CancelSteps")).flatMap(({ name }) =>
    name.startsWith(`lt/${runId}/`) ? [name.split("/").at(-1)] : [],
  );

test("all three are canceled in one call, the last first, and only once", async () => {
  const { stop } = await submitted("batch-one");
  expect(await stop()).toMatchObject({ is: "underway", progress: { text: "EMR is canceling its steps" } });
  const told = await eventually(stop, (came) => came?.is === "done");
  expect(told).toEqual({ is: "done", says: "EMR canceled 1-in, 2-count, 3-out" });
  expect(calls.filter((operation) => operation === "CancelSteps")).toHaveLength(1);
  expect(await canceled("batch-one")).toEqual(["3-out", "2-count", "1-in"]);
});

test("a cancel whose reply is lost is looked for and not asked for again", async () => {
  const { stop } = await submitted("batch-two");
  await aws.plan({ service: "emr", operation: "CancelSteps", kind: "drop-after", times: 1 });
  await stop().catch(() => {});
  const told = await eventually(stop, (came) => came?.is === "done");
  expect(told).toEqual({ is: "done", says: "EMR canceled 1-in, 2-count, 3-out" });
  expect(await canceled("batch-two")).toEqual(["3-out", "2-count", "1-in"]);
});

test("one that somebody had canceled alone is left, and the rest goes together", async () => {
  const { stop, clusterId } = await submitted("batch-three");
  const [first] = await clusters.steps({ clusterId, prefix: "lt/batch-three/" });
  await clusters.cancelSteps({ clusterId, stepIds: [first?.id ?? ""] });
  const told = await eventually(stop, (came) => came?.is === "done");
  expect(told).toEqual({ is: "done", says: "EMR canceled 1-in, 2-count, 3-out" });
  expect(await canceled("batch-three")).toEqual(["1-in", "3-out", "2-count"]);
});

test("those of an earlier attempt that are still at work are canceled before new ones are submitted", async () => {
  const { submit, clusterId } = await submitted("batch-four");
  await expect(submit(2)).rejects.toThrow(
    "submitting the EMR steps of lt/batch-four/a2/: those of an earlier attempt have not ended yet",
  );
  expect(await canceled("batch-four")).toEqual(["3-out", "2-count", "1-in"]);
  const isSubmitted = async () =>
    await submit(2).then(
      () => true,
      () => false,
    );
  expect(await eventually(isSubmitted, (is) => is)).toBe(true);
  const steps = await clusters.steps({ clusterId, prefix: "lt/batch-four/" });
  expect(steps.map(({ name, isCanceled }) => [name.replace("lt/batch-four/", ""), isCanceled])).toEqual([
    ...NAMES.map((name) => [`a1/${name}`, true]),
    ...NAMES.map((name) => [`a2/${name}`, false]),
  ]);
  expect(calls.filter((operation) => operation === "CancelSteps")).toHaveLength(1);
});

test("a cancel after a retry ends those of the earlier attempt too", async () => {
  const { stop } = await submitted("batch-five");
  const told = await eventually(
    async () => await stop(2),
    (came) => came?.is === "done",
  );
  expect(await canceled("batch-five")).toEqual(["3-out", "2-count", "1-in"]);
  expect(told).toEqual({ is: "done", says: "nothing of it is at work in EMR" });
});
