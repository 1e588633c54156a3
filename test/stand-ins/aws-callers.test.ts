import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  ExecuteChangeSetCommand,
  waitUntilChangeSetCreateComplete,
} from "@aws-sdk/client-cloudformation";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { botAccessKey } from "../../sandbox/aws/access/caller.ts";
import type { OwnAws } from "../support/aws/own-aws.ts";
import { eventually, startOwnAws, templateWish } from "../support/aws/own-aws.ts";

/** Who asks is told by the key, and as whom CloudFormation acts by the role that is passed. */

let aws: OwnAws;
const settings = (accessKeyId: string) => ({
  endpoint: aws.url,
  region: "us-west-1",
  credentials: { accessKeyId, secretAccessKey: "any" },
});

beforeAll(async () => {
  aws = await startOwnAws({ speed: 2_000 });
});

afterAll(async () => {
  await aws.close();
});

test("the app's key is the bot's role, every other one the account's administrator", async () => {
  const who = async (key: string) =>
    await new STSClient(settings(key)).send(new GetCallerIdentityCommand({}));
  expect((await who(botAccessKey)).Arn).toBe(
    "arn:aws:sts::123456789012:assumed-role/LoansBot-loan-tracker/sandbox",
  );
  expect((await who("AKIAANYBODYELSE")).Arn).toBe("arn:aws:iam::123456789012:user/sandbox");
});

test("without a role CloudFormation acts as who asks: the bot may plan and begin, and can make nothing", async () => {
  const client = new CloudFormationClient(settings(botAccessKey));
  const which = { StackName: "loan-tracker", ChangeSetName: "by-nobody" };
  const { template, parameters } = await templateWish("loan-tracker", "by-nobody");
  await client.send(
    new CreateChangeSetCommand({
      ...which,
      ChangeSetType: "CREATE",
      TemplateBody: template,
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      Capabilities: ["CAPABILITY_IAM"],
    }),
  );
  await waitUntilChangeSetCreateComplete({ client, minDelay: 0.05, maxDelay: 0.1, maxWaitTime: 20 }, which);
  await client.send(new ExecuteChangeSetCommand(which));
  const refused = await eventually(
    async () =>
      (await client.send(new DescribeStackEventsCommand({ StackName: "loan-tracker" }))).StackEvents?.find(
        ({ ResourceStatusReason = "" }) => ResourceStatusReason.includes("not authorized"),
      ),
    (event) => event !== undefined,
  );
  expect(refused?.ResourceStatusReason).toMatch(
    /User: arn:aws:sts::123456789012:assumed-role\/LoansBot-loan-tracker\/sandbox is not authorized to perform: \S+ .*HandlerErrorCode: AccessDenied/,
  );
});

test("a role that CloudFormation cannot take is refused, and so is another than its own to the bot", async () => {
  const remove = async (key: string, RoleARN: string) =>
    await new CloudFormationClient(settings(key)).send(
      new DeleteStackCommand({ StackName: "loan-tracker", RoleARN }),
    );
  const admin = "arn:aws:iam::123456789012:role/Admin";
  await expect(remove("any", admin)).rejects.toThrow(`Role ${admin} is invalid or cannot be assumed`);
  await expect(remove(botAccessKey, admin)).rejects.toThrow(
    `not authorized to perform: iam:PassRole on resource: ${admin}`,
  );
});
