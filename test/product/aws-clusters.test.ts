import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { classifyAwsError } from "../../src/aws/aws-errors.ts";
import type { Clusters } from "../../src/aws/clusters.ts";
import { createClusters } from "../../src/aws/clusters.ts";
import { createIdentity } from "../../src/aws/identity.ts";
import { stackTag } from "../../src/aws/stack-tag.ts";
import { createTagged } from "../../src/aws/tagged-resources.ts";
import type { OwnAws } from "../support/aws/own-aws.ts";
import { eventually, startOwnAws } from "../support/aws/own-aws.ts";

let aws: OwnAws;
let clusters: Clusters;

beforeAll(async () => {
  aws = await startOwnAws({ speed: 1000 });
  clusters = createClusters(aws.clients);
});
afterAll(() => aws.close());

/** A persistent cluster that belongs to a stack. */
async function launch(stack: string): Promise<string> {
  const { sdk, client } = await aws.clients.emr();
  const { JobFlowId: id = "" } = await client.send(
    new sdk.RunJobFlowCommand({
      Name: stack,
      ReleaseLabel: "emr-7.14.0",
      LogUri: "s3://loan-tracker-lake/logs/emr/",
      ServiceRole: "service",
      JobFlowRole: "nodes",
      Instances: {
        KeepJobFlowAliveWhenNoSteps: true,
        InstanceGroups: [{ InstanceRole: "MASTER", InstanceType: "m5.xlarge", InstanceCount: 1 }],
      },
      Tags: [{ Key: stackTag, Value: stack }],
    }),
  );
  return id;
}

/** Steps that fail at once: nothing is there to be copied. */
const three = ["1-in", "2-count", "3-out"].map((part) => ({
  name: `lt/batch-x/a1/${part}`,
  args: ["s3-dist-cp", "--src", "s3://no-such-bucket/raw/", "--dest", "hdfs:///loan/x"],
}));

test("a cluster is found by its stack while it lives, the newest first", async () => {
  expect(await clusters.findLive({ stack: "found" })).toBeNull();
  await launch("somebody-elses");
  const older = await launch("found");
  await new Promise((resolve) => setTimeout(resolve, 5));
  const newer = await launch("found");
  expect((await clusters.findLive({ stack: "found" }))?.id).toBe(newer);

  await clusters.terminate(newer);
  await eventually(
    () => clusters.see(newer),
    (cluster) => cluster?.isEnded === true,
  );
  expect((await clusters.findLive({ stack: "found" }))?.id).toBe(older);
  // Ending it again is harmless.
  await clusters.terminate(newer);
  expect(await clusters.see("j-NOSUCHCLUSTER")).toBeNull();
});

test("a cluster tells whether it takes steps and where its logs go", async () => {
  const id = await launch("facts");
  const ready = await eventually(
    () => clusters.see(id),
    (cluster) => cluster?.isReady === true,
  );
  expect(ready).toMatchObject({
    id,
    name: "facts",
    state: "WAITING",
    isLive: true,
    isEnded: false,
    logsAt: "s3://loan-tracker-lake/logs/emr/",
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  });
});

