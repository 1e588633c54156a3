import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asProblem, classifyAwsError } from "../../src/aws/aws-errors.ts";
import { createLake } from "../../src/aws/lake.ts";
import type { ChangeSetFacts } from "../../src/aws/stack-facts.ts";
import { stackTag } from "../../src/aws/stack-tag.ts";
import type { Stacks } from "../../src/aws/stacks.ts";
import { createStacks } from "../../src/aws/stacks.ts";
import { firstFailure } from "../../src/domain/aws/diagnosis.ts";
import type { OwnAws } from "../support/aws/own-aws.ts";
import { deploy, emptyLakeOf, eventually, startOwnAws, templateWish } from "../support/aws/own-aws.ts";

let aws: OwnAws;
let stacks: Stacks;

beforeAll(async () => {
  aws = await startOwnAws({ speed: 1000 });
  stacks = createStacks(aws.clients);
});
afterAll(() => aws.close());

async function planned(stack: string, name: string): Promise<ChangeSetFacts> {
  const set = await eventually(
    () => stacks.seeChangeSet({ stack, name }),
    (seen) => seen?.isSettled === true,
  );
  if (set === null) throw new Error("unreachable");
  return set;
}

function settled(stackId: string) {
  return eventually(
    () => stacks.see(stackId),
    (stack) => stack?.status.isSettled === true,
  );
}

describe("a plan", () => {
  test("is a change set that may be asked for twice, and a stack in review", async () => {
    expect(await stacks.see("planned")).toBeNull();
    expect(await stacks.seeChangeSet({ stack: "planned", name: "deploy-1" })).toBeNull();
    const first = await stacks.createChangeSet(await templateWish("planned", "deploy-1"));
    expect(await stacks.createChangeSet(await templateWish("planned", "deploy-1"))).toEqual(first);
    expect((await aws.effects("CreateChangeSet")).filter(({ name }) => name === "deploy-1")).toHaveLength(1);

    const set = await planned("planned", "deploy-1");
    expect(set).toMatchObject({ isExecutable: true, isEmpty: false, isFailed: false, execution: null });
    expect({ changeSetId: set.id, stackId: set.stackId }).toEqual(first);
    expect(set.changes).toContainEqual({
      action: "add",
      logicalId: "EmrCluster",
      type: "AWS::EMR::Cluster",
      replacement: "no",
      recreatedBy: [],
    });
    // Not AWS's express mode, in which an operation ends before its resources are ready and rolls nothing back.
    const { sdk, client } = await aws.clients.cloudFormation();
    const described = await client.send(new sdk.DescribeChangeSetCommand({ ChangeSetName: set.id }));
    expect(described.DeploymentConfig).toEqual({ Mode: "STANDARD" });
    const stack = await stacks.see("planned");
    expect(stack).toMatchObject({ id: first.stackId, isProtected: false });
    expect(stack?.status.isReviewing).toBe(true);
    expect(await stacks.resources(first.stackId)).toEqual([]);
    // It has one event, of no operation: nobody's work, and no failure.
    const events = await stacks.events({ stackId: first.stackId });
    expect(events).toMatchObject([{ status: "REVIEW_IN_PROGRESS", token: null }]);
    expect(firstFailure(events)).toBeNull();
    expect(await stacks.events({ stackId: first.stackId, token: "deploy-1" })).toEqual([]);

    await stacks.deleteChangeSet({ stack: "planned", name: "deploy-1" });
    await stacks.deleteChangeSet({ stack: "planned", name: "deploy-1" });
    await stacks.deleteStack({ stackId: first.stackId, token: "undo-1" });
    await eventually(
      () => stacks.see("planned"),
      (left) => left === null,
    );
    await stacks.deleteChangeSet({ stack: "planned", name: "deploy-1" });
  });

  test("whose reply is lost was made once", async () => {
    await aws.plan({ service: "cloudformation", operation: "CreateChangeSet", kind: "drop-after", times: 1 });
    await stacks.createChangeSet(await templateWish("lost-plan", "deploy-lost"));
    expect((await aws.effects("CreateChangeSet")).filter(({ name }) => name === "deploy-lost")).toHaveLength(
      1,
    );
  });

  test("that the template forbids is refused with CloudFormation's sentence", async () => {
    const asked = stacks.createChangeSet(
      await templateWish("refused", "deploy-1", { RedshiftNodeType: "dc2.large" }),
    );
    const failure = classifyAwsError(await asked.catch((error: unknown) => error));
    expect(failure).toMatchObject({ kind: "invalid", code: "ValidationError", mayHaveHappened: false });
    expect(asProblem(failure, 'planning stack "refused"').message).toContain("RedshiftNodeType");
  });
});

