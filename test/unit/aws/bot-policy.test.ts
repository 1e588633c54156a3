import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Record<string, Record<string, unknown>>;
}

const root = new URL("../../../", import.meta.url);
const text = readFileSync(new URL("cloudformation/bot-policy.json", root), "utf8");
const { Statement: statements } = JSON.parse(text) as { Statement: readonly Statement[] };

/** The IAM prefix of each SDK package that the app uses. */
const prefixes: Readonly<Record<string, string>> = {
  cloudFormation: "cloudformation",
  ec2: "ec2",
  emr: "elasticmapreduce",
  iam: "iam",
  redshift: "redshift",
  redshiftData: "redshift-data",
  s3: "s3",
  ssm: "ssm",
  sts: "sts",
  tagging: "tag",
};

/** S3 names its actions apart from its calls; GetCallerIdentity needs no permission at all. */
const otherwiseNamed: Readonly<Record<string, readonly string[]>> = {
  "s3:HeadObject": ["s3:GetObject", "s3:ListBucket"],
  "s3:HeadBucket": ["s3:ListBucket"],
  "s3:ListObjectsV2": ["s3:ListBucket"],
  "s3:ListObjectVersions": ["s3:ListBucketVersions"],
  "s3:ListMultipartUploads": ["s3:ListBucketMultipartUploads"],
  "s3:DeleteObjects": ["s3:DeleteObject", "s3:DeleteObjectVersion"],
  "sts:GetCallerIdentity": [],
};

/** Every SDK call in `src/aws`, by the module it is taken from: `const { sdk, client } = await clients.s3()`. */
function callsOfTheApp(): string[] {
  // lib-storage makes its calls itself, all of them under this action.
  const calls = new Set(["s3:PutObject"]);
  for (const file of readdirSync(new URL("src/aws/", root))) {
    const code = readFileSync(new URL(`src/aws/${file}`, root), "utf8");
    const usual = /const load = clients\.(\w+)/.exec(code)?.[1];
    let service: string | undefined;
    for (const [, loaded, direct, command] of code.matchAll(
      /await (?:(load)|clients\.(\w+))\(\)|new sdk\.(\w+)Command\(/g,
    )) {
      if (command === undefined) service = loaded === undefined ? direct : usual;
      else calls.add(`${prefixes[service ?? ""]}:${command}`);
    }
  }
  return [...calls].sort();
}

/** What the bot's own calls may do; the rest is for CloudFormation acting in its name. */
const own = statements
  .filter(({ Condition }) => Condition?.["ForAnyValue:StringEquals"]?.["aws:CalledVia"] === undefined)
  .flatMap(({ Action }) => Action);

test("every call the app makes is allowed to it", () => {
  const calls = callsOfTheApp();
  expect(calls).toContain("elasticmapreduce:AddJobFlowSteps");
  expect(calls).toContain("redshift:DescribeClusters");
  expect(calls).toContain("s3:HeadBucket");
  const needed = calls.flatMap((call) => otherwiseNamed[call] ?? [call]);
  expect(needed.filter((action) => !own.includes(action))).toEqual([]);
});

test("the app is allowed nothing that it does not call", () => {
  const needed = new Set(callsOfTheApp().flatMap((call) => otherwiseNamed[call] ?? [call]));
  const more = own.filter((action) => !needed.has(action)).sort();
  expect(more).toEqual([
    // The change set's tags become the stack's.
    "cloudformation:TagResource",
    // Asked by services in the bot's name, though not by way of CloudFormation.
    "iam:CreateServiceLinkedRole",
    // The Data API signs in by the secret in the caller's name.
    "secretsmanager:CreateSecret",
    "secretsmanager:DeleteSecret",
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:RotateSecret",
    "secretsmanager:TagResource",
    "secretsmanager:UpdateSecret",
    "ssm:GetParameters",
  ]);
});

test("CloudFormation may make every kind of resource that is in the template", () => {
  const template = readFileSync(new URL("cloudformation/loan-tracker.yaml", root), "utf8");
  const services = new Set(
    [...template.matchAll(/Type: AWS::(\w+)::(?!Parameter)/g)].map(([, service = ""]) =>
      service === "EMR" ? "elasticmapreduce" : service.toLowerCase(),
    ),
  );
  const made = new Set(
    statements
      .flatMap(({ Action }) => Action)
      .filter((action) => /:(Create|Run)/.test(action))
      .map((action) => action.split(":")[0]),
  );
  expect(services.size).toBeGreaterThan(5);
  expect([...services].filter((service) => !made.has(service))).toEqual([]);
});

test("roles of other applications cannot be passed, and nothing is allowed wholesale", () => {
  const pass = statements.filter(({ Action }) => Action.includes("iam:PassRole"));
  expect(pass.map(({ Resource }) => Resource)).toEqual(["arn:aws:iam::*:role/loan-tracker*"]);
  expect(pass[0]?.Condition?.["StringEquals"]?.["iam:PassedToService"]).toEqual([
    "ec2.amazonaws.com",
    "elasticmapreduce.amazonaws.com",
    "redshift.amazonaws.com",
  ]);
  expect(statements.flatMap(({ Action }) => Action).filter((action) => /^\*|:\*$/.test(action))).toEqual([]);
});

test("it fits into a role as its inline policy", () => {
  // IAM's quota, white space not counted. A managed policy may have 6,144 only.
  expect(text.replace(/\s/g, "").length).toBeLessThanOrEqual(10_240);
  expect(new Set(statements.map(({ Sid }) => Sid)).size).toBe(statements.length);
  expect(statements.every(({ Sid }) => /^[A-Za-z0-9]+$/.test(Sid))).toBe(true);
});
