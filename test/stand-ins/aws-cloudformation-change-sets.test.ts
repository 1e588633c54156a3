import { expect, test } from "vitest";
import type { Rows } from "../support/aws/cloudformation.ts";
import {
  cloudFormationSandbox,
  ownParameters,
  settled,
  statuses,
  TEMPLATE,
} from "../support/aws/cloudformation.ts";
import { smallWorld } from "../support/aws/sandbox-world.ts";

test("a change set is computed first, and shows all that it will add, page by page", async () => {
  const { changeSet, call, computed, rows, stack } = cloudFormationSandbox();
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

test("an empty list is read as one: the Query protocol writes `Tags=`, as `aws cloudformation deploy` does", async () => {
  const { changeSet, computed } = cloudFormationSandbox();
  await changeSet("plan-1", { Tags: "", NotificationARNs: "" });
  expect(await computed("plan-1")).toMatchObject({ Status: "CREATE_COMPLETE", Tags: [] });
});

test("a token that was used for something else is refused", async () => {
  const { deployed, call } = cloudFormationSandbox();
  await deployed();
  await expect(
    call("DeleteStack", { StackName: "loan-tracker", ClientRequestToken: "apply-1" }),
  ).rejects.toThrow(expect.objectContaining({ code: "TokenAlreadyExistsException" }));
});

test("executing a change set takes its siblings away, and it cannot be executed twice", async () => {
  const { changeSet, computed, deployed, call, rows } = cloudFormationSandbox();
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
  const { changeSet, call } = cloudFormationSandbox();
  const { Id } = await changeSet("plan-1");
  await expect(call("ExecuteChangeSet", { ChangeSetName: Id })).rejects.toThrow(
    /cannot be executed in its current status of \[CREATE_PENDING\]/,
  );
});

test("an update without changes is a failed change set with AWS's sentence", async () => {
  const { deployed, changeSet, computed, call } = cloudFormationSandbox();
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

test("an update shows which resource another parameter changes, and changes nothing by that", async () => {
  const { deployed, changeSet, computed, stack } = cloudFormationSandbox();
  await deployed();
  const Parameters = [
    { ParameterKey: "BucketName", UsePreviousValue: "true" },
    { ParameterKey: "MetabaseAmi", UsePreviousValue: "true" },
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
  expect(await stack()).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
});

test("an update shows what a condition adds, and what is removed", async () => {
  const { deployed, changeSet, computed } = cloudFormationSandbox();
  await deployed();
  const withEndpoint = ownParameters({ EnhancedVpcRouting: "true" });
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
  [{ Parameters: [] }, "ValidationError", "Parameters: [BucketName, MetabaseAmi] must have values"],
  [
    { TemplateBody: VPC },
    "ValidationError",
    "Parameters: [BucketName, MetabaseAmi] do not exist in the template",
  ],
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
  const { changeSet, effects } = cloudFormationSandbox();
  await expect(changeSet("plan-1", more)).rejects.toThrow(expect.objectContaining({ code }));
  await expect(changeSet("plan-1", more)).rejects.toThrow(reason);
  expect(effects).toEqual([]);
});

test("a stack that exists is not created again", async () => {
  const { deployed, changeSet } = cloudFormationSandbox();
  await deployed();
  await expect(changeSet("again")).rejects.toThrow(
    "Stack [loan-tracker] already exists and cannot be created again with the changeSet [again].",
  );
});

test("a change set's name is taken, except for the one who asks with the same token", async () => {
  const { changeSet } = cloudFormationSandbox();
  const { Id } = await changeSet("plan-1", { ClientToken: "one" });
  expect(await changeSet("plan-1", { ClientToken: "one" })).toMatchObject({ Id });
  await expect(changeSet("plan-1", { ClientToken: "two" })).rejects.toThrow(
    expect.objectContaining({ code: "AlreadyExistsException" }),
  );
});

test("a template is told what it needs without a stack", async () => {
  const { call } = cloudFormationSandbox();
  expect(await call("ValidateTemplate", { TemplateBody: TEMPLATE })).toMatchObject({
    Capabilities: ["CAPABILITY_IAM"],
    CapabilitiesReason: expect.stringContaining("AWS::IAM::Role"),
    Parameters: expect.arrayContaining([
      expect.objectContaining({ ParameterKey: "RedshiftNodeType", DefaultValue: "rg.large", NoEcho: false }),
    ]),
  });
});

test("the template comes back as it was given", async () => {
  const { deployed, call } = cloudFormationSandbox();
  await deployed();
  expect(await call("GetTemplate", { StackName: "loan-tracker" })).toMatchObject({ TemplateBody: TEMPLATE });
});

test("what was in progress when the sandbox stopped has failed when it is back, and can be deleted", async () => {
  const outside = smallWorld();
  const before = cloudFormationSandbox(undefined, outside);
  await before.changeSet("plan-1");
  await before.computed("plan-1");
  await before.call("ExecuteChangeSet", { StackName: "loan-tracker", ChangeSetName: "plan-1" });
  await settled(before.stack, () => outside.buckets.has("lake"));
  // The dead process goes on in this test; it must not write into what the new one reads.
  const after = cloudFormationSandbox(new Map(before.saved), outside);
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
