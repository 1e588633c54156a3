import { assertNever } from "../problem.ts";
import type { WorkflowName } from "./run.ts";
import type { RunProgress } from "./run-progress.ts";

/** What canceling a run would do now. */
export type CancelEffect =
  /** Nothing was begun: it ends at once. */
  | "ends-at-once"
  /** What is finished stays, the next step is not begun. */
  | "goes-no-further"
  /** The three EMR steps are canceled together. */
  | "stops-spark"
  /** A statement that has not finished is canceled; a published day stays published. */
  | "stops-statement"
  /** The change set is dropped, and the empty stack in review with it. */
  | "drops-plan"
  /** CloudFormation ends a creation by deleting the stack alone. */
  | "deletes-stack"
  /** No further day is begun; the one that is underway is a run of its own. */
  | "leaves-day"
  /** The stack is made and stays, with what costs money. */
  | "leaves-stack";

/** Whether a run can be canceled: what that would do, or in a few words why not. */
export type Cancellation =
  | { readonly can: true; readonly effect: CancelEffect }
  | { readonly can: false; readonly because: string };

const can = (effect: CancelEffect): Cancellation => ({ can: true, effect });
const cannot = (because: string): Cancellation => ({ can: false, because });

/** Decides it by what the journal tells; asked again in the moment in which the cancel is written down. */
export function cancellation(workflow: WorkflowName, progress: RunProgress): Cancellation {
  const { state, canceledBy } = progress;
  switch (state) {
    case "succeeded":
    case "failed":
    case "held":
      return cannot(
        `it ${state === "held" ? "is held" : `has ${state}`} already, so there is nothing to cancel`,
      );
    case "canceled":
      return cannot("it is canceled already");
    case "stopping":
      return cannot(
        canceledBy === null ? "it has failed and is just ending" : "it is being canceled already",
      );
    case "queued":
      return can("ends-at-once");
    case "approval":
      return can(workflow === "backfill" ? "ends-at-once" : "drops-plan");
    case "underway":
      return underway(workflow, progress);
    default:
      return assertNever(state);
  }
}

/**
 * Whether a cancel would do what the person was not told: a button may be older than the state of its run, and what is
 * deleted cannot be had back. `told` is the effect that was said before; `null`: none was.
 */
export function meansMore(told: string | null, now: CancelEffect): boolean {
  return now === "deletes-stack" && told !== now;
}

function underway(workflow: WorkflowName, { steps, at }: RunProgress): Cancellation {
  const index = steps.findIndex(({ name }) => name === at);
  const begun = steps[index]?.state === "underway";
  const isPast = (name: string) => {
    const other = steps.findIndex((step) => step.name === name);
    return other >= 0 && (index > other || (index === other && begun));
  };
  switch (workflow) {
    case "daily-batch":
      if (isPast("summarize")) return cannot("the day is published and its summary is on its way");
      if (isPast("publish")) return can("stops-statement");
      return can(at === "process" && begun ? "stops-spark" : "goes-no-further");
    case "deploy-stack":
      if (isPast("protect") || at === "protect") return can("leaves-stack");
      if (!isPast("apply")) return can("drops-plan");
      return planKind(steps) === "update"
        ? cannot("CloudFormation is changing the stack, and that goes on to its end")
        : can("deletes-stack");
    case "teardown-stack":
      return isPast("stop-cluster")
        ? cannot("the deletion has begun, and what is gone cannot be had back; let it end")
        : can("goes-no-further");
    case "backfill":
      return can("leaves-day");
    default:
      return assertNever(workflow);
  }
}

function planKind(steps: RunProgress["steps"]): unknown {
  const output = steps.find(({ name }) => name === "plan")?.output;
  return typeof output === "object" && output !== null && "kind" in output ? output.kind : null;
}
