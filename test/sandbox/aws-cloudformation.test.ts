import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createCloudFormation } from "../../sandbox/aws/cloudformation/cloudformation.ts";
import { memorySetting, smallWorld } from "../support/sandbox-world.ts";

const TEMPLATE = readFileSync(new URL("../../cloudformation/loan-tracker.yaml", import.meta.url), "utf8");

type Fields = Record<string, unknown>;
type Rows = readonly Fields[];

/** CloudFormation in a small world of its own, and the moves that the tests make most. */
function sandbox(saved?: Map<string, string>, outside = smallWorld()) {
  const memory = memorySetting(saved);
  const service = createCloudFormation(memory.setting, outside.world);
  const call = async (operation: string, input: Fields = {}): Promise<Fields> => ({
    ...(await service.operations[operation]?.(input)),
  });
  const rows = async (operation: string, list: string, input: Fields = {}): Promise<Rows> => {
    const all: Fields[] = [];
    let NextToken: unknown;
    do {
      const answer = await call(operation, { ...input, ...(NextToken === undefined ? {} : { NextToken }) });
      all.push(...(answer[list] as Rows));
      NextToken = answer["NextToken"];
    } while (NextToken !== undefined);
    return all;
  };
  const stack = async (StackName = "loan-tracker"): Promise<Fields> => {
    const [found = {}] = (await call("DescribeStacks", { StackName }))["Stacks"] as Rows;
    return found;
  };
  const changeSet = (ChangeSetName: string, more: Fields = {}) =>
    call("CreateChangeSet", {
      StackName: "loan-tracker",
      ChangeSetName,
      ChangeSetType: "CREATE",
      TemplateBody: TEMPLATE,
      Capabilities: ["CAPABILITY_IAM"],
      Parameters: [{ ParameterKey: "BucketName", ParameterValue: "lake" }],
      Tags: [{ Key: "loan-tracker:stack", Value: "loan-tracker" }],
      ...more,
    });
  const computed = (ChangeSetName: string): Promise<Fields> =>
    settled(
      () => call("DescribeChangeSet", { StackName: "loan-tracker", ChangeSetName }),
      ({ Status }) => Status === "CREATE_COMPLETE" || Status === "FAILED",
    );
  const ended = (name?: unknown): Promise<Fields> =>
    settled(
      () => stack(name as string | undefined),
      ({ StackStatus }) => !String(StackStatus).endsWith("_IN_PROGRESS"),
    );
  const deployed = async (more: Fields = {}): Promise<Fields> => {
    await changeSet("plan-1", more);
    await computed("plan-1");
    await call("ExecuteChangeSet", {
      StackName: "loan-tracker",
      ChangeSetName: "plan-1",
      ClientRequestToken: "apply-1",
    });
    return ended();
  };
  return { ...memory, ...outside, service, call, rows, stack, changeSet, computed, ended, deployed };
}

async function settled(look: () => Promise<Fields>, isSettled: (seen: Fields) => boolean): Promise<Fields> {
  for (;;) {
    const seen = await look();
    if (isSettled(seen)) return seen;
    await new Promise((go) => setTimeout(go, 2));
  }
}

const statuses = (rows: Rows) => rows.map((row) => row["ResourceStatus"]);

test("a change set is computed first, and shows all that it will add, page by page", async () => {
  const { changeSet, call, computed, rows, stack } = sandbox();
  const { Id } = await changeSet("plan-1");
  expect(await call("DescribeChangeSet", { ChangeSetName: Id })).toMatchObject({
    Status: "CREATE_PENDING",
    ExecutionStatus: "UNAVAILABLE",
    Changes: [],
  });
  expect(await stack()).toMatchObject({ StackStatus: "REVIEW_IN_PROGRESS", Outputs: [] });
  expect(await rows("ListStackResources", "StackResourceSummaries", { StackName: "loan-tracker" })).toEqual(
    [],
  );
  expect(await computed("plan-1")).toMatchObject({ Status: "CREATE_COMPLETE", ExecutionStatus: "AVAILABLE" });
  const changes = await rows("DescribeChangeSet", "Changes", { ChangeSetName: Id });
  expect(changes.length).toBeGreaterThan(40);
  expect(changes).toContainEqual({
    Type: "Resource",
    ResourceChange: {
      Action: "Add",
      LogicalResourceId: "RedshiftCluster",
      ResourceType: "AWS::Redshift::Cluster",
      Scope: [],
      Details: [],
    },
  });
  // Its condition does not hold.
  expect(JSON.stringify(changes)).not.toContain("GlueEndpoint");
});

