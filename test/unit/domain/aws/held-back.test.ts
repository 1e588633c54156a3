import { expect, test } from "vitest";
import { heldBack } from "../../../../src/domain/aws/held-back.ts";
import type { Recreation, ResourceChange } from "../../../../src/domain/aws/plan-changes.ts";

/** Which plans are not even offered, and the way out that is told. */

const by = (property: string, parameter: string | null): Recreation => ({
  property,
  parameter,
  follows: null,
});
const change = (logicalId: string, type: string, over: Partial<ResourceChange> = {}): ResourceChange => ({
  ...{ action: "modify", logicalId, type, replacement: "yes", recreatedBy: [] },
  ...over,
});
const warehouse = (over: Partial<ResourceChange>) =>
  change("RedshiftCluster", "AWS::Redshift::Cluster", over);
const lake = (over: Partial<ResourceChange>) => change("Lake", "AWS::S3::Bucket", over);
const APART =
  "deploy beside it under another LOANS_STACK and LOANS_BUCKET; `/loans teardown` and a new deploy would do too, and delete the lake";

test("a warehouse that keeps its name is not made anew, and the parameter is to be set back", () => {
  const problem = heldBack("loans", [warehouse({ recreatedBy: [by("DBName", "RedshiftDatabase")] })], {
    RedshiftDatabase: "credits",
  });
  expect(problem).toMatchObject({
    code: "plan-held-back",
    says: 'changing the stack "loans": RedshiftCluster (the warehouse\'s database and its users) would have to be made anew for its DBName, which CloudFormation refuses for what has a name of its own, so nothing is changed',
    remedy: `set RedshiftDatabase in LOANS_STACK_PARAMETERS back to "credits" and press Retry; to have both, ${APART}`,
  });
});

test("a lake of another name would be an empty one; an account id in its name is not told", () => {
  const problem = heldBack("loans", [lake({ recreatedBy: [by("BucketName", "BucketName")] })], {
    BucketName: "loans-123456789012-us-west-1",
  });
  expect(problem?.says).toContain(
    "would have to be made anew for its BucketName, and the new one would be empty",
  );
  expect(problem?.remedy).toContain("set LOANS_BUCKET back to what it was and press Retry");
});

test("what might come is held back as what will; what is no parameter's doing has one way less", () => {
  expect(heldBack("loans", [warehouse({ replacement: "maybe" })], {})).toMatchObject({
    says: expect.stringContaining("might have to be made anew, which CloudFormation refuses"),
    remedy: APART,
  });
  expect(heldBack("loans", [lake({ action: "remove", replacement: "no" })], {})?.says).toContain(
    "Lake (every loan file, count and log of the lake) would be removed",
  );
});

test("a warehouse of another name is made anew by CloudFormation, and anything else is a matter of its own", () => {
  expect(
    heldBack("loans", [warehouse({ recreatedBy: [by("ClusterIdentifier", null), by("DBName", "X")] })], {}),
  ).toBeNull();
  expect(heldBack("loans", [warehouse({ replacement: "no" })], {})).toBeNull();
  expect(heldBack("loans", [change("Metabase", "AWS::EC2::Instance")], {})).toBeNull();
});
