import { describe, expect, test } from "vitest";
import { readCaller } from "../../../../../src/domain/aws/preflight/caller.ts";
import type { PreflightFacts } from "../../../../../src/domain/aws/preflight/preflight.ts";
import { judgePreflight } from "../../../../../src/domain/aws/preflight/preflight.ts";
import { account, fine, seen } from "../../../../support/aws/fine-account.ts";

/** What is not as it should be, as `<subject> <level>: <words>; <remedy>`. */
function troubles(changed: Partial<PreflightFacts>): readonly string[] {
  return judgePreflight({ ...fine, ...changed })
    .filter(({ is }) => is !== "well")
    .map(({ about, is, says, remedy }) => `${about} ${is}: ${says}; ${remedy}`);
}

test("where all is well each look says so, without a remedy", () => {
  const findings = judgePreflight(fine);
  expect(new Set(findings.map(({ is }) => is))).toEqual(new Set(["well"]));
  expect(findings.map(({ about }) => about)).toEqual([
    ...["account", "permissions", "roles", "bucket", "machines", "quota", "warehouse"],
    ...["linked roles", "public access", "Lake Formation", "loan file"],
  ]);
  expect(findings.map(({ remedy }) => remedy).filter((remedy) => remedy !== null)).toEqual([]);
});

test("of a stack that stands only what an update needs is said", () => {
  const rest = { bucket: null, machines: null, vcpus: null, nodes: null, linkedRoles: null } as const;
  const findings = judgePreflight({ ...fine, ...rest, blocksPublicAccess: null, isIamAlone: null });
  expect(findings.map(({ about }) => about)).toEqual(["account", "permissions", "roles", "loan file"]);
});

test("what AWS does not tell is unknown, with its reason, and keeps nothing back", () => {
  const unseen = { is: "unseen", why: "asking AWS for IAM: denied", remedy: "allow it" } as const;
  expect(troubles({ permissions: unseen })).toEqual([
    "permissions unknown: asking AWS for IAM: denied; allow it",
  ]);
});

