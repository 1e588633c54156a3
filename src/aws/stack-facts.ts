import type { ResourceChange } from "../domain/aws/plan-changes.ts";
import type { StackStatus } from "../domain/aws/stack-status.ts";

/** A stack as last described. */
export interface StackFacts {
  readonly name: string;
  /** Its ARN, which holds the account id: for calls and the journal, never for a channel. */
  readonly id: string;
  readonly status: StackStatus;
  /** `null` when AWS gave none. */
  readonly reason: string | null;
  readonly outputs: Readonly<Record<string, string>>;
  /** As the template sees them: of one that names a parameter of Systems Manager, what it held. NoEcho ones read `****`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly isProtected: boolean;
  /** ISO time. */
  readonly createdAt: string;
  /** The id of the change set that was executed last; `null` when none was. */
  readonly changeSetId: string | null;
}

/** A change set as last described. */
export interface ChangeSetFacts {
  readonly id: string;
  readonly stackId: string;
  /** Computed, well or badly: it will not change by itself any more. */
  readonly isSettled: boolean;
  /** Computed and waiting to be executed. */
  readonly isExecutable: boolean;
  /** Nothing differs from what is deployed. AWS calls that a failure; it is not, so `isFailed` is false then. */
  readonly isEmpty: boolean;
  /** It could not be computed; `reason` says why. */
  readonly isFailed: boolean;
  /** `null` when AWS gave none. */
  readonly reason: string | null;
  /** What became of executing it; `null` until somebody did. `obsolete`: another change set was executed instead. */
  readonly execution: "underway" | "done" | "failed" | "obsolete" | null;
  readonly changes: readonly ResourceChange[];
  /** ISO time. */
  readonly createdAt: string;
}

/** Why a change set could not be made, of one resource. */
export interface PlanRefusal {
  readonly logicalId: string;
  readonly type: string;
  /** `NAME_CONFLICT_VALIDATION`; `null` where AWS names no validation. */
  readonly validation: string | null;
  /** AWS's words. */
  readonly reason: string;
}