describe("steps", () => {
  test("whose submission's reply is lost are submitted once, and found by name", async () => {
    const id = await launch("lost-reply");
    const began = new Date(Date.now() - 60_000).toISOString();
    await aws.plan({ service: "emr", operation: "AddJobFlowSteps", kind: "drop-after", times: 1 });
    const error: unknown = await clusters
      .addSteps({ clusterId: id, steps: three })
      .catch((thrown: unknown) => thrown);
    expect(classifyAwsError(error)).toMatchObject({ kind: "unreachable", mayHaveHappened: true });

    const found = await clusters.steps({ clusterId: id, since: began, prefix: "lt/batch-x/a1/" });
    expect(found.map(({ name }) => name)).toEqual(three.map(({ name }) => name));
    expect(await aws.effects("AddJobFlowSteps")).toHaveLength(3);
  });

  test("whose submission was answered with a 500 are not sent again either", async () => {
    const id = await launch("error-500");
    const before = (await aws.effects("AddJobFlowSteps")).length;
    await aws.plan({ service: "emr", operation: "AddJobFlowSteps", kind: "error500", times: 1 });
    await expect(clusters.addSteps({ clusterId: id, steps: three })).rejects.toThrow();
    expect(await aws.effects("AddJobFlowSteps")).toHaveLength(before);
    expect(await clusters.addSteps({ clusterId: id, steps: three })).toHaveLength(3);
  });

  test("that fail say why, and those after them are canceled", async () => {
    const id = await launch("failing");
    const ids = await clusters.addSteps({ clusterId: id, steps: three });
    const settled = await eventually(
      () => clusters.steps({ clusterId: id }),
      (steps) => steps.every((step) => step.isSettled),
    );
    expect(settled.map((step) => step.id)).toEqual(ids);
    expect(
      settled.map(({ state, isFailed, isCanceled, isCompleted }) => [
        state,
        isFailed,
        isCanceled,
        isCompleted,
      ]),
    ).toEqual([
      ["FAILED", true, false, false],
      ["CANCELLED", false, true, false],
      ["CANCELLED", false, true, false],
    ]);
    const [first, second] = settled;
    expect(first?.failure?.logFile).toMatch(
      /^s3:\/\/loan-tracker-lake\/logs\/emr\/j-\w+\/steps\/s-\w+\/stderr\.gz$/,
    );
    expect(first?.startedAt).not.toBeNull();
    expect(second).toMatchObject({ failure: null, startedAt: null });
  });

  test("are listed over all pages, back to a moment, by the beginning of their names", async () => {
    const id = await launch("many-steps");
    const named = (name: string) => ({
      name,
      args: ["s3-dist-cp", "--src", "s3://none/", "--dest", "hdfs:///x"],
    });
    for (let batch = 0; batch < 6; batch += 1) {
      await clusters.addSteps({
        clusterId: id,
        steps: Array.from({ length: 10 }, (_, index) => named(`old/${batch}-${index}`)),
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
    await clusters.addSteps({ clusterId: id, steps: [named("new/1"), named("new/2")] });
    const all = await clusters.steps({ clusterId: id });
    expect(all).toHaveLength(62);
    expect(all.at(0)?.name).toBe("old/0-0");
    const since = all.at(-2)?.createdAt ?? "";
    expect((await clusters.steps({ clusterId: id, since })).map(({ name }) => name)).toEqual([
      "new/1",
      "new/2",
    ]);
    expect(await clusters.steps({ clusterId: id, prefix: "old/5-" })).toHaveLength(10);
  });

  test("that have ended refuse to be canceled, one by one", async () => {
    const id = await launch("cancel");
    const ids = await clusters.addSteps({ clusterId: id, steps: three });
    await eventually(
      () => clusters.steps({ clusterId: id }),
      (steps) => steps.every((step) => step.isSettled),
    );
    const answers = await clusters.cancelSteps({ clusterId: id, stepIds: ids });
    expect(answers.map(({ stepId, accepted }) => [stepId, accepted])).toEqual(
      ids.map((each) => [each, false]),
    );
    expect(answers[0]?.reason).not.toBe("");
  });

  test("are refused by a cluster that has ended, as a request that cannot be met", async () => {
    const id = await launch("ended");
    await clusters.terminate(id);
    const error: unknown = await clusters
      .addSteps({ clusterId: id, steps: three })
      .catch((thrown: unknown) => thrown);
    expect(classifyAwsError(error)).toMatchObject({ kind: "invalid", mayHaveHappened: false });
  });
});

test("what is left of a stack is told, without what its service says is gone", async () => {
  const tagged = createTagged(aws.clients);
  const { sdk, client } = await aws.clients.s3();
  await client.send(new sdk.CreateBucketCommand({ Bucket: "remains-lake" }));
  const Tagging = { TagSet: [{ Key: stackTag, Value: "remains" }] };
  await client.send(new sdk.PutBucketTaggingCommand({ Bucket: "remains-lake", Tagging }));
  const id = await launch("remains");

  const byType = async () =>
    (await tagged.leftovers({ stack: "remains" })).toSorted((a, b) => a.type.localeCompare(b.type));
  expect(await byType()).toEqual([
    { type: "elasticmapreduce:cluster", id, isCertain: true },
    { type: "s3:bucket", id: "remains-lake", isCertain: true },
  ]);
  await clusters.terminate(id);
  await eventually(
    () => clusters.see(id),
    (cluster) => cluster?.isEnded === true,
  );
  expect(await byType()).toEqual([{ type: "s3:bucket", id: "remains-lake", isCertain: true }]);
  await client.send(new sdk.DeleteBucketCommand({ Bucket: "remains-lake" }));
  expect(await byType()).toEqual([]);
});

describe("identity", () => {
  test("is the account's number and the region", async () => {
    expect(await createIdentity(aws.clients).account()).toEqual({
      account: "123456789012",
      region: "us-west-1",
    });
  });

  test("survives a throttle, and a denial is told as one", async () => {
    await aws.plan({ service: "sts", operation: "GetCallerIdentity", kind: "throttle", times: 2 });
    expect((await createIdentity(aws.clients).account()).account).toBe("123456789012");
    await aws.plan({ service: "emr", operation: "ListClusters", kind: "deny", times: 1 });
    const error: unknown = await clusters.findLive({ stack: "any" }).catch((thrown: unknown) => thrown);
    expect(classifyAwsError(error)).toMatchObject({
      kind: "denied",
      message: expect.stringContaining("not authorized to perform: elasticmapreduce:ListClusters"),
    });
    expect(classifyAwsError(error).message).not.toContain("123456789012");
  });
});
