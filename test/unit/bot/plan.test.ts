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
