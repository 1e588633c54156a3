import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  waitUntilChangeSetCreateComplete,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AwsConsole } from "../../sandbox/driver/aws-console.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { sharedSpark } from "../support/spark/shared-recording.ts";

/** An update that CloudFormation could neither carry out nor take back: a deploy brings the old version back, with its lake. */

let product: Product;
const states = async () => await new AwsConsole(product.sandbox.urls.aws).stackStates();

beforeAll(async () => {
  product = await startProduct({}, sharedSpark());
  await product.deploy();
});

afterAll(async () => {
  await product?.stop();
});

const administrator = () =>
  new CloudFormationClient({
    endpoint: product.sandbox.urls.aws,
    region: "us-west-1",
    credentials: { accessKeyId: "administrator", secretAccessKey: "any" },
  });

/** Somebody's own update, with other values for these parameters. */
async function updates(values: Readonly<Record<string, string>>): Promise<void> {
  const client = administrator();
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: "loan-tracker" }));
  const set = { StackName: "loan-tracker", ChangeSetName: `by-hand-${values["LogRetentionDays"]}` };
  await client.send(
    new CreateChangeSetCommand({
      ...set,
      ChangeSetType: "UPDATE",
      UsePreviousTemplate: true,
      Capabilities: ["CAPABILITY_IAM"],
      Parameters: (Stacks[0]?.Parameters ?? []).map(({ ParameterKey = "" }) =>
        values[ParameterKey] === undefined
          ? { ParameterKey, UsePreviousValue: true }
          : { ParameterKey, ParameterValue: values[ParameterKey] },
      ),
    }),
  );
  await waitUntilChangeSetCreateComplete({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, set);
  await client.send(new ExecuteChangeSetCommand(set));
}

test("the deploy goes on with taking it back, and says what stops that", async () => {
  const fails = { service: "cloudformation", kind: "fail-resource", reason: "Access Denied" };
  await product.awsFault({ ...fails, operation: "EmrCluster", times: 1 });
  // Changed once, then not changed back: neither by CloudFormation itself nor at the first try to go on.
  await product.awsFault({ ...fails, operation: "Lake", times: 2, after: 1 });
  await updates({ LogRetentionDays: "90", EmrReleaseLabel: "emr-7.13.0" });
  await expect.poll(states).toEqual(["UPDATE_ROLLBACK_FAILED"]);
  expect(await product.says("/loans status")).toContain("CloudFormation could not take its last update back");

  await product.says("/loans deploy");
  const card = await product.shows(cardId("deploy-loan-tracker-2"), "[Retry]");
  expect(card).toContain("Taking the last update back at Lake: Access Denied");
  expect(card).toContain(
    "aws cloudformation continue-update-rollback --stack-name loan-tracker --resources-to-skip Lake --region us-west-1",
  );
  expect(await states()).toEqual(["UPDATE_ROLLBACK_FAILED"]);

  await product.press(cardId("deploy-loan-tracker-2"), "run.retry");
  await product.shows(cardId("deploy-loan-tracker-2"), "Nothing had to change.");
  expect(await states()).toEqual(["UPDATE_ROLLBACK_COMPLETE"]);
});

test("the command that the card names leaves all that stops it as it is, in one round", async () => {
  const fails = { service: "cloudformation", kind: "fail-resource", reason: "Access Denied" };
  await product.awsFault({ ...fails, operation: "EmrCluster", times: 1 });
  for (const operation of ["Lake", "RedshiftCluster"]) {
    await product.awsFault({ ...fails, operation, times: 9, after: 1 });
  }
  const RedshiftMaintenanceWindow = "mon:12:00-mon:13:00";
  await updates({ LogRetentionDays: "92", EmrReleaseLabel: "emr-7.13.0", RedshiftMaintenanceWindow });
  await expect.poll(states).toEqual(["UPDATE_ROLLBACK_FAILED"]);
  await product.says("/loans deploy");
  const card = await product.shows(cardId("deploy-loan-tracker-3"), "[Retry]");
  const [, named = ""] = /--resources-to-skip ([\w ]+) --region/.exec(card) ?? [];
  expect(named.split(" ").sort()).toEqual(["Lake", "RedshiftCluster"]);
  await administrator().send(
    new ContinueUpdateRollbackCommand({ StackName: "loan-tracker", ResourcesToSkip: named.split(" ") }),
  );
  await expect.poll(states).toEqual(["UPDATE_ROLLBACK_COMPLETE"]);
  await product.press(cardId("deploy-loan-tracker-3"), "run.retry");
  await product.shows(cardId("deploy-loan-tracker-3"), "Nothing had to change.");
  await product.clearAwsFaults();
});

test("torn down while it is stuck, nothing is left", async () => {
  const fails = { service: "cloudformation", kind: "fail-resource", reason: "Access Denied" };
  await product.awsFault({ ...fails, operation: "EmrCluster", times: 1 });
  await product.awsFault({ ...fails, operation: "Lake", times: 1, after: 1 });
  await updates({ LogRetentionDays: "91", EmrReleaseLabel: "emr-7.13.0" });
  await expect.poll(states).toEqual(["UPDATE_ROLLBACK_FAILED"]);
  await product.tearDown();
  await product.shows(cardId("teardown-loan-tracker-1"), "succeeded");
  expect([await states(), await product.leftovers()]).toEqual([[], []]);
});
