import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readBotAccess } from "../../../sandbox/aws/access/bot-access.ts";
import { actionsOf, evaluate } from "../../../sandbox/aws/access/policy.ts";
import { readTemplate } from "../../../sandbox/aws/cloudformation/template.ts";
import { actionsOfTheApp } from "../../support/aws/app-actions.ts";
import { memorySetting } from "../../support/aws/sandbox-world.ts";

const root = new URL("../../../", import.meta.url);

/** As it is deployed for a stack; the longest values that its parameters take tell how large it can become. */
function deployed({
  stack = "loan-tracker",
  bucket = "",
  sourceBucket = "my-loan-files",
  sourceKey = "",
  auditPlace = "",
} = {}) {
  return readBotAccess(
    { ...memorySetting().setting, stack },
    { bucket, sourceBucket, sourceKey, auditPlace },
  );
}

const bot = deployed().bot.flatMap(({ Statement }) => Statement);

describe("the bot's own policy", () => {
  const allowed = bot.flatMap(actionsOf);

  test("allows every call that the app makes", () => {
    const needed = actionsOfTheApp();
    expect(needed).toContain("elasticmapreduce:AddJobFlowSteps");
    expect(needed).toContain("redshift:DescribeClusters");
    expect(needed).toContain("s3:ListBucket");
    expect(needed.filter((action) => !allowed.includes(action))).toEqual([]);
  });

  test("allows nothing that it does not call", () => {
    const needed = new Set(actionsOfTheApp());
    expect(allowed.filter((action) => !needed.has(action)).sort()).toEqual([
      // The change set's tags become the stack's.
      "cloudformation:TagResource",
      // The service role.
      "iam:PassRole",
      // The Data API signs in in the caller's name: daily as the bot's database user, to prepare the warehouse by the secret.
      "redshift:GetClusterCredentialsWithIAM",
      "secretsmanager:GetSecretValue",
    ]);
  });

  test("works on no cluster but the stack's own", () => {
    const on = (stack?: string) =>
      evaluate(
        { identity: deployed().bot },
        {
          action: "elasticmapreduce:TerminateJobFlows",
          resource: "arn:aws:elasticmapreduce:us-west-1:123456789012:cluster/j-1",
          context: stack === undefined ? {} : { "aws:ResourceTag/loan-tracker:stack": stack },
        },
      ).is;
    expect([on("loan-tracker"), on("another"), on()]).toEqual(["allowed", "denied", "denied"]);
  });

  test("opens the key of the loan files where there is one", () => {
    const sourceKey = "arn:aws:kms:us-west-1:123456789012:key/1234abcd";
    const need = { action: "kms:Decrypt", resource: sourceKey, context: {} };
    expect(evaluate({ identity: deployed({ sourceKey }).bot }, need).is).toBe("allowed");
    expect(evaluate({ identity: deployed().bot }, need).is).toBe("denied");
  });
});

