import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Rows } from "../support/aws/cloudformation.ts";
import { cloudFormationSandbox, statuses } from "../support/aws/cloudformation.ts";
import { smallWorld } from "../support/aws/sandbox-world.ts";

test("the product's template comes up, in order, with its outputs and tags", async () => {
  const { deployed, rows, service, buckets, databases, clusters } = cloudFormationSandbox();
  const stack = await deployed();
  expect(stack).toMatchObject({ StackStatus: "CREATE_COMPLETE", EnableTerminationProtection: false });
  const outputs = Object.fromEntries(
    (stack["Outputs"] as Rows).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  expect(outputs).toMatchObject({
    BucketName: "lake",
    LogUri: "s3://lake/logs/emr/",
    EmrClusterId: "j-1SANDBOX",
    RedshiftDatabase: "loans",
    GlueDatabaseName: "loan_tracker",
    RedshiftClusterId: "loan-tracker",
    RedshiftSecretArn: expect.stringContaining("secret:redshift!"),
    SpectrumRoleArn: expect.stringMatching(/^arn:aws:iam::123456789012:role\/loan-tracker-SpectrumRole-/),
    MetabaseInstanceId: expect.stringMatching(/^i-[0-9a-f]{17}$/),
  });

  const [, ...events] = (
    await rows("DescribeStackEvents", "StackEvents", { StackName: "loan-tracker" })
  ).toReversed();
  expect(events[0]).toMatchObject({
    ResourceType: "AWS::CloudFormation::Stack",
    ResourceStatus: "CREATE_IN_PROGRESS",
  });
  expect(events.every(({ ClientRequestToken }) => ClientRequestToken === "apply-1")).toBe(true);
  const ofBucket = events.filter(({ LogicalResourceId }) => LogicalResourceId === "Lake");
  expect(ofBucket).toMatchObject([
    { ResourceStatus: "CREATE_IN_PROGRESS", PhysicalResourceId: "" },
    {
      ResourceStatus: "CREATE_IN_PROGRESS",
      ResourceStatusReason: "Resource creation Initiated",
      PhysicalResourceId: "lake",
    },
    { ResourceStatus: "CREATE_COMPLETE", PhysicalResourceId: "lake" },
  ]);
  const place = (id: string, status: string) =>
    events.findIndex((event) => event["LogicalResourceId"] === id && event["ResourceStatus"] === status);
  expect(place("EmrCluster", "CREATE_IN_PROGRESS")).toBeGreaterThan(place("S3Endpoint", "CREATE_COMPLETE"));
  // What does not depend on each other goes on at the same time.
  expect(place("Lake", "CREATE_IN_PROGRESS")).toBeLessThan(place("Vpc", "CREATE_COMPLETE"));

  expect(buckets.get("lake")?.documents["policy"]).toContain("aws:SecureTransport");
  expect(buckets.get("lake")?.documents["lifecycle"]).toContain("<NoncurrentDays>7</NoncurrentDays>");
  expect(buckets.get("lake")?.tags).toMatchObject({
    "loan-tracker:stack": "loan-tracker",
    "aws:cloudformation:logical-id": "Lake",
  });
  expect([...databases]).toEqual(["loan_tracker"]);
  expect([...clusters.values()]).toEqual(["WAITING"]);
  expect(service.tagged().map(({ arn }) => arn)).toContain("arn:aws:s3:::lake");
  expect(new Set(service.leftovers().map(({ type }) => type))).toEqual(
    new Set(["s3:bucket", "elasticmapreduce:cluster", "redshift:cluster", "ec2:instance", "kms:key"]),
  );
});

test("the ledger holds each effect once, whatever is asked again", async () => {
  const { deployed, changeSet, call, effects, ended } = cloudFormationSandbox();
  await changeSet("plan-1", { ClientToken: "plan-1" });
  await deployed({ ClientToken: "plan-1" });
  await call("ExecuteChangeSet", {
    StackName: "loan-tracker",
    ChangeSetName: "plan-1",
    ClientRequestToken: "apply-1",
  });
  await call("UpdateTerminationProtection", {
    StackName: "loan-tracker",
    EnableTerminationProtection: "true",
  });
  await call("UpdateTerminationProtection", {
    StackName: "loan-tracker",
    EnableTerminationProtection: "false",
  });
  const { StackId } = await ended();
  for (let times = 0; times < 2; times += 1) {
    await call("DeleteStack", { StackName: StackId, ClientRequestToken: "away-1" });
    await ended(StackId);
  }
  expect(effects.map(({ operation, name }) => [operation, name])).toEqual([
    ["CreateChangeSet", "plan-1"],
    ["ExecuteChangeSet", "plan-1"],
    ["UpdateTerminationProtection", "loan-tracker"],
    ["UpdateTerminationProtection", "loan-tracker"],
    ["DeleteStack", "loan-tracker"],
  ]);
});

test("a resource that fails takes the others along, and what was made is removed", async () => {
  const { deployed, failing, rows, buckets, clusters, warehouses, databases, service } =
    cloudFormationSandbox();
  failing.set("RedshiftCluster", "Your account has too few nodes left");
  expect(await deployed()).toMatchObject({
    StackStatus: "ROLLBACK_COMPLETE",
    Outputs: [],
  });
  const events = (
    await rows("DescribeStackEvents", "StackEvents", { StackName: "loan-tracker" })
  ).toReversed();
  const failed = events.filter(({ ResourceStatus }) => ResourceStatus === "CREATE_FAILED");
  expect(failed[0]).toMatchObject({
    LogicalResourceId: "RedshiftCluster",
    ResourceStatusReason: expect.stringMatching(
      /^Resource handler returned message: "Your account has too few nodes left" \(RequestToken: .*, HandlerErrorCode: GeneralServiceException\)$/,
    ),
  });
  for (const echo of failed.slice(1)) {
    expect(echo["ResourceStatusReason"]).toBe("Resource creation cancelled");
  }
  expect(events.find(({ ResourceStatus }) => ResourceStatus === "ROLLBACK_IN_PROGRESS")).toMatchObject({
    ResourceStatusReason: expect.stringMatching(
      /^The following resource\(s\) failed to create: \[.*RedshiftCluster.*\]\. Rollback requested by user\.$/,
    ),
  });
  expect([buckets.size, warehouses.size, databases.size]).toEqual([0, 0, 0]);
  expect([...clusters.values()].filter((state) => state !== "TERMINATED")).toEqual([]);
  expect(service.leftovers()).toEqual([]);
  // A key waits for its end for days, and is listed until then.
  expect(service.tagged().map(({ arn }) => arn)).toEqual([expect.stringContaining(":key/")]);
});

test("DescribeEvents gives the failures alone, first cause among them", async () => {
  const { deployed, failing, rows } = cloudFormationSandbox();
  failing.set("AWS::Redshift::Cluster", "no capacity");
  await deployed();
  const failures = await rows("DescribeEvents", "OperationEvents", {
    StackName: "loan-tracker",
    Filters: { FailedEvents: "true" },
  });
  expect(new Set(statuses(failures))).toEqual(new Set(["CREATE_FAILED"]));
  expect(failures.at(-1)).toMatchObject({
    LogicalResourceId: "RedshiftCluster",
    EventType: "PROVISIONING_ERROR",
    OperationType: "CREATE_STACK",
  });
  const all = await rows("DescribeEvents", "OperationEvents", { OperationId: failures[0]?.["OperationId"] });
  expect(all.length).toBeGreaterThan(failures.length);
});

test.each([
  ["DO_NOTHING", "CREATE_FAILED"],
  ["ROLLBACK", "ROLLBACK_COMPLETE"],
])("a failed creation under %s ends in %s", async (OnStackFailure, StackStatus) => {
  const { deployed, failing, buckets } = cloudFormationSandbox();
  failing.set("EmrCluster", "no capacity");
  expect(await deployed({ OnStackFailure })).toMatchObject({ StackStatus });
  expect(buckets.has("lake")).toBe(OnStackFailure === "DO_NOTHING");
});

test("a bucket that somebody makes after the plan makes the stack fail with the reason", async () => {
  const outside = smallWorld();
  const { changeSet, computed, call, ended, rows, buckets } = cloudFormationSandbox(undefined, outside);
  await changeSet("plan-1");
  await computed("plan-1");
  outside.world.lake.createBucket("lake");
  await call("ExecuteChangeSet", { StackName: "loan-tracker", ChangeSetName: "plan-1" });
  expect(await ended()).toMatchObject({ StackStatus: "ROLLBACK_COMPLETE" });
  const events = await rows("DescribeStackEvents", "StackEvents", { StackName: "loan-tracker" });
  expect(
    events.find(
      (event) => event["LogicalResourceId"] === "Lake" && event["ResourceStatus"] === "CREATE_FAILED",
    ),
  ).toMatchObject({ ResourceStatusReason: expect.stringContaining("HandlerErrorCode: AlreadyExists") });
  expect(buckets.has("lake")).toBe(true);
});

test("the warehouse alone, of the first steps on a real account, comes up and goes", async () => {
  const { deployed, call, ended, service } = cloudFormationSandbox();
  const TemplateBody = readFileSync("cloudformation/warehouse-alone.yaml", "utf8");
  const stack = await deployed({ TemplateBody, Parameters: [], Capabilities: [] });
  expect(stack).toMatchObject({
    StackStatus: "CREATE_COMPLETE",
    Outputs: [
      { OutputKey: "RedshiftClusterId", OutputValue: "loan-tracker" },
      {
        OutputKey: "RedshiftSecretArn",
        OutputValue: expect.stringContaining("secret:redshift!loan-tracker"),
      },
    ],
  });
  await call("DeleteStack", { StackName: "loan-tracker" });
  expect(await ended(stack["StackId"])).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
  expect(service.leftovers()).toEqual([]);
});