test("the product's template comes up, in order, with its outputs and tags", async () => {
  const { deployed, rows, service, buckets, databases, clusters } = sandbox();
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
    RedshiftClusterId: expect.stringMatching(/^loan-tracker-redshiftcluster-[a-z0-9]{12}$/),
    RedshiftSecretArn: expect.stringContaining("secret:redshift!"),
    SpectrumRoleArn: expect.stringMatching(/^arn:aws:iam::123456789012:role\/loan-tracker-SpectrumRole-/),
    MetabaseInstanceId: expect.stringMatching(/^i-[0-9a-f]{17}$/),
  });

  const events = (
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
  const { deployed, changeSet, call, effects, ended } = sandbox();
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

test("a token that was used for something else is refused", async () => {
  const { deployed, call } = sandbox();
  await deployed();
  await expect(
    call("DeleteStack", { StackName: "loan-tracker", ClientRequestToken: "apply-1" }),
  ).rejects.toThrow(expect.objectContaining({ code: "TokenAlreadyExistsException" }));
});

test("executing a change set takes its siblings away, and it cannot be executed twice", async () => {
  const { changeSet, computed, deployed, call, rows } = sandbox();
  await changeSet("other");
  await computed("other");
  await deployed();
  expect(await rows("ListChangeSets", "Summaries", { StackName: "loan-tracker" })).toMatchObject([
    { ChangeSetName: "plan-1", ExecutionStatus: "EXECUTE_COMPLETE" },
  ]);
  const which = { StackName: "loan-tracker", ChangeSetName: "plan-1", ClientRequestToken: "apply-2" };
  await expect(call("ExecuteChangeSet", which)).rejects.toThrow(
    expect.objectContaining({ code: "InvalidChangeSetStatus" }),
  );
  await expect(call("ExecuteChangeSet", { ...which, ChangeSetName: "other" })).rejects.toThrow(
    expect.objectContaining({ code: "ChangeSetNotFound", status: 404 }),
  );
});

test("a change set that is still being computed cannot be executed", async () => {
  const { changeSet, call } = sandbox();
  const { Id } = await changeSet("plan-1");
  await expect(call("ExecuteChangeSet", { ChangeSetName: Id })).rejects.toThrow(
    /cannot be executed in its current status of \[CREATE_PENDING\]/,
  );
});

test("a resource that fails takes the others along, and what was made is removed", async () => {
  const { deployed, failing, rows, buckets, clusters, warehouses, databases, service } = sandbox();
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
  expect(service.tagged()).toEqual([]);
});

test("DescribeEvents gives the failures alone, first cause among them", async () => {
  const { deployed, failing, rows } = sandbox();
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
  const { deployed, failing, buckets } = sandbox();
  failing.set("EmrCluster", "no capacity");
  expect(await deployed({ OnStackFailure })).toMatchObject({ StackStatus });
  expect(buckets.has("lake")).toBe(OnStackFailure === "DO_NOTHING");
});

test("a bucket of that name that is somebody's makes the stack fail with the reason", async () => {
  const outside = smallWorld();
  outside.world.lake.createBucket("lake");
  const { deployed, rows, buckets } = sandbox(undefined, outside);
  expect(await deployed()).toMatchObject({ StackStatus: "ROLLBACK_COMPLETE" });
  const events = await rows("DescribeStackEvents", "StackEvents", { StackName: "loan-tracker" });
  expect(
    events.find(
      (event) => event["LogicalResourceId"] === "Lake" && event["ResourceStatus"] === "CREATE_FAILED",
    ),
  ).toMatchObject({ ResourceStatusReason: expect.stringContaining("HandlerErrorCode: AlreadyExists") });
  expect(buckets.has("lake")).toBe(true);
});

test("a bucket that holds something keeps the stack; emptied, a second deletion finishes", async () => {
  const { deployed, call, ended, stack, buckets, rows, clusters } = sandbox();
  const { StackId } = await deployed();
  const lake = buckets.get("lake");
  lake?.objects.push("raw/loan.csv");
  await call("DeleteStack", { StackName: "loan-tracker", ClientRequestToken: "away-1" });
  expect(await ended()).toMatchObject({
    StackStatus: "DELETE_FAILED",
    StackStatusReason: "The following resource(s) failed to delete: [Lake]. ",
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

test("what failed to go can be left behind, and is still told of", async () => {
  const { deployed, call, ended, buckets, service } = sandbox();
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
  const { deployed, call, stack } = sandbox();
  await deployed();
  await call("UpdateTerminationProtection", { StackName: "loan-tracker", EnableTerminationProtection: true });
  await expect(call("DeleteStack", { StackName: "loan-tracker" })).rejects.toThrow(
    "Stack [loan-tracker] cannot be deleted while TerminationProtection is enabled",
  );
  expect(await stack()).toMatchObject({ StackStatus: "CREATE_COMPLETE", EnableTerminationProtection: true });
});

test("resources go in the opposite order of their coming", async () => {
  const { deployed, call, ended, rows } = sandbox();
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
  const { changeSet, computed, call, ended, buckets, service } = sandbox();
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
  const { deployed, call, ended, rows } = sandbox();
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
  const { changeSet, computed, call, ended } = sandbox();
  const { StackId, Id } = await changeSet("plan-1");
  await computed("plan-1");
  await call("DeleteStack", { StackName: "loan-tracker" });
  expect(await ended(StackId)).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
  await expect(call("DescribeChangeSet", { ChangeSetName: Id })).rejects.toThrow(
    expect.objectContaining({ code: "ChangeSetNotFound" }),
  );
});

test("an update without changes is a failed change set with AWS's sentence", async () => {
  const { deployed, changeSet, computed, call } = sandbox();
  await deployed();
  await changeSet("same", { ChangeSetType: "UPDATE" });
  expect(await computed("same")).toMatchObject({
    Status: "FAILED",
    ExecutionStatus: "UNAVAILABLE",
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
    Changes: [],
  });
  await expect(
    call("ExecuteChangeSet", { StackName: "loan-tracker", ChangeSetName: "same" }),
  ).rejects.toThrow(expect.objectContaining({ code: "InvalidChangeSetStatus" }));
  await call("DeleteChangeSet", { StackName: "loan-tracker", ChangeSetName: "same" });
});

test("an update shows which resource another parameter changes, and is not carried out in pretense", async () => {
  const { deployed, changeSet, computed, call, stack } = sandbox();
  await deployed();
  const Parameters = [
    { ParameterKey: "BucketName", UsePreviousValue: "true" },
    { ParameterKey: "RedshiftNodeType", ParameterValue: "ra3.large" },
    { ParameterKey: "EmrReleaseLabel", ParameterValue: "emr-7.13.0" },
  ];
  await changeSet("bigger", { ChangeSetType: "UPDATE", Parameters });
  const { Changes } = await computed("bigger");
  const changed = (
    name: string,
    Replacement: string,
    property: string,
    parameter: string,
    recreation: string,
  ) => ({
    Type: "Resource",
    ResourceChange: {
      Action: "Modify",
      LogicalResourceId: name,
      Replacement,
      Details: [
        {
          Target: { Attribute: "Properties", Name: property, RequiresRecreation: recreation },
          ChangeSource: "ParameterReference",
          CausingEntity: parameter,
        },
      ],
    },
  });
  expect(Changes).toMatchObject([
    changed("EmrCluster", "True", "ReleaseLabel", "EmrReleaseLabel", "Always"),
    changed("RedshiftCluster", "False", "NodeType", "RedshiftNodeType", "Never"),
  ]);
  await expect(
    call("ExecuteChangeSet", { StackName: "loan-tracker", ChangeSetName: "bigger" }),
  ).rejects.toThrow(expect.objectContaining({ code: "NotImplemented" }));
  expect(await stack()).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
});

test("an update shows what a condition adds, and what is removed", async () => {
  const { deployed, changeSet, computed } = sandbox();
  await deployed();
  const withEndpoint = [
    { ParameterKey: "BucketName", ParameterValue: "lake" },
    { ParameterKey: "EnhancedVpcRouting", ParameterValue: "true" },
  ];
  await changeSet("closer", { ChangeSetType: "UPDATE", Parameters: withEndpoint });
  const { Changes } = await computed("closer");
  expect((Changes as Rows).map(({ ResourceChange }) => ResourceChange)).toMatchObject([
    { Action: "Add", LogicalResourceId: "GlueEndpointGroup" },
    { Action: "Add", LogicalResourceId: "GlueEndpoint" },
    { Action: "Modify", LogicalResourceId: "RedshiftCluster" },
  ]);
  await changeSet("less", {
    ChangeSetType: "UPDATE",
    TemplateBody: TEMPLATE.replace(/ {2}PublicRoutesA:\n(.*\n){4}/, "").replace(", PublicRoutesA", ""),
  });
  expect((await computed("less"))["Changes"]).toMatchObject([
    { ResourceChange: { Action: "Remove", LogicalResourceId: "PublicRoutesA" } },
  ]);
});

const VPC = "Resources: {Vpc: {Type: AWS::EC2::VPC}}";
test.each([
  [{ Capabilities: [] }, "InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_IAM]"],
  [
    {
      TemplateBody:
        "Resources: {Role: {Type: AWS::IAM::Role, Properties: {RoleName: mine, AssumeRolePolicyDocument: {}}}}",
      Parameters: [],
    },
    "InsufficientCapabilitiesException",
    "Requires capabilities : [CAPABILITY_NAMED_IAM]",
  ],
  [{ ChangeSetType: "UPDATE" }, "ValidationError", "Stack [loan-tracker] does not exist"],
  [{ Parameters: [] }, "ValidationError", "Parameters: [BucketName] must have values"],
  [{ TemplateBody: VPC }, "ValidationError", "Parameters: [BucketName] do not exist in the template"],
  [{ TemplateBody: "Resources: [" }, "ValidationError", "YAML not well-formed. (line 1,"],
  [{ TemplateBody: `${VPC}${" ".repeat(52_000)}` }, "ValidationError", "less than or equal to 51200"],
  [
    { ChangeSetName: "plan_1" },
    "ValidationError",
    "Value 'plan_1' at 'changeSetName' failed to satisfy constraint",
  ],
  [{ StackName: undefined }, "ValidationError", "Value null at 'stackName' failed to satisfy constraint"],
  [{ DeploymentConfig: { Mode: "EXPRESS" } }, "NotImplemented", "deployment mode EXPRESS"],
  [{ ChangeSetType: "IMPORT" }, "NotImplemented", "no imports"],
])("a change set with %j is refused: %s", async (more, code, reason) => {
  const { changeSet, effects } = sandbox();
  await expect(changeSet("plan-1", more)).rejects.toThrow(expect.objectContaining({ code }));
  await expect(changeSet("plan-1", more)).rejects.toThrow(reason);
  expect(effects).toEqual([]);
});

test("a stack that exists is not created again", async () => {
  const { deployed, changeSet } = sandbox();
  await deployed();
  await expect(changeSet("again")).rejects.toThrow(
    "Stack [loan-tracker] already exists and cannot be created again with the changeSet [again].",
  );
});

test("a change set's name is taken, except for the one who asks with the same token", async () => {
  const { changeSet } = sandbox();
  const { Id } = await changeSet("plan-1", { ClientToken: "one" });
  expect(await changeSet("plan-1", { ClientToken: "one" })).toMatchObject({ Id });
  await expect(changeSet("plan-1", { ClientToken: "two" })).rejects.toThrow(
    expect.objectContaining({ code: "AlreadyExistsException" }),
  );
});

test("a template is told what it needs without a stack", async () => {
  const { call } = sandbox();
  expect(await call("ValidateTemplate", { TemplateBody: TEMPLATE })).toMatchObject({
    Capabilities: ["CAPABILITY_IAM"],
    CapabilitiesReason: expect.stringContaining("AWS::IAM::Role"),
    Parameters: expect.arrayContaining([
      expect.objectContaining({ ParameterKey: "RedshiftNodeType", DefaultValue: "rg.large", NoEcho: false }),
    ]),
  });
});

test("the template comes back as it was given", async () => {
  const { deployed, call } = sandbox();
  await deployed();
  expect(await call("GetTemplate", { StackName: "loan-tracker" })).toMatchObject({ TemplateBody: TEMPLATE });
});

test("what was in progress when the sandbox stopped has failed when it is back, and can be deleted", async () => {
  const outside = smallWorld();
  const before = sandbox(undefined, outside);
  await before.changeSet("plan-1");
  await before.computed("plan-1");
  await before.call("ExecuteChangeSet", { StackName: "loan-tracker", ChangeSetName: "plan-1" });
  await settled(before.stack, () => outside.buckets.has("lake"));
  // The dead process goes on in this test; it must not write into what the new one reads.
  const after = sandbox(new Map(before.saved), outside);
  expect(await after.stack()).toMatchObject({ StackStatus: "CREATE_FAILED" });
  const resources = await after.rows("ListStackResources", "StackResourceSummaries", {
    StackName: "loan-tracker",
  });
  expect(statuses(resources).filter((status) => String(status).endsWith("IN_PROGRESS"))).toEqual([]);
  expect(resources.find(({ LogicalResourceId }) => LogicalResourceId === "Lake")).toMatchObject({
    ResourceStatus: expect.stringMatching(/^CREATE_(FAILED|COMPLETE)$/),
  });
  await before.ended();
  const { StackId } = await after.stack();
  await after.call("DeleteStack", { StackName: "loan-tracker" });
  expect(await after.ended(StackId)).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
  expect(outside.buckets.size).toBe(0);
});
