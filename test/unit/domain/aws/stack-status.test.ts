import { describe, expect, test } from "vitest";
import { resourcePhase, StackStatus } from "../../../../src/domain/aws/stack-status.ts";

/** The questions a status answers with yes, without "is". */
function answers(text: string): string {
  const status = new StackStatus(text);
  return [
    status.isReviewing && "reviewing",
    status.isUnderway && "underway",
    status.isUpdating && "updating",
    status.isRollingBack && "rolling back",
    status.isTakingUpdateBack && "taking update back",
    status.isStuckBetween && "stuck between",
    status.isDeleting && "deleting",
    status.isSettled && "settled",
    status.isHealthy && "healthy",
    status.isServing && "serving",
    status.isFailed && "failed",
    status.isRolledBack && "rolled back",
    status.isOnlyDeletable && "only deletable",
    status.isDeleteFailed && "delete failed",
    status.isDeleted && "deleted",
  ]
    .filter(Boolean)
    .join(", ");
}

describe("a stack's status", () => {
  // The 23 values of StackStatus in the CloudFormation model.
  test.each([
    ["REVIEW_IN_PROGRESS", "reviewing"],
    ["CREATE_IN_PROGRESS", "underway"],
    ["CREATE_COMPLETE", "settled, healthy, serving"],
    ["CREATE_FAILED", "settled, failed, only deletable"],
    ["ROLLBACK_IN_PROGRESS", "underway, rolling back"],
    ["ROLLBACK_COMPLETE", "settled, failed, rolled back, only deletable"],
    ["ROLLBACK_FAILED", "settled, failed, only deletable"],
    ["DELETE_IN_PROGRESS", "underway, deleting"],
    ["DELETE_COMPLETE", "settled, deleted"],
    ["DELETE_FAILED", "settled, failed, only deletable, delete failed"],
    ["UPDATE_IN_PROGRESS", "underway, updating"],
    ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "underway, healthy, serving"],
    ["UPDATE_COMPLETE", "settled, healthy, serving"],
    ["UPDATE_FAILED", "settled, failed"],
    ["UPDATE_ROLLBACK_IN_PROGRESS", "underway, rolling back, taking update back"],
    ["UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "underway, rolling back, taking update back"],
    ["UPDATE_ROLLBACK_COMPLETE", "settled, serving, failed, rolled back"],
    ["UPDATE_ROLLBACK_FAILED", "stuck between, settled, failed"],
    ["IMPORT_IN_PROGRESS", "underway"],
    ["IMPORT_COMPLETE", "settled, healthy, serving"],
    ["IMPORT_ROLLBACK_IN_PROGRESS", "underway, rolling back"],
    ["IMPORT_ROLLBACK_COMPLETE", "settled, serving, failed, rolled back"],
    ["IMPORT_ROLLBACK_FAILED", "settled, failed"],
    // Not AWS's: what nobody understands is waited for.
    ["SOMETHING_NEW", "underway"],
  ])("%s: %s", (text, expected) => {
    expect(answers(text)).toBe(expected);
  });

  test("is written down as AWS's own word", () => {
    expect(JSON.stringify({ status: new StackStatus("CREATE_COMPLETE") })).toBe(
      '{"status":"CREATE_COMPLETE"}',
    );
    expect(`${new StackStatus("CREATE_COMPLETE")}`).toBe("CREATE_COMPLETE");
  });
});

describe("a resource's phase", () => {
  test.each([
    ["CREATE_IN_PROGRESS", "underway"],
    ["CREATE_COMPLETE", "done"],
    ["CREATE_FAILED", "failed"],
    ["UPDATE_COMPLETE", "done"],
    ["ROLLBACK_IN_PROGRESS", "underway"],
    ["UPDATE_ROLLBACK_FAILED", "failed"],
    ["DELETE_IN_PROGRESS", "underway"],
    ["DELETE_COMPLETE", "gone"],
    ["DELETE_FAILED", "failed"],
    ["DELETE_SKIPPED", "done"],
  ])("%s is %s", (status, phase) => {
    expect(resourcePhase(status)).toBe(phase);
  });
});
