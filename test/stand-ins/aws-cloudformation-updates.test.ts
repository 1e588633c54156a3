import { expect, test } from "vitest";
import type { Fields, Rows } from "../support/aws/cloudformation.ts";
import { cloudFormationSandbox, ownParameters, settled, TEMPLATE } from "../support/aws/cloudformation.ts";

/** A stack that is there and is changed: in place, anew, in part, and back again. */

/** A sandbox whose stack is deployed, and what an update of it is asked for with. */
async function standing(template = TEMPLATE, first: Fields = {}) {
  const sandbox = cloudFormationSandbox();
  await sandbox.deployed({ TemplateBody: template, ...first });
  const plan = async (name: string, more: Fields): Promise<Fields> => {
    await sandbox.changeSet(name, { ChangeSetType: "UPDATE", TemplateBody: template, ...first, ...more });
    return sandbox.computed(name);
  };
  /** Of all pages. */
  const changes = async (name: string, more: Fields): Promise<Rows> => {
    await plan(name, more);
    return sandbox.rows("DescribeChangeSet", "Changes", { StackName: "loan-tracker", ChangeSetName: name });
  };
  const execute = async (name: string): Promise<Fields> => {
    await sandbox.call("ExecuteChangeSet", {
      StackName: "loan-tracker",
      ChangeSetName: name,
      ClientRequestToken: `apply-${name}`,
    });
    return sandbox.ended();
  };
  const update = async (name: string, more: Fields): Promise<Fields> => {
    expect(await plan(name, more)).toMatchObject({ Status: "CREATE_COMPLETE" });
    return execute(name);
  };
  /** `Lake UPDATE_COMPLETE`, oldest first, of the operation that the change set of that name began. */
  const told = async (name: string): Promise<readonly string[]> =>
    (await rowsOf(`apply-${name}`)).map(
      ({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`,
    );
  const rowsOf = async (token: string): Promise<Rows> =>
    (await sandbox.rows("DescribeStackEvents", "StackEvents", { StackName: "loan-tracker" }))
      .filter(({ ClientRequestToken }) => ClientRequestToken === token)
      .toReversed();
  const resource = async (logicalId: string): Promise<Fields | undefined> =>
    (await sandbox.rows("ListStackResources", "StackResourceSummaries", { StackName: "loan-tracker" })).find(
      ({ LogicalResourceId }) => LogicalResourceId === logicalId,
    );
  return { ...sandbox, plan, changes, execute, update, told, rowsOf, resource };
}

test("a parameter is changed in place, and what it changes is changed in the world", async () => {
  const { update, told, buckets, resource, stack, rows } = await standing();
  const lake = await resource("Lake");
  expect(buckets.get("lake")?.documents["lifecycle"]).toContain("<Days>30</Days>");
  await update("longer", { Parameters: ownParameters({ LogRetentionDays: "90" }) });
  expect(await stack()).toMatchObject({
    StackStatus: "UPDATE_COMPLETE",
    LastUpdatedTime: expect.any(Date),
    Parameters: expect.arrayContaining([
      expect.objectContaining({ ParameterKey: "LogRetentionDays", ParameterValue: "90" }),
    ]),
  });
  expect(buckets.get("lake")?.documents["lifecycle"]).toContain("<Days>90</Days>");
  expect(await resource("Lake")).toMatchObject({
    PhysicalResourceId: lake?.["PhysicalResourceId"],
    ResourceStatus: "UPDATE_COMPLETE",
  });
  expect(await told("longer")).toEqual([
    "loan-tracker UPDATE_IN_PROGRESS",
    "Lake UPDATE_IN_PROGRESS",
    "Lake UPDATE_COMPLETE",
    "loan-tracker UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    "loan-tracker UPDATE_COMPLETE",
  ]);
  const events = await rows("DescribeEvents", "OperationEvents", { StackName: "loan-tracker" });
  expect(events[0]).toMatchObject({ OperationType: "UPDATE_STACK", ResourceStatus: "UPDATE_COMPLETE" });
  expect(await rows("ListChangeSets", "Summaries", { StackName: "loan-tracker" })).toMatchObject([
    { ChangeSetName: "longer", ExecutionStatus: "EXECUTE_COMPLETE" },
  ]);
});

test("tags of the stack reach what carries tags", async () => {
  const { update, buckets, warehouses } = await standing();
  await update("tagged", {
    Tags: [
      { Key: "loan-tracker:stack", Value: "loan-tracker" },
      { Key: "cost-center", Value: "7" },
    ],
  });
  expect(buckets.get("lake")?.tags).toMatchObject({ "cost-center": "7" });
  const [warehouse] = [...warehouses.values()];
  expect(warehouse?.["Tags"]).toContainEqual({ Key: "cost-center", Value: "7" });
});

test("a subnet in another zone is refused, because the old one still has its addresses", async () => {
  const { update, rowsOf, resource } = await standing();
  const before = await resource("PrivateSubnetA");
  await update("moved", { Parameters: ownParameters({ Zone: "us-west-1c", SecondZone: "us-west-1a" }) });
  const refused = (await rowsOf("apply-moved")).filter(
    ({ ResourceStatus, ResourceType }) =>
      ResourceStatus === "UPDATE_FAILED" && ResourceType === "AWS::EC2::Subnet",
  );
  expect(refused[0]?.["ResourceStatusReason"]).toMatch(
    /The CIDR '10\.20\.[\d./]+' conflicts with another subnet/,
  );
  expect(await resource("PrivateSubnetA")).toMatchObject({
    PhysicalResourceId: before?.["PhysicalResourceId"],
  });
});

test("a create-only property makes a new one first, whose users follow, and the old one goes last", async () => {
  const { update, told, rowsOf, resource, clusters, stack } = await standing();
  const before = (await resource("EmrCluster"))?.["PhysicalResourceId"];
  await update("release", { Parameters: ownParameters({ EmrReleaseLabel: "emr-7.13.0" }) });
  const after = (await resource("EmrCluster"))?.["PhysicalResourceId"];
  expect(after).not.toBe(before);
  expect(await told("release")).toEqual([
    "loan-tracker UPDATE_IN_PROGRESS",
    "EmrCluster UPDATE_IN_PROGRESS",
    "EmrCluster UPDATE_IN_PROGRESS",
    "EmrCluster UPDATE_COMPLETE",
    "loan-tracker UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    "EmrCluster DELETE_IN_PROGRESS",
    "EmrCluster DELETE_COMPLETE",
    "loan-tracker UPDATE_COMPLETE",
  ]);
  const [, first, second, , , removal] = await rowsOf("apply-release");
  expect(first).toMatchObject({
    PhysicalResourceId: before,
    ResourceStatusReason:
      "Requested update requires the creation of a new physical resource; hence creating one.",
  });
  expect(second).toMatchObject({
    PhysicalResourceId: after,
    ResourceStatusReason: "Resource creation Initiated",
  });
  expect(removal).toMatchObject({ PhysicalResourceId: before });
  expect([...clusters]).toEqual([
    [before, "TERMINATED"],
    [after, "WAITING"],
  ]);
  expect((await stack())["Outputs"]).toContainEqual(
    expect.objectContaining({ OutputKey: "EmrClusterId", OutputValue: after }),
  );
});

test("what is new is made and what is no more is removed", async () => {
  const { update, told, resource, stack } = await standing();
  await update("closer", { Parameters: ownParameters({ EnhancedVpcRouting: "true" }) });
  expect(await resource("GlueEndpoint")).toMatchObject({ ResourceStatus: "CREATE_COMPLETE" });
  await update("apart", { Parameters: ownParameters({ EnhancedVpcRouting: "false" }) });
  expect(await resource("GlueEndpoint")).toBeUndefined();
  const events = await told("apart");
  expect(events.indexOf("GlueEndpoint DELETE_COMPLETE")).toBeLessThan(
    events.indexOf("GlueEndpointGroup DELETE_IN_PROGRESS"),
  );
  expect(events.indexOf("loan-tracker UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")).toBeLessThan(
    events.indexOf("GlueEndpoint DELETE_IN_PROGRESS"),
  );
  expect(await stack()).toMatchObject({ StackStatus: "UPDATE_COMPLETE" });
});

test("a failure takes everything back, and the old version stands", async () => {
  const { update, told, rowsOf, failing, buckets, clusters, resource, stack } = await standing();
  const before = (await resource("EmrCluster"))?.["PhysicalResourceId"];
  const outputs = (await stack())["Outputs"];
  failing.set("EmrCluster", "no capacity");
  expect(
    await update("both", {
      Parameters: ownParameters({ LogRetentionDays: "90", EmrReleaseLabel: "emr-7.13.0" }),
    }),
  ).toMatchObject({
    StackStatus: "UPDATE_ROLLBACK_COMPLETE",
    Outputs: outputs,
    Parameters: expect.arrayContaining([
      expect.objectContaining({ ParameterKey: "LogRetentionDays", ParameterValue: "30" }),
    ]),
  });
  expect(buckets.get("lake")?.documents["lifecycle"]).toContain("<Days>30</Days>");
  expect(await resource("EmrCluster")).toMatchObject({
    PhysicalResourceId: before,
    ResourceStatus: "UPDATE_COMPLETE",
  });
  expect([...clusters]).toEqual([[before, "WAITING"]]);
  const events = await told("both");
  expect(events.slice(events.indexOf("EmrCluster UPDATE_FAILED"))).toEqual([
    "EmrCluster UPDATE_FAILED",
    "loan-tracker UPDATE_ROLLBACK_IN_PROGRESS",
    "Lake UPDATE_IN_PROGRESS",
    "Lake UPDATE_COMPLETE",
    "EmrCluster UPDATE_IN_PROGRESS",
    "EmrCluster UPDATE_COMPLETE",
    "loan-tracker UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
    "loan-tracker UPDATE_ROLLBACK_COMPLETE",
  ]);
  expect(await rowsOf("apply-both")).toContainEqual(
    expect.objectContaining({
      ResourceStatus: "UPDATE_ROLLBACK_IN_PROGRESS",
      ResourceStatusReason: "The following resource(s) failed to update: [EmrCluster]. ",
    }),
  );
  // The next one is planned against what stands, and works.
  expect(
    await update("again", { Parameters: ownParameters({ EmrReleaseLabel: "emr-7.13.0" }) }),
  ).toMatchObject({
    StackStatus: "UPDATE_COMPLETE",
  });
});

test("what was made anew before something else failed is removed again", async () => {
  const { update, failing, clusters, resource, call, rows } = await standing();
  const before = (await resource("EmrCluster"))?.["PhysicalResourceId"];
  // The new VPC replaces nearly everything; the warehouse is the last to move.
  failing.set("RedshiftCluster", "no nodes");
  const moved = TEMPLATE.replace("CidrBlock: 10.20.0.0/16", "CidrBlock: 10.20.0.0/15");
  await update("moved", { TemplateBody: moved });
  expect(await resource("EmrCluster")).toMatchObject({ PhysicalResourceId: before });
  expect([...clusters].filter(([, state]) => state === "WAITING").map(([id]) => id)).toEqual([before]);
  const vpcs = (await rows("ListStackResources", "StackResourceSummaries", { StackName: "loan-tracker" }))
    .filter(({ ResourceType }) => ResourceType === "AWS::EC2::VPC")
    .map(({ PhysicalResourceId }) => PhysicalResourceId);
  expect(vpcs).toHaveLength(1);
  await call("DeleteStack", { StackName: "loan-tracker" });
});

test("a rollback that fails too can be continued, also past the resource that hinders it", async () => {
  const { plan, call, failing, stack, buckets, ended, resource } = await standing();
  await plan("both", {
    Parameters: ownParameters({ LogRetentionDays: "90", EmrReleaseLabel: "emr-7.13.0" }),
  });
  failing.set("EmrCluster", "no capacity");
  await call("ExecuteChangeSet", { StackName: "loan-tracker", ChangeSetName: "both" });
  await settled(
    () => stack(),
    ({ StackStatus }) =>
      StackStatus !== "UPDATE_IN_PROGRESS" ||
      buckets.get("lake")?.documents["lifecycle"]?.includes("<Days>90</Days>") === true,
  );
  failing.set("Lake", "Access Denied");
  expect(await ended()).toMatchObject({
    StackStatus: "UPDATE_ROLLBACK_FAILED",
    StackStatusReason: "The following resource(s) failed to update: [Lake]. ",
  });
  await expect(
    call("CreateChangeSet", { StackName: "loan-tracker", ChangeSetName: "next", UsePreviousTemplate: true }),
  ).rejects.toThrow(/is in UPDATE_ROLLBACK_FAILED state and can not be updated/);
  await expect(
    call("ContinueUpdateRollback", { StackName: "loan-tracker", ResourcesToSkip: ["Vpc"] }),
  ).rejects.toThrow(expect.objectContaining({ code: "ValidationError" }));
  await call("ContinueUpdateRollback", { StackName: "loan-tracker", ClientRequestToken: "go-on" });
  expect(await ended()).toMatchObject({ StackStatus: "UPDATE_ROLLBACK_COMPLETE" });
  expect(buckets.get("lake")?.documents["lifecycle"]).toContain("<Days>30</Days>");
  expect(await resource("Lake")).toMatchObject({ ResourceStatus: "UPDATE_COMPLETE" });
});

test("an update is canceled only while it goes on: what was changed is changed back, what is new goes", async () => {
  const { plan, call, stack, buckets, rowsOf, resource, ended } = await standing();
  const refused = "CancelUpdateStack cannot be called from current stack status";
  await expect(call("CancelUpdateStack", { StackName: "loan-tracker" })).rejects.toThrow(
    expect.objectContaining({ code: "ValidationError", message: refused }),
  );
  await expect(call("CancelUpdateStack", { StackName: "nobodys" })).rejects.toThrow(
    expect.objectContaining({ code: "ValidationError", message: "Stack [nobodys] does not exist" }),
  );
  const before = (await resource("EmrCluster"))?.["PhysicalResourceId"];
  const Parameters = ownParameters({ LogRetentionDays: "90", EmrReleaseLabel: "emr-7.13.0" });
  await plan("both", { Parameters });
  await call("ExecuteChangeSet", { StackName: "loan-tracker", ChangeSetName: "both" });
  await settled(
    async () => ({ ...(await resource("EmrCluster")) }),
    ({ ResourceStatus }) => ResourceStatus === "UPDATE_IN_PROGRESS",
  );
  expect(buckets.get("lake")?.documents["lifecycle"]).toContain("<Days>90</Days>");
  const cancel = { StackName: "loan-tracker", ClientRequestToken: "no-more" };
  expect(await call("CancelUpdateStack", cancel)).toEqual({});
  expect(await stack()).toMatchObject({
    StackStatus: "UPDATE_ROLLBACK_IN_PROGRESS",
    StackStatusReason: "User Initiated",
  });
  // The same token again is the same cancel; another one is one too many.
  await call("CancelUpdateStack", cancel);
  await expect(call("CancelUpdateStack", { StackName: "loan-tracker" })).rejects.toThrow(refused);
  expect(await ended()).toMatchObject({ StackStatus: "UPDATE_ROLLBACK_COMPLETE" });
  expect(buckets.get("lake")?.documents["lifecycle"]).toContain("<Days>30</Days>");
  expect(await resource("EmrCluster")).toMatchObject({ PhysicalResourceId: before });
  const told = (await rowsOf("no-more")).map(
    (row) => `${row["LogicalResourceId"]} ${row["ResourceStatus"]} ${row["ResourceStatusReason"] ?? ""}`,
  );
  expect(told[0]).toBe("loan-tracker UPDATE_ROLLBACK_IN_PROGRESS User Initiated");
  expect(told).toContain("EmrCluster UPDATE_FAILED Resource update cancelled");
});

const NAMED = `
Parameters: {Prefix: {Type: String, Default: ''}, Database: {Type: String, Default: loans}}
Resources:
  Warehouse:
    Type: AWS::Redshift::Cluster
    UpdateReplacePolicy: Snapshot
    Properties:
      ClusterIdentifier: !Sub 'bank\${Prefix}'
      ClusterType: single-node
      NodeType: rg.large
      DBName: !Ref Database
      MasterUsername: admin
      ManageMasterPassword: true
  Lake:
    Type: AWS::S3::Bucket
    UpdateReplacePolicy: Retain
    Properties: {BucketName: !Sub 'lake\${Prefix}'}
`;
const prefixed = (values: Readonly<Record<string, string>>) => ({
  Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  })),
});

test("what has a name of its own is not made anew under it, in CloudFormation's words", async () => {
  const { update, rowsOf, warehouses, told } = await standing(NAMED, { Parameters: [] });
  expect(await update("other", prefixed({ Database: "credits" }))).toMatchObject({
    StackStatus: "UPDATE_ROLLBACK_COMPLETE",
  });
  expect(await rowsOf("apply-other")).toContainEqual(
    expect.objectContaining({
      LogicalResourceId: "Warehouse",
      ResourceStatus: "UPDATE_FAILED",
      ResourceStatusReason:
        "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename bank and update the stack again.",
    }),
  );
  expect(await told("other")).not.toContain("Warehouse DELETE_IN_PROGRESS");
  expect(warehouses.get("bank")).toMatchObject({ DBName: "loans" });
});

test("under another name it is, and its policy says what is left of the old one", async () => {
  const { update, told, warehouses, buckets, snapshots, service } = await standing(NAMED, {
    Parameters: [],
  });
  await update("renamed", prefixed({ Prefix: "-two" }));
  expect([...warehouses.keys()]).toEqual(["bank-two"]);
  expect(snapshots).toEqual(["bank"]);
  expect([...buckets.keys()]).toEqual(["lake", "lake-two"]);
  expect(await told("renamed")).toContain("Lake DELETE_SKIPPED");
  expect(service.leftovers().map(({ id }) => id)).toEqual(["bank-two", "lake-two", "lake"]);
});

test("an old one that cannot be deleted is left alone, and the stack says so", async () => {
  const template = NAMED.replace("UpdateReplacePolicy: Retain", "UpdateReplacePolicy: Delete");
  const { update, buckets, told, service } = await standing(template, { Parameters: [] });
  buckets.get("lake")?.objects.push("raw/loan.csv");
  expect(await update("renamed", { TemplateBody: template, ...prefixed({ Prefix: "-two" }) })).toMatchObject({
    StackStatus: "UPDATE_COMPLETE",
    StackStatusReason: "Update successful. One or more resources could not be deleted.",
  });
  expect((await told("renamed")).filter((line) => line === "Lake DELETE_FAILED")).toHaveLength(3);
  expect(service.leftovers().map(({ id }) => id)).toContain("lake");
});

test("a stack that is being updated can be neither updated nor deleted", async () => {
  const { plan, call, ended } = await standing();
  await plan("longer", { Parameters: ownParameters({ LogRetentionDays: "90" }) });
  await call("ExecuteChangeSet", { StackName: "loan-tracker", ChangeSetName: "longer" });
  await expect(call("DeleteStack", { StackName: "loan-tracker" })).rejects.toThrow(
    /cannot be deleted while in status UPDATE_IN_PROGRESS/,
  );
  await expect(
    call("CreateChangeSet", { StackName: "loan-tracker", ChangeSetName: "next", UsePreviousTemplate: true }),
  ).rejects.toThrow(/is in UPDATE_IN_PROGRESS state and can not be updated/);
  await ended();
});

/** `Lake`, and how its change may make it anew, by the property and what changes it. */
const changesOf = (changes: Rows) =>
  Object.fromEntries(
    changes.map(({ ResourceChange }) => {
      const { LogicalResourceId, Replacement, Details } = ResourceChange as Fields;
      const details = (Details as Rows).map(({ Target, Evaluation, ChangeSource, CausingEntity }) => {
        const { Name, RequiresRecreation } = Target as Fields;
        return [Name, RequiresRecreation, Evaluation, ChangeSource, CausingEntity].join(" ");
      });
      return [LogicalResourceId, { Replacement, details: [...new Set(details)] }];
    }),
  );

test("a plan also names those that use an attribute of what changes, as AWS does without knowing better", async () => {
  const { changes: changesIn } = await standing();
  const changes = changesOf(
    await changesIn("longer", { Parameters: ownParameters({ LogRetentionDays: "90" }) }),
  );
  expect(changes["Lake"]).toEqual({
    Replacement: "False",
    details: ["LifecycleConfiguration Never Static ParameterReference LogRetentionDays"],
  });
  expect(changes["EmrInstanceRole"]).toEqual({
    Replacement: "False",
    details: ["Policies Never Dynamic ResourceAttribute Lake.Arn"],
  });
  // Only by its name, which stays.
  expect(changes["EmrInstanceProfile"]).toBeUndefined();
  expect(changes["EmrCluster"]).toBeUndefined();
});

test("a plan tells for certain what a new physical id makes anew, and as possible what an attribute may", async () => {
  const { changes: changesIn } = await standing();
  const moved = TEMPLATE.replace("CidrBlock: 10.20.0.0/16", "CidrBlock: 10.20.0.0/15");
  const changes = changesOf(await changesIn("moved", { TemplateBody: moved }));
  expect(changes["Vpc"]?.Replacement).toBe("True");
  expect(changes["PrivateSubnetA"]).toEqual({
    Replacement: "True",
    details: ["VpcId Always Static ResourceReference Vpc"],
  });
  expect(changes["EmrCluster"]?.Replacement).toBe("Conditional");
  expect(changes["RedshiftCluster"]?.Replacement).toBe("False");

  const keyed = TEMPLATE.replace("Disks of the EMR nodes of", "Disks of the nodes of");
  const ofKey = changesOf(await changesIn("keyed", { TemplateBody: keyed }));
  expect(ofKey["EmrDiskKey"]?.Replacement).toBe("False");
  expect(ofKey["EmrSecurity"]).toEqual({
    Replacement: "Conditional",
    details: ["SecurityConfiguration Always Dynamic ResourceAttribute EmrDiskKey.Arn"],
  });
  expect(ofKey["EmrCluster"]).toEqual({
    Replacement: "Conditional",
    details: ["SecurityConfiguration Always Dynamic ResourceReference EmrSecurity"],
  });
});