describe("what a person can mend is named with its remedy:", () => {
  const cases: Readonly<Record<string, readonly [Partial<PreflightFacts>, readonly RegExp[]]>> = {
    "credentials of another account than the stack's": [
      { rememberedAccount: "210987654321" },
      [
        /^account warns: .*role LoansBot-loans.* of account 123456789012, .*"loans".* of account 210987654321; give/,
      ],
    ],
    "read-only credentials": [
      {
        permissions: seen({
          asked: 9,
          denied: [
            ...Array.from({ length: 7 }, (_, index) => ({ action: `s3:Put${index}`, resource: "*" })),
            { action: "redshift:ResumeCluster", resource: "arn:aws:redshift:us-west-1:1:cluster:loans" },
          ],
        }),
      },
      [
        /^permissions warns: by IAM's simulation .*`s3:Put0`, .*`s3:Put5` and 2 more; run the bot as the role of cloudformation\/bot-access.yaml.* again in us-west-1, with Stack=loans .*LOANS_BUCKET.*LOANS_SOURCE.*; the simulation sees no/,
      ],
    ],
    "an identity that IAM does not simulate": [
      { permissions: seen(null) },
      [/^permissions unknown: .*root and federated users.*; run the bot as the role/],
    ],
    "an account without the roles": [
      { botAccess: seen({ hasRole: false, hasBoundary: false }) },
      [
        /^roles blocks: there is no role LoansCloudFormation-loans and no policy LoansBoundary-loans; .*Stack=loans$/,
      ],
    ],
    "a bucket of somebody else": [
      { bucket: seen({ name: "lake", is: "closed" }) },
      [/^bucket blocks: .*"lake" is taken: by another account.*; set LOANS_BUCKET/],
    ],
    "two stacks that want one bucket": [
      { bucket: seen({ name: "lake", is: "of-account" }) },
      [/^bucket blocks: the bucket "lake" is there already and not of the stack "loans"; delete it if/],
    ],
    "a bucket's name that is taken in another region": [
      { bucket: seen({ name: "lake", is: "elsewhere" }) },
      [/^bucket blocks: .*another region than us-west-1; set LOANS_BUCKET/],
    ],
    "a zone without the type, where another zone has it": [
      {
        machines: seen({
          ...{ zone: "us-west-1a", types: ["m5.xlarge", "t3.large"] },
          ...{ lacking: ["m5.xlarge"], otherZones: ["us-west-1c"] },
        }),
      },
      [
        /^machines blocks: m5.xlarge is not offered in us-west-1a; set Zone to us-west-1c in LOANS_STACK_PARAMETERS/,
      ],
    ],
    "a region without the type": [
      {
        machines: seen({
          ...{ zone: "us-west-1a", types: ["m5.xlarge"], lacking: ["m5.xlarge"], otherZones: [] },
        }),
      },
      [/^machines blocks: .*; choose another EmrInstanceType or MetabaseInstanceType/],
    ],
    "a quota of zero": [
      { vcpus: seen({ quota: 0, used: 0, wanted: 14 }), nodes: seen({ quota: 0, used: 0 }) },
      [
        /^quota blocks: .* at all \(a quota of 0 vCPUs\), 14 vCPUs are needed; .*`aws service-quotas .*--quota-code L-1216C47A --desired-value 14 --region us-west-1`$/,
        /^warehouse blocks: .*no Redshift nodes at all \(a quota of 0\)/,
      ],
    ],
    "a quota that others have used up": [
      { vcpus: seen({ quota: 32, used: 20, wanted: 14 }), nodes: seen({ quota: 2, used: 2 }) },
      [
        /^quota blocks: 12 of 32 vCPUs .* are left, 14 are needed; .*--desired-value 34/,
        /^warehouse blocks: none of 2 Redshift nodes is left/,
      ],
    ],
    "a service's role that nobody may have made": [
      {
        linkedRoles: seen([
          {
            name: "AWSServiceRoleForRedshift",
            service: "redshift.amazonaws.com",
            ...{ isThere: false, mayBeMade: false },
          },
        ]),
      },
      [
        /^linked roles warns: AWSServiceRoleForRedshift .* by IAM's simulation .*; .*`aws iam create-service-linked-role --aws-service-name redshift.amazonaws.com`$/,
      ],
    ],
    "clusters that may be open to everybody": [
      { blocksPublicAccess: seen(false) },
      [/^public access warns: .*the stack's are not; /],
    ],
    "an account that Lake Formation governs": [
      { isIamAlone: seen(false) },
      [/^Lake Formation warns: .*"Use only IAM access control" is off.*; .*loans-SpectrumRole/],
    ],
    "loan files of another region, by a key that is not the bot's to use": [
      {
        source: seen({
          ...{ bucket: "inbox", region: "eu-west-1", mayDecrypt: false },
          key: "arn:aws:kms:eu-west-1:123456789012:key/1",
        }),
      },
      [
        /^loan file warns: .*"inbox".* lies in eu-west-1, the stack in us-west-1/,
        /^loan file warns: .*key\/1.*`kms:Decrypt`.*; deploy cloudformation\/bot-access.yaml again .* SourceKey$/,
      ],
    ],
  };
  test.each(Object.entries(cases))("%s", (_, [changed, words]) => {
    const said = troubles(changed);
    expect(said.length).toBe(words.length);
    for (const [index, pattern] of words.entries()) expect(said[index]).toMatch(pattern);
  });
});

test("a service's role that it makes itself, or that nobody could ask about, stands in no way", () => {
  const role = { name: "AWSServiceRoleForRedshift", service: "redshift.amazonaws.com", isThere: false };
  expect(
    troubles({
      linkedRoles: seen([
        { ...role, mayBeMade: true },
        { ...role, mayBeMade: null },
      ]),
    }),
  ).toEqual([]);
});

test.each([
  ["arn:aws:iam::123456789012:root", "the account's root user", null, null],
  ["arn:aws:iam::123456789012:user/staff/ann", "user ann", null, "arn:aws:iam::123456789012:user/staff/ann"],
  [
    "arn:aws-us-gov:sts::123456789012:assumed-role/LoansBot-loans/i-0",
    "role LoansBot-loans",
    "LoansBot-loans",
    null,
  ],
  ["arn:aws:sts::123456789012:federated-user/ann", "federated-user ann", null, null],
])("whose credentials these are is read from %s", (arn, name, role, userArn) => {
  expect(readCaller({ arn, account, region: "us-west-1" })).toMatchObject({ name, role, userArn });
});
