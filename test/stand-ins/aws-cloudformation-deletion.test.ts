import { expect, test } from "vitest";
import { cloudFormationSandbox } from "../support/aws/cloudformation.ts";

test("a bucket that holds something keeps the stack; emptied, a second deletion finishes", async () => {
  const { deployed, call, ended, stack, buckets, rows, clusters } = cloudFormationSandbox();
  const { StackId } = await deployed();
  const lake = buckets.get("lake");
  lake?.objects.push("raw/loan.csv");
  await call("DeleteStack", { StackName: "loan-tracker", ClientRequestToken: "away-1" });
  expect(await ended()).toMatchObject({
    StackStatus: "DELETE_FAILED",
    StackStatusReason: "The following resource(s) failed to delete: [Lake]. ",
    DeletionTime: expect.any(Date),
    EnableTerminationProtection: false,
  });
  const resources = await rows("ListStackResources", "StackResourceSummaries", { StackName: "loan-tracker" });
  expect(resources.find(({ LogicalResourceId }) => LogicalResourceId === "Lake")).toMatchObject({
    ResourceStatus: "DELETE_FAILED",
    ResourceStatusReason: expect.stringContaining("The bucket you tried to delete is not empty."),
  });
  expect([...clusters.values()]).toEqual(["TERMINATED"]);
  lake?.objects.pop();
  await call("DeleteStack", { StackName: "loan-tracker", ClientRequestToken: "away-2" });
  expect(await ended(StackId)).toMatchObject({
    StackStatus: "DELETE_COMPLETE",
    DeletionTime: expect.any(Date),
  });
  await expect(stack("loan-tracker")).rejects.toThrow("Stack with id loan-tracker does not exist");
  expect(buckets.size).toBe(0);
});

test("a deletion shows its time from its beginning, a deleted stack no protection, as AWS's recordings of 2023 have it", async () => {
  const { deployed, call, ended, failing } = cloudFormationSandbox();
  failing.set("RedshiftCluster", "no capacity");
  const rolledBack = await deployed();
  expect(rolledBack).toMatchObject({ StackStatus: "ROLLBACK_COMPLETE", DeletionTime: expect.any(Date) });
  await call("DeleteStack", { StackName: "loan-tracker" });
  const gone = await ended(rolledBack["StackId"]);
  expect(gone).toMatchObject({ StackStatus: "DELETE_COMPLETE", DeletionTime: expect.any(Date) });
  expect(gone).not.toHaveProperty("EnableTerminationProtection");
});

test("what failed to go can be left behind, and is still told of", async () => {
  const { deployed, call, ended, buckets, service } = cloudFormationSandbox();
  const { StackId } = await deployed();
  buckets.get("lake")?.objects.push("raw/loan.csv");
  const retaining = { StackName: "loan-tracker", RetainResources: ["Lake"] };
  await expect(call("DeleteStack", retaining)).rejects.toThrow(
    /only when the stack is in the DELETE_FAILED state/,
  );
  await call("DeleteStack", { StackName: "loan-tracker" });
  await ended();
  await call("DeleteStack", retaining);
  expect(await ended(StackId)).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
  expect(service.leftovers()).toEqual([{ type: "s3:bucket", id: "lake", name: "Lake" }]);
});

test("a protected stack is not deleted", async () => {
  const { deployed, call, stack } = cloudFormationSandbox();
  await deployed();
  await call("UpdateTerminationProtection", { StackName: "loan-tracker", EnableTerminationProtection: true });
  await expect(call("DeleteStack", { StackName: "loan-tracker" })).rejects.toThrow(
    "Stack [loan-tracker] cannot be deleted while TerminationProtection is enabled",
  );
  expect(await stack()).toMatchObject({ StackStatus: "CREATE_COMPLETE", EnableTerminationProtection: true });
});

test("resources go in the opposite order of their coming", async () => {
  const { deployed, call, ended, rows } = cloudFormationSandbox();
  const { StackId } = await deployed();
  await call("DeleteStack", { StackName: "loan-tracker" });
  await ended(StackId);
  const events = (await rows("DescribeStackEvents", "StackEvents", { StackName: StackId })).toReversed();
  const gone = (id: string) =>
    events.findIndex((e) => e["LogicalResourceId"] === id && e["ResourceStatus"] === "DELETE_COMPLETE");
  const order = ["EmrCluster", "S3Endpoint", "PrivateRoutes", "Vpc"].map(gone);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(gone("EmrCluster")).toBeLessThan(gone("Lake"));
});

test("a stack that is deleted while it comes up leaves nothing", async () => {
  const { changeSet, computed, call, ended, buckets, service } = cloudFormationSandbox();
  const { StackId } = await changeSet("plan-1");
  await computed("plan-1");
  await call("ExecuteChangeSet", { StackName: "loan-tracker", ChangeSetName: "plan-1" });
  await new Promise((go) => setTimeout(go, 10));
  await call("DeleteStack", { StackName: "loan-tracker" });
  expect(await ended(StackId)).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
  expect(buckets.size).toBe(0);
  expect(service.leftovers()).toEqual([]);
});

test("after a deletion the name is free again", async () => {
  const { deployed, call, ended, rows } = cloudFormationSandbox();
  const first = await deployed();
  await call("DeleteStack", { StackName: "loan-tracker" });
  await ended(first["StackId"]);
  const { StackId } = await call("CreateChangeSet", {
    StackName: "loan-tracker",
    ChangeSetName: "plan-1",
    ChangeSetType: "CREATE",
    TemplateBody: "Resources: {Vpc: {Type: AWS::EC2::VPC}}",
  });
  expect(StackId).not.toBe(first["StackId"]);
  expect(await rows("ListStacks", "StackSummaries")).toMatchObject([
    { StackStatus: "REVIEW_IN_PROGRESS" },
    { StackStatus: "DELETE_COMPLETE", StackId: first["StackId"] },
  ]);
});

test("a stack in review goes at once, with its change sets", async () => {
  const { changeSet, computed, call, ended } = cloudFormationSandbox();
  const { StackId, Id } = await changeSet("plan-1");
  await computed("plan-1");
  await call("DeleteStack", { StackName: "loan-tracker" });
  expect(await ended(StackId)).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
  await expect(call("DescribeChangeSet", { ChangeSetName: Id })).rejects.toThrow(
    expect.objectContaining({ code: "ChangeSetNotFound" }),
  );
});
