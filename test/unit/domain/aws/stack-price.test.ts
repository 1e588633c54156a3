import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectDirectory } from "../../../../sandbox/setup/tools.ts";
import { readTemplate } from "../../../../src/aws/template.ts";
import { priceTable } from "../../../../src/domain/aws/prices/price-table.ts";
import { stackPrice } from "../../../../src/domain/aws/prices/stack-price.ts";

/** The prices and sums are those of AWS's price list as others have read it, worked out by hand; see each. */

const text = readFileSync(join(projectDirectory, "cloudformation", "loan-tracker.yaml"), "utf8");
const template = readTemplate(text);

function priceOf(region: string, parameters: Readonly<Record<string, string>> = {}) {
  const price = stackPrice({ template, parameters, region });
  if (price.is === "unknown") throw new Error(`no price of ${price.missing.join(", ")}`);
  const parts = Object.fromEntries(price.lines.map(({ what, perHour }) => [what, perHour * 24]));
  return { ...price, parts };
}

test("a day of the default stack costs what its parts cost by hand, in both regions of the table", () => {
  // 3 × (0.192 + 0.048) × 24; 0.3801 × 24; 0.0832 × 24; (3 × (32 + 15) + 30) GB × 0.08 / 730 × 24; 0.005 × 24; 1.40 / 730 × 24.
  const east = priceOf("us-east-1");
  expect(east.parts["Spark cluster"]).toBeCloseTo(17.28, 6);
  expect(east.parts["warehouse"]).toBeCloseTo(9.1224, 6);
  expect(east.parts["dashboard host"]).toBeCloseTo(1.9968, 6);
  expect(east.parts["disks"]).toBeCloseTo(0.44975, 4);
  expect(east.parts["public address"]).toBeCloseTo(0.12, 6);
  expect(east.parts["key and secret"]).toBeCloseTo(0.04603, 4);
  expect(east.perDay).toBeCloseTo(29.015, 2);
  expect(east.perHour).toBeCloseTo(29.015 / 24, 3);
  expect(east.isVerified).toBe(true);
  // 3 × (0.224 + 0.048) × 24 = 19.58; 10.94; 2.38; 0.54; 0.12; 0.05.
  const west = priceOf("us-west-1");
  expect(west.parts["Spark cluster"]).toBeCloseTo(19.584, 6);
  expect(west.perDay).toBeCloseTo(33.61, 2);
  expect(west.isVerified).toBe(false);
});

test.each([
  ["one node less", { EmrCoreCount: "1" }, 17.28 / 3 + 47 * (0.08 / 730) * 24],
  ["larger disks", { EmrVolumeGiB: "132" }, -300 * (0.08 / 730) * 24],
  ["a smaller dashboard host", { MetabaseInstanceType: "t3.medium" }, (0.0832 - 0.0416) * 24],
  ["an endpoint for Glue", { EnhancedVpcRouting: "true" }, -0.01 * 24],
  ["another warehouse", { RedshiftNodeType: "ra3.large" }, (0.3801 - 0.543) * 24],
])("%s changes the price by its own", (_what, parameters, less) => {
  expect(priceOf("us-east-1").perDay - priceOf("us-east-1", parameters).perDay).toBeCloseTo(less, 6);
});

test("what the table does not have is named, and no sum is told", () => {
  expect(stackPrice({ template, parameters: {}, region: "eu-west-1" })).toEqual({
    is: "unknown",
    missing: ["eu-west-1"],
  });
  const parameters = { EmrInstanceType: "m8g.xlarge", MetabaseInstanceType: "t3.xlarge" };
  expect(stackPrice({ template, parameters, region: "us-west-1" })).toEqual({
    is: "unknown",
    missing: ["m8g.xlarge in us-west-1", "t3.xlarge in us-west-1"],
  });
});

test("every type that the template allows has a price in us-east-1", () => {
  const allowed = (name: string) =>
    new RegExp(`^  ${name}:\n(?:    .*\n)*?    AllowedValues: \\[([^\\]]*)\\]`, "m")
      .exec(text)?.[1]
      ?.split(", ") ?? [];
  const priced = priceTable["us-east-1"];
  expect(allowed("EmrInstanceType").length).toBeGreaterThan(5);
  for (const type of allowed("EmrInstanceType"))
    expect([priced?.ec2[type], priced?.emr[type]]).not.toContain(undefined);
  for (const type of allowed("MetabaseInstanceType")) expect(priced?.ec2[type]).toBeDefined();
  for (const type of allowed("RedshiftNodeType")) expect(priced?.redshift[type]).toBeDefined();
});

test("each row tells where it was read and when", () => {
  const rows = Object.values(priceTable).flatMap(({ ec2, emr, redshift, ...single }) => [
    ...[ec2, emr, redshift].flatMap((of) => Object.values(of)),
    ...Object.values(single),
  ]);
  for (const { usd, source } of rows) {
    expect(usd).toBeGreaterThan(0);
    expect(source.what).not.toBe("");
    expect(source.readOn).toMatch(/^2026-\d\d-\d\d$/);
  }
});

test("a type of resource that is new to the template is looked at here before it is free", () => {
  const billed = [
    "AWS::EMR::Cluster",
    "AWS::Redshift::Cluster",
    "AWS::EC2::Instance",
    "AWS::EC2::VPCEndpoint",
  ];
  /** Of these AWS bills nothing, or what they hold and do. */
  const others = [
    ...[
      "InternetGateway",
      "Route",
      "RouteTable",
      "SecurityGroup",
      "SecurityGroupIngress",
      "Subnet",
      "VPC",
    ].map((name) => `AWS::EC2::${name}`),
    ...[
      "AWS::EC2::SubnetRouteTableAssociation",
      "AWS::EC2::VPCGatewayAttachment",
      "AWS::EMR::SecurityConfiguration",
    ],
    ...["AWS::Glue::Database", "AWS::Glue::Table", "AWS::IAM::InstanceProfile", "AWS::IAM::Role"],
    ...["AWS::Redshift::ClusterParameterGroup", "AWS::Redshift::ClusterSubnetGroup"],
    ...["AWS::S3::Bucket", "AWS::S3::BucketPolicy"],
  ];
  const known = [...billed, "AWS::KMS::Key", ...others];
  expect(template.resources.map(({ type }) => type).filter((type) => !known.includes(type))).toEqual([]);
});
