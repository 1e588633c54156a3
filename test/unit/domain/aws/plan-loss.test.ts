import { expect, test } from "vitest";
import { isWeighed, lossesOf } from "../../../../src/domain/aws/plan-loss.ts";
import { textOf } from "../../../support/repository.ts";

test("for every type of the template somebody has said what is lost with it", () => {
  const types = [...textOf("cloudformation/loan-tracker.yaml").matchAll(/^ {4}Type: (AWS::\S+)$/gm)].map(
    ([, type = ""]) => type,
  );
  expect(types.length).toBeGreaterThan(40);
  expect(types.filter((type) => !isWeighed(type))).toEqual([]);
});

test("a plan loses what is made anew or removed and holds something; a type nobody has thought of does", () => {
  const change = (logicalId: string, type: string, action: string, replacement: "yes" | "no" | "maybe") => ({
    ...{ logicalId, type, action, replacement },
  });
  expect(
    lossesOf([
      change("Metabase", "AWS::EC2::Instance", "modify", "yes"),
      change("EmrCluster", "AWS::EMR::Cluster", "modify", "maybe"),
      change("RedshiftCluster", "AWS::Redshift::Cluster", "modify", "no"),
      change("Vpc", "AWS::EC2::VPC", "modify", "yes"),
      change("Lake", "AWS::S3::Bucket", "add", "no"),
      change("Table", "AWS::Glue::Database", "remove", "no"),
      change("Disk", "AWS::EC2::Volume", "modify", "yes"),
      // The present one has ended.
      { ...change("Second", "AWS::EMR::Cluster", "modify", "yes"), isGone: true },
    ]).map(({ logicalId, how }) => `${logicalId} ${how}`),
  ).toEqual(["Metabase made-anew", "EmrCluster perhaps-made-anew", "Table removed", "Disk made-anew"]);
});
