import { expect, test } from "vitest";
import { planText } from "../../../src/bot/views/plan.ts";

test("what AWS may make anew is counted apart from what it makes anew for certain", () => {
  const host = { action: "modify", logicalId: "Metabase", type: "AWS::EC2::Instance" };
  const cluster = { action: "modify", logicalId: "EmrCluster", type: "AWS::EMR::Cluster" };
  const { markup } = planText({
    kind: "update",
    changes: [
      { ...host, replacement: "maybe" },
      { ...cluster, replacement: "yes" },
      { action: "modify", logicalId: "Lake", type: "AWS::S3::Bucket" },
    ],
  });
  expect(markup).toContain("*The plan changes 3 resources: 1 made anew, 1 perhaps made anew, 1 changed*");
});

const made = {
  kind: "create",
  changes: [{ action: "add", logicalId: "Lake", type: "AWS::S3::Bucket" }],
} as const;

test("what the stack costs stands in the plan, with its parts, the month of the prices and what is not in it", () => {
  const parts = [
    { what: "Spark cluster", perDay: 19.584 },
    { what: "warehouse", perDay: 10.944 },
  ];
  const price = {
    is: "known",
    perDay: 30.528,
    perHour: 1.272,
    parts,
    of: "October 2026",
    isVerified: true,
  } as const;
  expect(planText({ ...made, price }).markup).toContain(
    "*About $30.53 a day ($1.27 an hour) while it stands*, with runs or without: Spark cluster 19.58, warehouse 10.94. " +
      "An estimate by on-demand prices of October 2026; what is stored and sent is billed beside.",
  );
  expect(planText({ ...made, price: { ...price, isVerified: false } }).markup).toContain(
    "of October 2026, some of which nobody could verify; what",
  );
});

test("where a price is missing no sum is told, and in a plan of before nothing is", () => {
  const price = { is: "unknown", missing: ["m8g.xlarge in us-west-1", "t3.xlarge in us-west-1"] } as const;
  expect(planText({ ...made, price }).markup).toContain(
    "What it costs is not known here: the price table has no m8g.xlarge in us-west-1, no t3.xlarge in us-west-1.",
  );
  expect(planText(made).markup).not.toMatch(/cost|\$/);
});
