import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createPreflight } from "../../src/aws/preflight/preflight.ts";
import { judgePreflight } from "../../src/domain/aws/preflight/preflight.ts";
import type { OwnAws } from "../support/aws/own-aws.ts";
import { deploy, startOwnAws } from "../support/aws/own-aws.ts";

/** The look at an account before a deploy, through the real SDK: each thing that would keep it from working is found. */

const inbox = "loan-files";
const key = "arn:aws:kms:eu-west-1:123456789012:key/0f1e2d3c-0000-4000-8000-000000000000";
let aws: OwnAws;

beforeAll(async () => {
  aws = await startOwnAws({ speed: 2000 });
  const { sdk, client } = await aws.clients.s3("eu-west-1");
  const there = { LocationConstraint: "eu-west-1" } as const;
  await client.send(new sdk.CreateBucketCommand({ Bucket: inbox, CreateBucketConfiguration: there }));
  await client.send(
    new sdk.PutObjectCommand({
      ...{ Bucket: inbox, Key: "today.csv", Body: "a,b\n" },
      ...{ ServerSideEncryption: "aws:kms", SSEKMSKeyId: key },
    }),
  );
});
afterEach(async () => {
  await aws.usualAccount();
});
afterAll(() => aws.close());

/** What a look comes to, `<subject> <level>`, apart from what is well. */
async function troubles({
  source = "/files/{date}.csv",
  stack = "loans",
  bucket = null,
  parameters = {},
}: {
  readonly source?: string;
  readonly stack?: string;
  readonly bucket?: string | null;
  readonly parameters?: Readonly<Record<string, string>>;
} = {}): Promise<readonly string[]> {
  const findings = await look({ source, stack, bucket, parameters });
  return findings.filter(({ is }) => is !== "well").map(({ about, is }) => `${about} ${is}`);
}

async function look({
  source,
  ...wish
}: {
  readonly source: string;
  readonly stack: string;
  readonly bucket: string | null;
  readonly parameters: Readonly<Record<string, string>>;
}) {
  const preflight = createPreflight(aws.clients, () => source);
  return judgePreflight(await preflight.look({ ...wish, rememberedId: null }));
}

test("a usual account has nothing in the way, and each look says what it found", async () => {
  const findings = await look({ source: "/a", stack: "loan-tracker", bucket: null, parameters: {} });
  expect(findings.map(({ about, is }) => `${about} ${is}`)).toEqual([
    ...["account well", "permissions well", "roles well", "bucket well", "machines well", "quota well"],
    ...["warehouse well", "linked roles well", "public access well", "Lake Formation well"],
  ]);
  expect(findings.map(({ says }) => says)).toEqual(
    expect.arrayContaining([
      'the bucket\'s name "loan-tracker-123456789012-us-west-1" is free',
      "m5.xlarge and t3.large are offered in us-west-1a",
      "256 of 256 vCPUs of On-Demand Standard instances are left, 14 are needed",
      "200 of 200 Redshift nodes are left, 1 is needed",
    ]),
  );
});

describe("a trouble is found:", () => {
  test.each([
    ["a type that no zone offers", { notOffered: ["m5.xlarge"] }, ["machines blocks", "quota unknown"]],
    ["a type that this zone lacks", { notOffered: ["us-west-1a t3.large"] }, ["machines blocks"]],
    ["a quota of zero", { vcpus: 0, redshiftNodes: 0 }, ["quota blocks", "warehouse blocks"]],
    ["a quota too small", { vcpus: 13 }, ["quota blocks"]],
    [
      "a bucket of somebody else",
      { foreignBuckets: ["loan-tracker-123456789012-us-west-1"] },
      ["bucket blocks"],
    ],
    ["no roles", { hasBotAccess: false }, ["roles blocks"]],
    ["read-only credentials", { deniedActions: ["s3:PutObject"] }, ["permissions warns"]],
    ["tables that Lake Formation guards", { lakeFormation: "grants" }, ["Lake Formation warns"]],
    ["clusters open to everybody", { blocksPublicAccess: false }, ["public access warns"]],
    ["services without their roles, which they make", { hasLinkedRoles: false }, []],
    [
      "services without their roles, which nobody may make",
      { hasLinkedRoles: false, deniedActions: ["iam:CreateServiceLinkedRole"] },
      ["linked roles warns", "linked roles warns"],
    ],
  ])("%s", async (_, account, found) => {
    await aws.account(account);
    expect(await troubles({ stack: "loan-tracker" })).toEqual(found);
  });

  test("a bucket that is there and of no stack", async () => {
    const { sdk, client } = await aws.clients.s3();
    const here = { LocationConstraint: "us-west-1" } as const;
    await client.send(new sdk.CreateBucketCommand({ Bucket: "somebodys", CreateBucketConfiguration: here }));
    expect(await troubles({ stack: "loan-tracker", bucket: "somebodys" })).toEqual(["bucket blocks"]);
  });

  test("a bucket's name that is taken in another region", async () => {
    expect(await troubles({ stack: "loan-tracker", bucket: inbox })).toEqual(["bucket blocks"]);
  });

  test("another zone that was asked for", async () => {
    await aws.account({ notOffered: ["us-west-1a m5.xlarge"] });
    expect(await troubles({ stack: "loan-tracker", parameters: { Zone: "us-west-1c" } })).toEqual([]);
  });

  test("a loan file in another region, by a key that the bot may not use", async () => {
    const source = `s3://${inbox}/today.csv`;
    expect(await troubles({ stack: "loan-tracker", source })).toEqual(["loan file warns"]);
    await aws.account({ deniedActions: ["kms:Decrypt"] });
    expect(await troubles({ stack: "loan-tracker", source })).toEqual(["loan file warns", "loan file warns"]);
  });
});

describe("what AWS does not tell", () => {
  test.each([
    ["iam", "SimulatePrincipalPolicy", "permissions unknown"],
    ["iam", "GetPolicy", "roles unknown"],
    ["ec2", "DescribeInstanceTypeOfferings", "machines unknown"],
    ["ec2", "DescribeInstances", "quota unknown"],
    ["servicequotas", "ListServiceQuotas", "warehouse unknown"],
    ["emr", "GetBlockPublicAccessConfiguration", "public access unknown"],
    ["lakeformation", "GetDataLakeSettings", "Lake Formation unknown"],
  ])("is unknown, and the rest is told: %s:%s", async (service, operation, unknown) => {
    await aws.plan({ service, operation, kind: "deny", times: 100 });
    const found = await troubles({ stack: "loan-tracker" });
    await fetch(`${aws.url}/sandbox/faults`, { method: "DELETE" });
    expect(found).toEqual([unknown]);
  });

  test("expired credentials are told as such, since nothing else can be asked", async () => {
    await aws.plan({ service: "sts", kind: "expired-credentials", times: 1 });
    await expect(troubles()).rejects.toMatchObject({ name: expect.stringMatching(/^ExpiredToken/) });
  });
});

test("of a stack that stands only what an update needs is asked, of new machines too", async () => {
  await deploy(aws, "loan-tracker");
  await aws.account({ vcpus: 18, notOffered: ["m5.xlarge"], lakeFormation: "grants", redshiftNodes: 1 });
  expect(await troubles({ stack: "loan-tracker" })).toEqual([]);
  // The three nodes of 4 and the host of 2 run: 4 of 18 are left.
  const parameters = { EmrCoreCount: "3" };
  expect(await troubles({ stack: "loan-tracker", parameters })).toEqual(["machines blocks", "quota unknown"]);
});
