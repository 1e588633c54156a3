import { expect, test } from "vitest";
import type { Rows } from "../support/aws/cloudformation.ts";
import { cloudFormationSandbox } from "../support/aws/cloudformation.ts";

/** Names that something has already are found before anything is made, and DescribeEvents alone says which. */

const REASON =
  "The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.";

test("a bucket's and a cluster's name that are taken fail the change set, each with its cause", async () => {
  const { changeSet, computed, call, rows, world } = cloudFormationSandbox();
  world.lake.createBucket("lake");
  world.redshift.createCluster("loan-tracker", {});
  const { Id, StackId } = await changeSet("plan-1");
  expect(await computed("plan-1")).toMatchObject({
    Status: "FAILED",
    ExecutionStatus: "UNAVAILABLE",
    StatusReason: REASON,
  });
  const told = await rows("DescribeEvents", "OperationEvents", {
    ChangeSetName: Id,
    Filters: { FailedEvents: "true" },
  });
  expect(
    told.toSorted((a, b) => String(a["LogicalResourceId"]).localeCompare(String(b["LogicalResourceId"]))),
  ).toMatchObject([
    {
      StackId,
      OperationType: "CREATE_CHANGESET",
      EventType: "VALIDATION_ERROR",
      LogicalResourceId: "Lake",
      ResourceType: "AWS::S3::Bucket",
      ValidationFailureMode: "FAIL",
      ValidationName: "NAME_CONFLICT_VALIDATION",
      ValidationStatus: "FAILED",
      ValidationStatusReason: "Resource of type 'AWS::S3::Bucket' with identifier 'lake' already exists.",
      ValidationPath: "/Resources/Lake/Properties/BucketName",
    },
    { LogicalResourceId: "RedshiftCluster", ResourceType: "AWS::Redshift::Cluster" },
  ]);
  const [{ OperationId } = {}] = told;
  expect(await rows("DescribeEvents", "OperationEvents", { OperationId })).toEqual(told);
  expect(
    await rows("DescribeEvents", "OperationEvents", { ChangeSetName: "plan-1", StackName: "loan-tracker" }),
  ).toEqual(told);
  // The older operation does not tell of it.
  expect(await rows("DescribeStackEvents", "StackEvents", { StackName: "loan-tracker" })).toHaveLength(1);
  await expect(call("DescribeEvents", { ChangeSetName: "plan-1" })).rejects.toThrow(
    "One of ChangeSetName, OperationId or StackName must be specified",
  );
  await expect(
    call("ExecuteChangeSet", { StackName: "loan-tracker", ChangeSetName: "plan-1" }),
  ).rejects.toThrow(expect.objectContaining({ code: "InvalidChangeSetStatus" }));
});

test("an update finds the name of what it adds, and is not hindered by what the stack has itself", async () => {
  const { deployed, changeSet, computed, call, world } = cloudFormationSandbox();
  const { Outputs } = await deployed();
  const body = (await call("GetTemplate", { StackName: "loan-tracker" }))["TemplateBody"] as string;
  const TemplateBody = body.replace(
    "\nOutputs:",
    "\n  Second:\n    Type: AWS::S3::Bucket\n    Properties: {BucketName: second}\nOutputs:",
  );
  expect(Outputs).toBeDefined();
  await changeSet("free", { ChangeSetType: "UPDATE", TemplateBody });
  expect(await computed("free")).toMatchObject({ Status: "CREATE_COMPLETE" });
  world.lake.createBucket("second");
  await changeSet("taken", { ChangeSetType: "UPDATE", TemplateBody });
  expect(await computed("taken")).toMatchObject({ Status: "FAILED", StatusReason: REASON });
  expect((await call("DescribeStacks", { StackName: "loan-tracker" }))["Stacks"] as Rows).toMatchObject([
    { StackStatus: "CREATE_COMPLETE" },
  ]);
});
