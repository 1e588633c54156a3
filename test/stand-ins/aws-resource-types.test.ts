import { beforeAll, expect, test } from "vitest";
import { resourceTypes } from "../../sandbox/aws/cloudformation/resource-types.ts";
import { memorySetting, smallWorld } from "../support/aws/sandbox-world.ts";
import type { ResourceSchema } from "../support/wire/programs.ts";
import { readSchemas } from "../support/wire/programs.ts";

/** What the stand-in believes of a type, held against AWS's own schema of it. */

const names = Object.keys(resourceTypes);
let schemas: Readonly<Record<string, ResourceSchema>>;

beforeAll(async () => {
  schemas = await readSchemas(names);
});

const topLevel = (paths: readonly string[] = []) =>
  paths.filter((path) => !path.includes("/")).toSorted((a, b) => a.localeCompare(b));
const firstParts = (paths: readonly string[] = []) =>
  paths.filter((path) => path.includes("/")).map((path) => path.split("/")[0] ?? "");

test("schemas of all its types were read", () => {
  expect(Object.keys(schemas)).toEqual(names);
  expect(names.length).toBeGreaterThan(20);
});

test.each(names)("%s is made anew for the properties that its schema says", (name) => {
  const type = resourceTypes[name];
  const schema = schemas[name];
  expect([...(type?.createOnly ?? [])].toSorted((a, b) => a.localeCompare(b))).toEqual(
    topLevel(schema?.createOnlyProperties),
  );
});

/** Where the documentation says of a property's members what the schema leaves out. */
const documented: Readonly<Record<string, readonly string[]>> = {
  // docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference, JobFlowInstancesConfig (2026-11): subnet, groups and
  // types "Replacement", counts and protection "No interruption".
  "AWS::EMR::Cluster": ["Instances"],
};

test.each(names)("%s is perhaps made anew for the properties that its schema says", (name) => {
  const type = resourceTypes[name];
  const schema = schemas[name];
  const expected = new Set([
    ...topLevel(schema?.conditionalCreateOnlyProperties),
    ...firstParts(schema?.createOnlyProperties),
    ...(documented[name] ?? []),
  ]);
  expect(new Set(type?.conditional ?? [])).toEqual(expected);
});

/** Unique within its VPC though its id is another; data-dot-all/dataall#1080 quotes the refusal of one. */
const namedBeside: Readonly<Record<string, string>> = { "AWS::EC2::SecurityGroup": "GroupName" };
/** Their identifier is another resource's name, not one that they are given. */
const identifiedByAnother = ["AWS::S3::BucketPolicy"];

test.each(names)("%s is named by what its schema identifies it by, where a template can say it", (name) => {
  const type = resourceTypes[name];
  const { primaryIdentifier = [], readOnlyProperties = [] } = schemas[name] ?? {};
  const [only, ...more] = primaryIdentifier;
  const isOwn =
    only !== undefined &&
    more.length === 0 &&
    !readOnlyProperties.includes(only) &&
    !identifiedByAnother.includes(name);
  expect(type?.customName).toBe(isOwn ? only : namedBeside[name]);
});

test.each(names)("%s carries AWS's own tags where its schema says so", (name) => {
  const type = resourceTypes[name];
  const { isTagged, hasSystemTags } = schemas[name] ?? {};
  // Of a type that has no schema of its own yet, such as EMR's cluster, nothing is said.
  if (type?.isTaggable !== true || isTagged !== true) return;
  expect(type.lacksSystemTags !== true).toBe(hasSystemTags);
});

/**
 * CloudFormation's own names. Redshift: aws-cloudformation-resource-providers-redshift, where the handlers of cluster and
 * subnet group make a name of the logical id alone, that of the parameter group of the stack's as well (read 2026-11); IAM:
 * docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-arguments-name-type.html.
 */
test.each([
  ["AWS::Redshift::Cluster", /^warehouse-[a-z0-9]{12}$/],
  ["AWS::Redshift::ClusterSubnetGroup", /^warehouse-[a-z0-9]{12}$/],
  ["AWS::Redshift::ClusterParameterGroup", /^loan-tracker-warehouse-[a-z0-9]{12}$/],
  ["AWS::IAM::Role", /^loan-tracker-Warehouse-[A-Za-z0-9]{12}$/],
  ["AWS::IAM::InstanceProfile", /^loan-tracker-Warehouse-[A-Za-z0-9]{12}$/],
])("%s is named as its handler does", (name, expected) => {
  const { setting } = memorySetting();
  const order = {
    logicalId: "Warehouse",
    stackName: "loan-tracker",
    properties: {},
    setting,
    world: smallWorld().world,
  };
  expect(resourceTypes[name]?.name?.(order)).toMatch(expected);
});
