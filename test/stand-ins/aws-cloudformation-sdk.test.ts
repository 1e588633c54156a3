import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  paginateDescribeStackEvents,
  paginateListStackResources,
  UpdateTerminationProtectionCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Aws } from "../../sandbox/aws/main.ts";
import { startAws } from "../../sandbox/aws/main.ts";
import { ownParameters } from "../support/aws/cloudformation.ts";

const TEMPLATE = readFileSync(new URL("../../cloudformation/loan-tracker.yaml", import.meta.url), "utf8");
const home = mkdtempSync(join(tmpdir(), "cloudformation-"));
const patience = { minDelay: 1, maxDelay: 1, maxWaitTime: 30 };

let aws: Aws;
let client: CloudFormationClient;

beforeAll(async () => {
  aws = await startAws({ port: 0, home, speed: 2000 });
  const credentials = { accessKeyId: "sandbox", secretAccessKey: "sandbox" };
  client = new CloudFormationClient({ endpoint: aws.url, region: "us-west-1", credentials });
});

afterAll(async () => {
  client.destroy();
  await aws.close();
  rmSync(home, { recursive: true });
});

async function plan(StackName: string, parameters: Readonly<Record<string, string>> = {}) {
  const { Id: ChangeSetName } = await client.send(
    new CreateChangeSetCommand({
      StackName,
      ChangeSetName: "plan-1",
      ChangeSetType: "CREATE",
      TemplateBody: TEMPLATE,
      Capabilities: ["CAPABILITY_IAM"],
      Parameters: ownParameters({ BucketName: `${StackName}-lake`, ...parameters }),
      Tags: [{ Key: "loan-tracker:stack", Value: StackName }],
    }),
  );
  await waitUntilChangeSetCreateComplete({ client, ...patience }, { ChangeSetName });
  return { ChangeSetName };
}

async function collect<Page>(pages: AsyncIterable<Page>): Promise<readonly Page[]> {
  const all: Page[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

test("the SDK's own waiters and paginators see a stack come up and go", async () => {
  const which = await plan("loan-tracker");
  await client.send(new ExecuteChangeSetCommand({ ...which, ClientRequestToken: "apply-1" }));
  await waitUntilStackCreateComplete({ client, ...patience }, { StackName: "loan-tracker" });

  const { Stacks: [stack] = [] } = await client.send(
    new DescribeStacksCommand({ StackName: "loan-tracker" }),
  );
  expect(stack).toMatchObject({
    StackStatus: "CREATE_COMPLETE",
    CreationTime: expect.any(Date),
    EnableTerminationProtection: false,
    Tags: [{ Key: "loan-tracker:stack", Value: "loan-tracker" }],
  });
  // The stack knows of its cluster and its lake, and so do EMR and S3: each is one piece.
  const seen = async (path: string) =>
    ((await (await fetch(`${aws.url}/sandbox/${path}`)).json()) as { leftovers: { type: string }[] })
      .leftovers;
  const pieces = await seen("leftovers");
  expect(pieces.map(({ type }) => type).toSorted()).toEqual([
    "ec2:instance",
    "elasticmapreduce:cluster",
    "kms:key",
    "redshift:cluster",
    "s3:bucket",
  ]);
  expect(await seen("console")).toEqual(pieces);
  expect(stack?.Outputs).toContainEqual(
    expect.objectContaining({ OutputKey: "BucketName", OutputValue: "loan-tracker-lake" }),
  );
  const resources = await collect(paginateListStackResources({ client }, { StackName: "loan-tracker" }));
  expect(resources.length).toBeGreaterThan(1);
  const summaries = resources.flatMap(({ StackResourceSummaries = [] }) => StackResourceSummaries);
  expect(new Set(summaries.map(({ ResourceStatus }) => ResourceStatus))).toEqual(
    new Set(["CREATE_COMPLETE"]),
  );
  const pages = await collect(paginateDescribeStackEvents({ client }, { StackName: "loan-tracker" }));
  const events = pages.flatMap(({ StackEvents = [] }) => StackEvents);
  expect(new Set(events.map(({ EventId }) => EventId)).size).toBe(events.length);
  expect(events[0]).toMatchObject({ ResourceStatus: "CREATE_COMPLETE", ClientRequestToken: "apply-1" });

  const protect = (EnableTerminationProtection: boolean) =>
    client.send(
      new UpdateTerminationProtectionCommand({ StackName: "loan-tracker", EnableTerminationProtection }),
    );
  const remove = () =>
    client.send(new DeleteStackCommand({ StackName: "loan-tracker", ClientRequestToken: "away-1" }));
  await protect(true);
  await expect(remove()).rejects.toThrow(/TerminationProtection is enabled/);
  await protect(false);
  await remove();
  await waitUntilStackDeleteComplete({ client, ...patience }, { StackName: stack?.StackId });
  const left = await fetch(`${aws.url}/sandbox/leftovers`);
  expect(await left.json()).toEqual({ leftovers: [] });
});

test("a failure that the control door plans is the first one that DescribeEvents tells of", async () => {
  await fetch(`${aws.url}/sandbox/faults`, {
    method: "POST",
    body: JSON.stringify({
      service: "cloudformation",
      operation: "RedshiftCluster",
      kind: "fail-resource",
      times: 1,
    }),
  });
  const which = await plan("loan-tracker-two");
  await client.send(new ExecuteChangeSetCommand(which));
  await expect(
    waitUntilStackCreateComplete({ client, ...patience }, { StackName: "loan-tracker-two" }),
  ).rejects.toThrow(/ROLLBACK/);
  const { OperationEvents = [] } = await client.send(
    new DescribeEventsCommand({ StackName: "loan-tracker-two", Filters: { FailedEvents: true } }),
  );
  expect(OperationEvents.at(-1)).toMatchObject({
    LogicalResourceId: "RedshiftCluster",
    EventType: "PROVISIONING_ERROR",
    ResourceStatus: "CREATE_FAILED",
    ResourceStatusReason: expect.stringMatching(/^Resource handler returned message: /),
    Timestamp: expect.any(Date),
  });
});

test("errors arrive under the SDK's names", async () => {
  const named = (name: string) => expect.objectContaining({ name });
  await expect(plan("loan-tracker-three", { RedshiftNodeType: "dc2.large" })).rejects.toThrow(
    /dc2 nodes .* can no longer be created/,
  );
  await expect(client.send(new DescribeStacksCommand({ StackName: "nowhere" }))).rejects.toThrow(
    named("ValidationError"),
  );
  const which = await plan("loan-tracker-four");
  await expect(
    client.send(new DescribeChangeSetCommand({ StackName: "loan-tracker-four", ChangeSetName: "plan-2" })),
  ).rejects.toThrow(named("ChangeSetNotFoundException"));
  await client.send(new ExecuteChangeSetCommand({ ...which, ClientRequestToken: "four" }));
  await expect(
    client.send(new ExecuteChangeSetCommand({ ...which, ClientRequestToken: "five" })),
  ).rejects.toThrow(named("InvalidChangeSetStatusException"));
  await expect(
    client.send(new DeleteStackCommand({ StackName: "loan-tracker-four", ClientRequestToken: "four" })),
  ).rejects.toThrow(named("TokenAlreadyExistsException"));
});
