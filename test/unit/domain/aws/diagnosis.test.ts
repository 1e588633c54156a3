import { expect, test } from "vitest";
import type { ResourceEvent } from "../../../../src/domain/aws/diagnosis.ts";
import { firstFailure, plainReason, standingFailures } from "../../../../src/domain/aws/diagnosis.ts";

const stack = ["loan-tracker", "AWS::CloudFormation::Stack"] as const;
const warehouse = ["RedshiftCluster", "AWS::Redshift::Cluster"] as const;
const cluster = ["EmrCluster", "AWS::EMR::Cluster"] as const;

function story(
  ...lines: readonly (readonly [of: readonly [string, string], status: string, reason?: string])[]
): ResourceEvent[] {
  return lines.map(([[logicalId, type], status, reason = null], index) => ({
    id: `e${index}`,
    at: `2026-11-23T10:00:0${index}.000Z`,
    logicalId,
    type,
    status,
    reason,
    token: "deploy-1",
  }));
}

test("the first cause is the resource that failed, not its canceled siblings and not the stack", () => {
  const events = story(
    [stack, "CREATE_IN_PROGRESS", "User Initiated"],
    [warehouse, "CREATE_IN_PROGRESS", "Resource creation Initiated"],
    [cluster, "CREATE_FAILED", "Resource creation cancelled"],
    [warehouse, "CREATE_FAILED", "dc2.large can no longer be created"],
    [
      stack,
      "ROLLBACK_IN_PROGRESS",
      "The following resource(s) failed to create: [EmrCluster, RedshiftCluster].",
    ],
    [cluster, "DELETE_COMPLETE"],
    [stack, "ROLLBACK_COMPLETE"],
  );
  expect(firstFailure(events)).toEqual({
    logicalId: "RedshiftCluster",
    type: "AWS::Redshift::Cluster",
    reason: "dc2.large can no longer be created",
  });
});

test("of two real failures the earlier one counts", () => {
  const events = story([cluster, "CREATE_FAILED", "no subnet"], [warehouse, "CREATE_FAILED", "no quota"]);
  expect(firstFailure(events)?.reason).toBe("no subnet");
});

test("a canceled update is an echo, too", () => {
  const events = story(
    [cluster, "UPDATE_FAILED", "Resource update cancelled"],
    [warehouse, "UPDATE_FAILED", "node type not offered"],
  );
  expect(firstFailure(events)?.logicalId).toBe("RedshiftCluster");
});

test("all that stays failed is told once and by its newest reason, without what only followed or was mended since", () => {
  const events = story(
    [cluster, "UPDATE_FAILED", "throttled"],
    [warehouse, "UPDATE_FAILED", "node type not offered"],
    [["Lake", "AWS::S3::Bucket"], "UPDATE_FAILED", "Access Denied"],
    [["Lake", "AWS::S3::Bucket"], "UPDATE_COMPLETE"],
    [["Vpc", "AWS::EC2::VPC"], "UPDATE_FAILED", "Resource update cancelled"],
    [cluster, "UPDATE_FAILED", "no capacity"],
    [stack, "UPDATE_ROLLBACK_FAILED", "The following resource(s) failed to update: [EmrCluster]. "],
  );
  expect(standingFailures(events).map(({ logicalId, reason }) => `${logicalId}: ${reason}`)).toEqual([
    "RedshiftCluster: node type not offered",
    "EmrCluster: no capacity",
  ]);
});

test("a stack refused before any resource began says so itself", () => {
  const events = story(
    [stack, "CREATE_IN_PROGRESS", "User Initiated"],
    [stack, "ROLLBACK_IN_PROGRESS", "Parameter AmiId: not found"],
    [stack, "ROLLBACK_COMPLETE"],
  );
  expect(firstFailure(events)).toEqual({
    logicalId: "loan-tracker",
    type: "AWS::CloudFormation::Stack",
    reason: "Parameter AmiId: not found",
  });
});

test("when only echoes are left, the first of them is better than nothing", () => {
  expect(firstFailure(story([cluster, "CREATE_FAILED", "Resource creation cancelled"]))?.logicalId).toBe(
    "EmrCluster",
  );
});

test("a failure without a reason is told as such, one with an account id without it", () => {
  expect(firstFailure(story([cluster, "DELETE_FAILED"]))?.reason).toBe("AWS gave no reason");
  expect(
    firstFailure(story([cluster, "CREATE_FAILED", "arn:aws:iam::123456789012:role/r is missing"]))?.reason,
  ).toBe("arn:aws:iam::[account]:role/r is missing");
});

test("a stack that came up has no failure", () => {
  expect(firstFailure(story([cluster, "CREATE_COMPLETE"], [stack, "CREATE_COMPLETE"]))).toBeNull();
  expect(firstFailure([])).toBeNull();
});

test("a resource's reason is told without CloudFormation's wrapping and without account ids", () => {
  expect(
    plainReason(
      'Resource handler returned message: "Role arn:aws:iam::123456789012:role/lake is not there" (RequestToken: 3ad8d1cb-6d38, HandlerErrorCode: NotFound)',
    ),
  ).toBe("Role arn:aws:iam::[account]:role/lake is not there");
  expect(plainReason("Resource limit exceeded")).toBe("Resource limit exceeded");
});
