/**
 * A CloudFormation stack's status, asked instead of compared.
 *
 * Every one of the 23 status strings of the API answers each question; a string this class does not know
 * answers as "underway", because acting on a state nobody understands is worse than waiting for its limit.
 */
export class StackStatus {
  /** As AWS writes it: `CREATE_COMPLETE`. For logs and for showing, not for comparing. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Nothing moves any more, well or badly; a stack in review has not begun to move. */
  get isSettled(): boolean {
    return /^(?!REVIEW_).*_(COMPLETE|FAILED)$/.test(this.text);
  }

  /** CloudFormation is working on it. The two clean-ups after an update count: a next update is refused till they end. */
  get isUnderway(): boolean {
    return !this.isSettled && !this.isReviewing;
  }

  /** An update that goes on forward, which alone `CancelUpdateStack` takes back: not its clean-up any more. */
  get isUpdating(): boolean {
    return this.text === "UPDATE_IN_PROGRESS";
  }

  /** Its resources are the ones last asked for. */
  get isHealthy(): boolean {
    return /^(CREATE|UPDATE|IMPORT)_COMPLETE(_CLEANUP_IN_PROGRESS)?$/.test(this.text);
  }

  /** Its first creation: underway, complete, or taken back. */
  get isFirstCreation(): boolean {
    return /^(CREATE|ROLLBACK)_/.test(this.text);
  }

  /**
   * Settled after CloudFormation took its change back. After a first creation (`ROLLBACK_COMPLETE`) nothing is
   * left and the stack can only be deleted; after an update the old version serves on.
   */
  get isRolledBack(): boolean {
    return /^((UPDATE|IMPORT)_)?ROLLBACK_COMPLETE$/.test(this.text);
  }

  /** Batches can be run on it: its resources are those last asked for, or the old ones after an update was taken back. */
  get isServing(): boolean {
    return this.isHealthy || (this.isRolledBack && !this.isOnlyDeletable);
  }

  /** Taking a change back right now. */
  get isRollingBack(): boolean {
    return /ROLLBACK.*_IN_PROGRESS$/.test(this.text);
  }

  /** Taking an update back right now, or cleaning up after that; the old version serves on, and no change set is taken. */
  get isTakingUpdateBack(): boolean {
    return /^UPDATE_ROLLBACK_(COMPLETE_CLEANUP_)?IN_PROGRESS$/.test(this.text);
  }

  /**
   * CloudFormation could not take an update back, and stands still between two versions: it can be told to go on with that
   * (`ContinueUpdateRollback`), or to delete the stack.
   */
  get isStuckBetween(): boolean {
    return this.text === "UPDATE_ROLLBACK_FAILED";
  }

  /** `ROLLBACK_COMPLETE`, `ROLLBACK_FAILED` and `CREATE_FAILED` accept no update: the stack must be deleted first. */
  get isOnlyDeletable(): boolean {
    return /^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED|DELETE_FAILED)$/.test(this.text);
  }

  /** Settled badly, also when CloudFormation could restore the old version. */
  get isFailed(): boolean {
    return this.isSettled && !this.isHealthy && !this.isDeleted;
  }

  /** Made by a CREATE change set that nobody has executed: no resource exists. */
  get isReviewing(): boolean {
    return this.text === "REVIEW_IN_PROGRESS";
  }

  /** Being deleted right now. */
  get isDeleting(): boolean {
    return this.text === "DELETE_IN_PROGRESS";
  }

  /** Gone; such a stack is describable by its id only. */
  get isDeleted(): boolean {
    return this.text === "DELETE_COMPLETE";
  }

  /** Something could not be deleted, most often a bucket that is not empty; deleting again goes on from there. */
  get isDeleteFailed(): boolean {
    return this.text === "DELETE_FAILED";
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }
}

/** How far a single resource of a stack is, whatever is being done to it. */
export type ResourcePhase = "underway" | "done" | "failed" | "gone";

/** Reads a resource's status (`CREATE_IN_PROGRESS`, `DELETE_SKIPPED`, `ROLLBACK_FAILED` …). */
export function resourcePhase(status: string): ResourcePhase {
  if (status.endsWith("_FAILED")) return "failed";
  if (status === "DELETE_COMPLETE") return "gone";
  return status.endsWith("_COMPLETE") || status.endsWith("_SKIPPED") ? "done" : "underway";
}
