import { expect, test } from "vitest";
import { cloudFormationSandbox } from "../support/aws/cloudformation.ts";

/**
 * What a stack shows before and just after its change set is carried out. Held against answers of AWS that others
 * published: emulators' recordings of the real service (2022 to 2026) and `describe-stack-events` in issue threads.
 */

const events = { StackName: "loan-tracker" };

test("a stack in review tells of itself, without a token and without an operation", async () => {
  const { changeSet, rows } = cloudFormationSandbox();
  const { StackId } = await changeSet("plan-1", { ClientToken: "plan-1" });
  expect(await rows("DescribeStackEvents", "StackEvents", events)).toEqual([
    {
      StackId,
      StackName: "loan-tracker",
      EventId: expect.any(String),
      LogicalResourceId: "loan-tracker",
      PhysicalResourceId: StackId,
      ResourceType: "AWS::CloudFormation::Stack",
      Timestamp: expect.any(Date),
      ResourceStatus: "REVIEW_IN_PROGRESS",
      ResourceStatusReason: "User Initiated",
    },
  ]);
});

test("a second change set of a stack in review is no second beginning", async () => {
  const { changeSet, rows } = cloudFormationSandbox();
  await changeSet("plan-1");
  await changeSet("plan-2");
  expect(await rows("DescribeStackEvents", "StackEvents", events)).toHaveLength(1);
});

test("in review a stack has no tags, whatever its change set has; carried out, it has them", async () => {
  const { changeSet, computed, deployed, stack } = cloudFormationSandbox();
  const Tags = [{ Key: "loan-tracker:stack", Value: "loan-tracker" }];
  await changeSet("look", { Tags });
  expect(await computed("look")).toMatchObject({ Tags });
  const inReview = await stack();
  expect(inReview).toMatchObject({ StackStatus: "REVIEW_IN_PROGRESS", Tags: [] });
  expect(inReview).not.toHaveProperty("LastUpdatedTime");
  const carriedOut = await deployed({ Tags });
  expect(carriedOut).toMatchObject({ Tags, LastUpdatedTime: expect.any(Date) });
});

test("a rollback is an operation of its own, under the token of what it takes back", async () => {
  const { deployed, rows, failing } = cloudFormationSandbox();
  failing.set("RedshiftCluster", "no capacity");
  expect(await deployed()).toMatchObject({ StackStatus: "ROLLBACK_COMPLETE" });
  const told = await rows("DescribeStackEvents", "StackEvents", events);
  const ofStack = told.filter(({ ResourceType }) => ResourceType === "AWS::CloudFormation::Stack");
  const [taken, begun] = ofStack.slice(0, 2);
  const made = ofStack[2];
  expect(ofStack.map(({ ResourceStatus }) => ResourceStatus)).toEqual([
    "ROLLBACK_COMPLETE",
    "ROLLBACK_IN_PROGRESS",
    "CREATE_IN_PROGRESS",
    "REVIEW_IN_PROGRESS",
  ]);
  expect(taken?.["OperationId"]).toBe(begun?.["OperationId"]);
  expect(begun?.["OperationId"]).not.toBe(made?.["OperationId"]);
  expect(begun?.["ClientRequestToken"]).toBe(made?.["ClientRequestToken"]);
  const ofRollback = await rows("DescribeEvents", "OperationEvents", { OperationId: begun?.["OperationId"] });
  expect(new Set(ofRollback.map(({ OperationType }) => OperationType))).toEqual(new Set(["ROLLBACK"]));
  expect(ofRollback.some(({ ResourceStatus }) => ResourceStatus === "DELETE_COMPLETE")).toBe(true);
});
