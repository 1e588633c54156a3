import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { readBotAccess } from "../../sandbox/aws/access/bot-access.ts";
import type { PolicyDocument } from "../../sandbox/aws/access/policy.ts";
import { actionsOf, evaluate } from "../../sandbox/aws/access/policy.ts";
import { readJudges } from "../../sandbox/setup/judges.ts";
import { memorySetting } from "../support/aws/sandbox-world.ts";

/** The policies of `bot-access.yaml` before parliament, a linter of IAM policies that knows ways to become administrator. */

/** Ways to more rights that it knows, and its other findings by their name; of a way it reads the actions alone. */
const judge = `
import json, sys, warnings
warnings.simplefilter("ignore")
from parliament import analyze_policy_string
def found(document):
    findings = analyze_policy_string(json.dumps(document), include_community_auditors=True).findings
    return sorted({finding.location["type"] if finding.issue == "PRIVILEGE_ESCALATION" else finding.issue for finding in findings})
print(json.dumps({name: found(document) for name, document in json.load(sys.stdin).items()}))
`;

async function findings(
  documents: Readonly<Record<string, PolicyDocument | undefined>>,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const asked = promisify(execFile)(readJudges().python, ["-c", judge]);
  const whole = Object.entries(documents).map(([name, document]) => [
    name,
    { Version: "2012-10-17", ...document },
  ]);
  asked.child.stdin?.end(JSON.stringify(Object.fromEntries(whole)));
  return JSON.parse((await asked).stdout) as Readonly<Record<string, readonly string[]>>;
}

/** What parliament's list of actions, of 2025, does not have yet; a policy with an unknown action it does not look through. */
const unknown = ["cloudformation:DescribeEvents"];

const access = readBotAccess(memorySetting().setting, {
  bucket: "",
  sourceBucket: "loan-files",
  sourceKey: "arn:aws:kms:us-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
});
const bot = access.bot
  .flatMap(({ Statement }) => Statement)
  .map((one) => ({ ...one, Action: actionsOf(one).filter((action) => !unknown.includes(action)) }));
/** All that CloudFormation's role has, since ways to more rights join what stands in several documents. */
const cloudFormation = { Statement: access.cloudFormation.policies.flatMap(({ Statement }) => Statement) };
const boundary = access.boundary.document;

test("parliament knows no way by which the bot gains rights, and what else it says is answered", async () => {
  expect(await findings({ bot: { Statement: bot }, cloudFormation, boundary })).toEqual({
    bot: [
      // To hand on the service role, and no other (bot-access.test.ts).
      "PERMISSIONS_MANAGEMENT_ACTIONS",
      // AWS's public parameters belong to no account, which it does not know.
      "RESOURCE_MISMATCH",
      // Which of the account's clusters is the stack's only their descriptions tell.
      "RESOURCE_STAR",
    ],
    cloudFormation: [
      // A machine is given a role of the stack, none of which can exceed the boundary; the next test holds it.
      "CreateEC2WithExistingIP",
      "PERMISSIONS_MANAGEMENT_ACTIONS",
      // Of the stack's own bucket: whoever writes its policy could open it.
      "RESOURCE_POLICY_PRIVILEGE_ESCALATION",
      // What it makes has no id before; the region bounds it.
      "RESOURCE_STAR",
    ],
    boundary: [
      // EMR's machines are given the one role for them.
      "CreateEC2WithExistingIP",
      "PERMISSIONS_MANAGEMENT_ACTIONS",
      // What AWS's own policies for EMR and Systems Manager allow on everything.
      "RESOURCE_STAR",
    ],
  });
});

test("by IAM's rules no role but the stack's own is handed on, to no service but the three", () => {
  const hand = (identity: readonly PolicyDocument[], role: string, to: string) =>
    evaluate(
      { identity },
      {
        action: "iam:PassRole",
        resource: `arn:aws:iam::123456789012:role/${role}`,
        context: { "iam:PassedToService": to, "aws:RequestedRegion": "us-west-1" },
      },
    ).is;
  for (const [identity, own] of [
    [[cloudFormation], ["EmrServiceRole", "EmrInstanceRole", "SpectrumRole", "MetabaseRole"]],
    [[boundary], ["EmrInstanceRole"]],
  ] as const) {
    for (const name of own) {
      const role = `loan-tracker-${name}-abcdefghijkl`;
      expect([name, hand(identity, role, "ec2.amazonaws.com")]).toEqual([name, "allowed"]);
      expect([name, hand(identity, role, "lambda.amazonaws.com")]).toEqual([name, "denied"]);
    }
    for (const name of [
      "Admin",
      "LoansBot-loan-tracker",
      "LoansCloudFormation-loan-tracker",
      "loan-tracker-admin",
    ]) {
      expect([name, hand(identity, name, "ec2.amazonaws.com")]).toEqual([name, "denied"]);
    }
  }
});

test("parliament sees one where a role may be made and passed without a boundary", async () => {
  const { former } = await findings({
    former: {
      Statement: [
        {
          Effect: "Allow",
          Action: [
            "iam:CreateRole",
            "iam:PutRolePolicy",
            "iam:AttachRolePolicy",
            "iam:PassRole",
            "ec2:RunInstances",
            "sts:AssumeRole",
          ],
          Resource: "*",
        },
      ],
    },
  });
  expect(former).toContain("PutRolePolicy");
});