describe("a stack", () => {
  test("comes up, says what it made, is protected, and goes", async () => {
    const stack = "whole-life";
    const { stackId } = await stacks.createChangeSet(await templateWish(stack, "deploy-1"));
    const set = await planned(stack, "deploy-1");
    const execute = { stack: stackId, name: set.id, token: "deploy-1-apply" };
    await stacks.executeChangeSet(execute);
    // Repeated, as after a lost reply.
    await stacks.executeChangeSet(execute);
    const up = await settled(stackId);
    expect(up?.status.isHealthy).toBe(true);
    expect(up).toMatchObject({
      changeSetId: set.id,
      parameters: { BucketName: `${stack}-123456789012-us-west-1`, MetabaseAmi: "ami-0a1b2c3d4e5f60718" },
      tags: { [stackTag]: stack },
    });
    expect(up?.outputs["BucketName"]).toBe(`${stack}-123456789012-us-west-1`);
    expect(up?.outputs["EmrClusterId"]).toMatch(/^j-/);

    const resources = await stacks.resources(stackId);
    expect(resources.map(({ logicalId }) => logicalId).toSorted()).toEqual(
      set.changes.map(({ logicalId }) => logicalId).toSorted(),
    );
    expect(resources.every(({ phase, physicalId }) => phase === "done" && physicalId !== null)).toBe(true);

    const events = await stacks.events({ stackId, token: "deploy-1-apply" });
    expect(events[0]).toMatchObject({ type: "AWS::CloudFormation::Stack", status: "CREATE_IN_PROGRESS" });
    expect(events.at(-1)).toMatchObject({ type: "AWS::CloudFormation::Stack", status: "CREATE_COMPLETE" });
    expect(events.length).toBeGreaterThan(100);
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted());
    expect(firstFailure(events)).toBeNull();
    const since = events.at(-1)?.at ?? "";
    const latest = await stacks.events({ stackId, since });
    expect(latest.length).toBeGreaterThan(0);
    expect(latest.every(({ at }) => at >= since)).toBe(true);

    await stacks.createChangeSet({ ...(await templateWish(stack, "deploy-2")), kind: "update" });
    const again = await planned(stack, "deploy-2");
    expect(again).toMatchObject({ isEmpty: true, isFailed: false, isExecutable: false, changes: [] });

    await stacks.protect({ stack, on: true });
    expect((await stacks.see(stack))?.isProtected).toBe(true);
    const refusal: unknown = await stacks
      .deleteStack({ stackId, token: "t-0" })
      .catch((error: unknown) => error);
    expect(classifyAwsError(refusal).kind).toBe("invalid");
    await stacks.protect({ stack, on: false });

    if (up === null) throw new Error("the stack is gone");
    await emptyLakeOf(aws, up);
    await stacks.deleteStack({ stackId, token: "teardown-1" });
    await stacks.deleteStack({ stackId, token: "teardown-1" });
    const gone = await settled(stackId);
    expect(gone?.status.isDeleted).toBe(true);
    expect(await stacks.see(stack)).toBeNull();
    expect((await stacks.resources(stackId)).every(({ phase }) => phase === "gone")).toBe(true);
    await stacks.deleteStack({ stackId, token: "teardown-1" });
  });

  test("that no update is working on any more is left alone by a cancel, and nobody is told of an error", async () => {
    const { id: stackId } = await deploy(aws, "not-updating");
    const before = await stacks.see(stackId);
    await stacks.cancelUpdate({ stackId, token: "not-updating-stop" });
    expect(await stacks.see(stackId)).toEqual(before);
    // Other refusals are none of that.
    await expect(stacks.cancelUpdate({ stackId: "nobodys", token: "nobodys-stop" })).rejects.toThrow(
      "Stack [nobodys] does not exist",
    );
  });

  test("is not deleted by a token that already meant something else, and that is no success", async () => {
    const { id: stackId } = await deploy(aws, "own-token");
    await expect(stacks.deleteStack({ stackId, token: "apply-own-token" })).rejects.toMatchObject({
      name: "TokenAlreadyExistsException",
    });
    expect((await stacks.see(stackId))?.status.isHealthy).toBe(true);
  });

  test("that cannot be made is rolled back, and the first failed resource and its reason are known", async () => {
    await aws.plan({
      service: "cloudformation",
      operation: "RedshiftCluster",
      kind: "fail-resource",
      times: 1,
      reason: "there is no capacity for rg.large",
    });
    const { id: stackId } = await deploy(aws, "rolled-back");
    const stack = await settled(stackId);
    expect(stack?.status.isRolledBack).toBe(true);
    expect(firstFailure(await stacks.events({ stackId, token: "apply-rolled-back" }))).toMatchObject({
      logicalId: "RedshiftCluster",
      type: "AWS::Redshift::Cluster",
      reason: expect.stringContaining("there is no capacity for rg.large"),
    });
  });

  test("whose bucket holds something stays behind, and a second deletion takes the rest", async () => {
    const lake = createLake(aws.clients);
    const { id: stackId } = await deploy(aws, "not-empty");
    const bucket = "not-empty-123456789012-us-west-1";
    await lake.upload({ bucket, key: "raw/x", body: () => Readable.from([Buffer.from("x")]) });
    await stacks.deleteStack({ stackId, token: "not-empty-1" });
    expect((await settled(stackId))?.status.isDeleteFailed).toBe(true);
    expect(firstFailure(await stacks.events({ stackId, token: "not-empty-1" }))?.type).toBe(
      "AWS::S3::Bucket",
    );

    await lake.purge({ bucket, forMs: 5000 });
    await stacks.deleteStack({ stackId, token: "not-empty-2" });
    await eventually(
      () => stacks.see(stackId),
      (left) => left?.status.isDeleted === true,
    );
    // The first try's failure is no cause of anything in the second one's events.
    expect(firstFailure(await stacks.events({ stackId, token: "not-empty-2" }))).toBeNull();
  });
});
