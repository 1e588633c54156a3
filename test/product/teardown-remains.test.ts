import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
} from "@aws-sdk/client-cloudformation";
import {
  CreateSecurityGroupCommand,
  CreateVpcEndpointCommand,
  DeleteSecurityGroupCommand,
  DeleteVpcEndpointsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { AwsConsole } from "../../sandbox/driver/aws-console.ts";
import { createLake } from "../../src/aws/lake.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import { clientsAt } from "../support/aws/aws-clients.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { sharedSpark } from "../support/spark/shared-recording.ts";

/** What keeps a stack from being deleted and is not the stack's: it stays, it is named, and what helps helps. */

let product: Product;
let deploys = 0;
const BUCKET = "loan-tracker-123456789012-us-west-1";
const teardown = () => cardId(`teardown-loan-tracker-${deploys}`);
const console = () => new AwsConsole(product.sandbox.urls.aws);
/** Of an administrator, not of the app. */
const admin = () => ({
  endpoint: product.sandbox.urls.aws,
  region: "us-west-1",
  credentials: { accessKeyId: "administrator", secretAccessKey: "any" },
});

beforeAll(async () => {
  product = await startProduct({}, sharedSpark());
});

afterAll(async () => {
  await product?.stop();
});

beforeEach(async () => {
  deploys += 1;
  await product.deploy({ number: deploys, ends: "succeeded" });
});

async function physicalId(LogicalResourceId: string): Promise<string> {
  const { StackResources = [] } = await new CloudFormationClient(admin()).send(
    new DescribeStackResourcesCommand({ StackName: "loan-tracker", LogicalResourceId }),
  );
  return StackResources[0]?.PhysicalResourceId ?? "";
}

test("an endpoint and a group that somebody put into the VPC are named with the commands that delete them", async () => {
  const ec2 = new EC2Client(admin());
  const VpcId = await physicalId("Vpc");
  const { VpcEndpoint } = await ec2.send(
    new CreateVpcEndpointCommand({
      ...{ VpcId, VpcEndpointType: "Interface" },
      ServiceName: "com.amazonaws.us-west-1.guardduty-data",
    }),
  );
  const endpoint = VpcEndpoint?.VpcEndpointId ?? "";
  const { GroupId: group = "" } = await ec2.send(
    new CreateSecurityGroupCommand({ VpcId, GroupName: "by-hand", Description: "of somebody" }),
  );

  await product.tearDown();
  const card = await product.shows(teardown(), "[Retry]");
  expect(card).toContain(`Deleting Vpc: The vpc '${VpcId}' has dependencies and cannot be deleted`);
  expect(card).toContain(
    `not of this stack: endpoint ${endpoint} (com.amazonaws.us-west-1.guardduty-data), security group ${group} (by-hand)`,
  );
  expect(card).toContain(`aws ec2 delete-vpc-endpoints --vpc-endpoint-ids ${endpoint} --region us-west-1`);
  expect(card).toContain(`aws ec2 delete-security-group --group-id ${group} --region us-west-1`);
  expect(await console().stackStates()).toEqual(["DELETE_FAILED"]);

  await ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [endpoint] }));
  await ec2.send(new DeleteSecurityGroupCommand({ GroupId: group }));
  await product.press(teardown(), "run.retry");
  await product.shows(teardown(), "succeeded");
  expect([await console().stackStates(), await product.leftovers()]).toEqual([[], []]);
});

test("a bucket that somebody made anew under the lake's name keeps what is in it, and can be left behind", async () => {
  const s3 = new S3Client({ ...admin(), forcePathStyle: true });
  const lake = createLake(clientsAt(product.sandbox.urls.aws));
  await lake.purge({ bucket: BUCKET, forMs: 10_000 });
  await s3.send(new DeleteBucketCommand({ Bucket: BUCKET }));
  await s3.send(
    new CreateBucketCommand({
      Bucket: BUCKET,
      CreateBucketConfiguration: { LocationConstraint: "us-west-1" },
    }),
  );
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "theirs.txt", Body: "kept" }));

  await product.tearDown();
  const card = await product.shows(teardown(), "[Retry]");
  expect(card).toContain("The bucket you tried to delete is not empty");
  expect(card).toContain("is not the one that this stack made, so it stays as it is");
  expect(card).toContain(
    "aws cloudformation delete-stack --stack-name loan-tracker --retain-resources Lake --region us-west-1",
  );

  await new CloudFormationClient(admin()).send(
    new DeleteStackCommand({ StackName: "loan-tracker", RetainResources: ["Lake"] }),
  );
  await expect.poll(() => console().stackStates()).toEqual([]);
  await product.press(teardown(), "run.retry");
  await product.shows(teardown(), "succeeded");
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
  expect(Versions.map(({ Key }) => Key)).toContain("theirs.txt");
});
