import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListStackResourcesCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { botAccessKey } from "../../sandbox/aws/access/caller.ts";
import type { Aws } from "../../sandbox/aws/main.ts";
import { startAws } from "../../sandbox/aws/main.ts";

/** Step 3 of `docs/first-deploy.md`, as it is typed there: the bot's credentials, its service role, every permission asked. */

const home = mkdtempSync(join(tmpdir(), "first-deploy-"));
const StackName = "loan-tracker";
let aws: Aws;

beforeAll(async () => {
  aws = await startAws({ port: 0, home, speed: 1000 });
});
afterAll(async () => {
  await aws?.close();
  rmSync(home, { recursive: true, force: true });
});

test("the warehouse alone comes up, answers and goes, within what bot-access.yaml allows", async () => {
  const settings = {
    endpoint: aws.url,
    region: "us-west-1",
    credentials: { accessKeyId: botAccessKey, secretAccessKey: "any" },
  };
  const cloud = new CloudFormationClient(settings);
  const waiting = { client: cloud, maxWaitTime: 30, minDelay: 1, maxDelay: 1 };
  const { Account } = await new STSClient(settings).send(new GetCallerIdentityCommand({}));
  const RoleARN = `arn:aws:iam::${Account}:role/LoansCloudFormation-${StackName}`;

  // What `aws cloudformation deploy` does.
  const set = { StackName, ChangeSetName: "awscli-cloudformation-package-deploy-1" };
  await cloud.send(
    new CreateChangeSetCommand({
      ...set,
      ChangeSetType: "CREATE",
      TemplateBody: readFileSync("cloudformation/warehouse-alone.yaml", "utf8"),
      RoleARN,
      Tags: [{ Key: "loan-tracker:stack", Value: StackName }],
    }),
  );
  await waitUntilChangeSetCreateComplete(waiting, set);
  await cloud.send(new ExecuteChangeSetCommand(set));
  await waitUntilStackCreateComplete(waiting, { StackName });

  const { Stacks = [] } = await cloud.send(new DescribeStacksCommand({ StackName }));
  const SecretArn = Stacks[0]?.Outputs?.find(
    ({ OutputKey }) => OutputKey === "RedshiftSecretArn",
  )?.OutputValue;
  expect(SecretArn).toContain(":secret:redshift!loan-tracker-loanadmin-");
  const { StackResourceSummaries = [] } = await cloud.send(new ListStackResourcesCommand({ StackName }));
  const names = Object.fromEntries(
    StackResourceSummaries.map(({ LogicalResourceId = "", PhysicalResourceId }) => [
      LogicalResourceId,
      PhysicalResourceId,
    ]),
  );
  expect(names).toMatchObject({
    RedshiftCluster: "loan-tracker",
    RedshiftSubnets: expect.stringMatching(/^redshiftsubnets-[a-z0-9]{12}$/),
    RedshiftParameters: expect.stringMatching(/^loan-tracker-redshiftparameters-[a-z0-9]{12}$/),
  });

  const data = new RedshiftDataClient(settings);
  for (const by of [{ SecretArn }, {}]) {
    const { Id } = await data.send(
      new ExecuteStatementCommand({
        ClusterIdentifier: StackName,
        Database: "loans",
        Sql: "select current_user",
        ...by,
      }),
    );
    expect(await data.send(new DescribeStatementCommand({ Id, WaitTimeSeconds: 20 }))).toMatchObject({
      Status: "FINISHED",
    });
  }

  await cloud.send(new DeleteStackCommand({ StackName, RoleARN }));
  await waitUntilStackDeleteComplete(waiting, { StackName: Stacks[0]?.StackId });
  const left = await fetch(`${aws.url}/sandbox/leftovers`).then((answer) => answer.json());
  expect(left).toEqual({ leftovers: [] });
});