describe("nobody gains by it", () => {
  const { cloudFormation, boundary } = deployed();
  const may = (action: string, resource: string, context = {}) =>
    evaluate(
      { identity: cloudFormation.policies },
      { action, resource, context: { "aws:RequestedRegion": "us-west-1", ...context } },
    ).is;
  const iam = "arn:aws:iam::123456789012:";

  test("the bot passes one role, to CloudFormation alone, and imports nothing into its stack", () => {
    const pass = (resource: string, service: string) =>
      evaluate(
        { identity: deployed().bot },
        { action: "iam:PassRole", resource, context: { "iam:PassedToService": service } },
      ).is;
    expect(pass(cloudFormation.arn, "cloudformation.amazonaws.com")).toBe("allowed");
    expect(pass(cloudFormation.arn, "ec2.amazonaws.com")).toBe("denied");
    expect(pass(`${iam}role/Admin`, "cloudformation.amazonaws.com")).toBe("denied");
    const create = {
      action: "cloudformation:CreateChangeSet",
      resource: "arn:aws:cloudformation:us-west-1:123456789012:stack/loan-tracker/*",
    };
    expect(evaluate({ identity: deployed().bot }, { ...create, context: {} }).is).toBe("allowed");
    const imports = { "cloudformation:ImportResourceTypes": ["AWS::IAM::Role"] };
    expect(evaluate({ identity: deployed().bot }, { ...create, context: imports }).is).toBe("denied");
  });

  test("CloudFormation makes machines and networks in the stack's region alone", () => {
    const elsewhere = { "aws:RequestedRegion": "eu-west-1" };
    for (const action of [
      "ec2:RunInstances",
      "ec2:CreateVpc",
      "elasticmapreduce:RunJobFlow",
      "kms:CreateKey",
    ])
      expect([action, may(action, "*"), may(action, "*", elsewhere)]).toEqual([action, "allowed", "denied"]);
  });

  test("CloudFormation makes and changes roles under the boundary alone", () => {
    const role = `${iam}role/loan-tracker-SpectrumRole-abcdefghijkl`;
    const bounded = { "iam:PermissionsBoundary": boundary.arn };
    for (const action of ["CreateRole", "PutRolePolicy", "AttachRolePolicy", "PutRolePermissionsBoundary"]) {
      expect([action, may(`iam:${action}`, role, bounded)]).toEqual([action, "allowed"]);
      expect([action, may(`iam:${action}`, role)]).toEqual([action, "denied"]);
      const other = { "iam:PermissionsBoundary": `${iam}policy/Other` };
      expect([action, may(`iam:${action}`, role, other)]).toEqual([action, "denied"]);
    }
    expect(may("iam:DeleteRolePermissionsBoundary", role, bounded)).toBe("denied");
  });

  test("the three roles that an administrator made, and those of another stack, are out of its reach", () => {
    for (const name of [
      "LoansBot-loan-tracker",
      "LoansCloudFormation-loan-tracker",
      "loan-tracker-two-SpectrumRole-abcdefghijkl",
      "Admin",
    ]) {
      const role = `${iam}role/${name}`;
      for (const action of ["PutRolePolicy", "UpdateAssumeRolePolicy", "DeleteRole", "PassRole"]) {
        const context = {
          "iam:PermissionsBoundary": boundary.arn,
          "iam:PassedToService": "ec2.amazonaws.com",
        };
        expect([name, action, may(`iam:${action}`, role, context)]).toEqual([name, action, "denied"]);
      }
    }
  });

  // As it would be of whoever has the bot's credentials: a template of his own makes a role that says "everything".
  const bounded = (action: string, resource: string, context = {}) =>
    evaluate(
      {
        identity: [{ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }],
        boundary: boundary.document,
      },
      { action, resource, context: { "aws:RequestedRegion": "us-west-1", ...context } },
    ).is;

  // A launch template or the user data of another's machine is a way to that machine's role.
  test.each([
    ["ec2:CreateLaunchTemplateVersion", "launch-template/lt-1"],
    ["ec2:ModifyInstanceAttribute", "instance/i-1"],
    ["ec2:TerminateInstances", "instance/i-1"],
    ["ec2:AuthorizeSecurityGroupIngress", "security-group/sg-1"],
    ["ec2:CreateTags", "launch-template/lt-1"],
    ["ec2:CreateTags", "instance/i-1"],
    ["ec2:CreateTags", "security-group/sg-1"],
  ])("under the boundary %s serves EMR's own, and nobody else's %s", (action, which) => {
    const resource = `arn:aws:ec2:us-west-1:123456789012:${which}`;
    const tagged = (value: string) => ({
      "aws:ResourceTag/for-use-with-amazon-emr-managed-policies": value,
    });
    expect(bounded(action, resource)).toBe("denied");
    expect(bounded(action, resource, tagged("false"))).toBe("denied");
    expect(bounded(action, resource, tagged("true"))).toBe("allowed");
  });

  test("under the boundary EMR tags what it makes, as it makes it", () => {
    const resource = "arn:aws:ec2:us-west-1:123456789012:instance/i-1";
    expect(bounded("ec2:CreateTags", resource, { "ec2:CreateAction": "RunInstances" })).toBe("allowed");
    expect(bounded("ec2:RunInstances", resource)).toBe("allowed");
  });

  test("the boundary ends at the lake: no bucket whose name only begins like its own", () => {
    const { document } = deployed({ bucket: "loans" }).boundary;
    const may = (action: string, resource: string) =>
      evaluate(
        {
          identity: [{ Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] }],
          boundary: document,
        },
        { action, resource, context: {} },
      ).is;
    expect(may("s3:ListBucket", "arn:aws:s3:::loans")).toBe("allowed");
    expect(may("s3:GetObject", "arn:aws:s3:::loans/stage/a")).toBe("allowed");
    expect(may("s3:ListBucket", "arn:aws:s3:::loans-archive")).toBe("denied");
    expect(may("s3:GetObject", "arn:aws:s3:::loans-archive/a")).toBe("denied");
  });

  test("the boundary knows no way to more: of IAM only the machines' own role is passed", () => {
    const actions = boundary.document.Statement.flatMap(actionsOf);
    expect(actions.filter((action) => /^(iam|sts|\*)/.test(action))).toEqual(["iam:PassRole"]);
  });
});

describe("IAM's quotas, with the longest names, white space not counted", () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  const size = (value: unknown) => JSON.stringify(value).length;
  const longest = deployed({
    stack: "a".repeat(35),
    bucket: "b".repeat(63),
    sourceBucket: "c".repeat(63),
    sourceKey: `arn:aws:kms:us-west-1:123456789012:key/${"d".repeat(36)}`,
    auditPlace: `${"e".repeat(63)}/${"f".repeat(64)}`,
  });

  test("a managed policy has 6,144 characters, a role's inline policies 10,240 together", () => {
    for (const document of [...longest.bot, longest.boundary.document]) {
      expect(size(document)).toBeLessThanOrEqual(6_144);
    }
    const inline = longest.cloudFormation.policies.reduce((sum, document) => sum + size(document), 0);
    expect(inline).toBeLessThanOrEqual(10_240);
  });

  test("a role's name has 64 characters, also one that CloudFormation makes", () => {
    const text = readFileSync(new URL("cloudformation/loan-tracker.yaml", root), "utf8");
    const roles = Object.entries(readTemplate(text).Resources).filter(
      ([, { Type }]) => Type === "AWS::IAM::Role",
    );
    expect(
      roles
        .map(([name]) => `${"a".repeat(35)}-${name}-${"x".repeat(12)}`.length)
        .filter((length) => length > 64),
    ).toEqual([]);
    expect(longest.cloudFormation.arn.split("/")[1]?.length).toBeLessThanOrEqual(64);
  });
});

test("its ARNs are of whatever partition it is deployed in", () => {
  const text = readFileSync(new URL("cloudformation/bot-access.yaml", root), "utf8");
  expect(text.match(/arn:aws[a-z-]*:\S+/g)).toEqual(null);
});

test("any stack and bucket that the configuration takes, it takes too", () => {
  for (const stack of ["l", "a".repeat(35), "a-b-c", "loans2"])
    expect(() => deployed({ stack })).not.toThrow();
  for (const bucket of ["abc", "0-0", "b".repeat(63)]) expect(() => deployed({ bucket })).not.toThrow();
  expect(() => deployed({ stack: "a--b" })).toThrow("single hyphens");
});
