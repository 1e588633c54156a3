import type { Day } from "../day.ts";
import type { HeldBy } from "../problem.ts";
import type { WorkflowName } from "../workflows/index.ts";

/** What a run changes: the whole stack, one day of it, or, in a backfill, a range of days. */
export interface Target {
  readonly stack: string;
  /** The day of a batch, the first day of a backfill; `null` when the run is about the stack itself. */
  readonly day: Day | null;
  /** The last day of a backfill; absent in all other runs. */
  readonly until?: Day;
  /** CloudFormation's id of that very stack; absent for a deploy, which may make it, and in runs of earlier versions. */
  readonly stackId?: string;
}

/**
 * The actor of whatever the product asks for or writes down by itself. It stands in journals, so it never changes; that
 * the default name of a stack reads the same is chance.
 */
export const ITSELF = "loan-tracker";

/** Who asked for a run, and where. */
export interface Asker {
  /** Slack's user id. */
  readonly user: string;
  readonly channel: string;
}

/** How a run ended. `held`: a day that does not add up, so it was not told as a summary. */
export type Outcome = "succeeded" | "failed" | "held" | "canceled";

/** Whether somebody may have to do something about it; what somebody ended is no trouble. */
export function isBadEnd(state: string | null): boolean {
  return state === "failed" || state === "held";
}

/** One execution of a workflow on a target. Its journal says all the rest. */
export interface Run {
  /** `deploy-<stack>-<n>`, `batch-<stack>-<day>-g<generation>`, `teardown-<stack>-<n>`, `backfill-<stack>-<n>`: letters, digits, hyphens. */
  readonly id: string;
  readonly workflow: WorkflowName;
  readonly target: Target;
  readonly askedBy: Asker;
  /** ISO time. */
  readonly openedAt: string;
  /** `null` while the run is live. */
  readonly outcome: Outcome | null;
}

/** A `Problem` as the journal keeps it. */
export interface ProblemRecord {
  readonly code: string;
  readonly says: string;
  readonly remedy: string;
  /** Only for a bug of ours: what to quote and to search the log for. */
  readonly ref?: string | undefined;
  /** Of a day that is held: each rule that holds it. Versions before this was known wrote none. */
  readonly holds?: readonly HeldBy[] | undefined;
}
