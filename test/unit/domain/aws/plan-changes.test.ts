import { expect, test } from "vitest";
import type { Recreation, ResourceChange } from "../../../../src/domain/aws/plan-changes.ts";
import { withoutEmptyThreats } from "../../../../src/domain/aws/plan-changes.ts";

/** Which "maybe" of CloudFormation's can come true at all. */

const follows = (logicalId: string, attribute: string | null): Recreation => ({
  property: "SecurityConfiguration",
  parameter: null,
  follows: { logicalId, attribute },
});
const change = (
  logicalId: string,
  replacement: ResourceChange["replacement"],
  ...recreatedBy: readonly Recreation[]
): ResourceChange => ({ action: "modify", logicalId, type: "AWS::EMR::Cluster", replacement, recreatedBy });
const replacements = (changes: readonly ResourceChange[]) =>
  withoutEmptyThreats(changes).map(({ logicalId, replacement }) => `${logicalId} ${replacement}`);

test("what follows the ARN of something that stays is not made anew, nor what follows that", () => {
  expect(
    replacements([
      change("Key", "no"),
      change("Security", "maybe", follows("Key", "Arn")),
      change("Cluster", "maybe", follows("Security", null)),
    ]),
  ).toEqual(["Key no", "Security no", "Cluster no"]);
});

test("what follows something that is or may be made anew may be so too", () => {
  expect(
    replacements([
      change("Key", "yes"),
      change("Security", "maybe", follows("Key", "Arn")),
      change("Cluster", "maybe", follows("Security", null)),
    ]),
  ).toEqual(["Key yes", "Security maybe", "Cluster maybe"]);
});

test("an attribute that is no identity may change although its resource stays", () => {
  expect(
    replacements([change("Warehouse", "no"), change("Host", "maybe", follows("Warehouse", "Endpoint.Port"))]),
  ).toEqual(["Warehouse no", "Host maybe"]);
});

test("a maybe of its own stays one, also beside an empty one, and without any reason told", () => {
  const own: Recreation = { property: "Instances", parameter: "EmrCoreCount", follows: null };
  expect(replacements([change("A", "maybe", own, follows("Key", "Arn")), change("B", "maybe")])).toEqual([
    "A maybe",
    "B maybe",
  ]);
});

test("a host is restarted for its user data and its type, and made anew for its disk", () => {
  const host = (...properties: readonly string[]): ResourceChange => ({
    ...change("Host", "maybe"),
    type: "AWS::EC2::Instance",
    recreatedBy: properties.map((property) => ({ property, parameter: null, follows: null })),
  });
  expect(replacements([host("UserData")])).toEqual(["Host no"]);
  expect(replacements([host("UserData", "InstanceType")])).toEqual(["Host no"]);
  expect(replacements([host("UserData", "BlockDeviceMappings")])).toEqual(["Host maybe"]);
  expect(replacements([{ ...host("UserData"), type: "AWS::EC2::LaunchTemplate" }])).toEqual(["Host maybe"]);
});
