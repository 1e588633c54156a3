import { assertNever } from "../problem.ts";
import type { WorkflowName } from "../workflows/index.ts";
import { factsOf } from "../workflows/index.ts";
import type { CancelEffect } from "../workflows/workflow-facts.ts";
import type { RunProgress } from "./run-progress.ts";

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
      return can(factsOf(workflow).approval?.waits.denied ?? "goes-no-further");
    case "underway":
      return underway(workflow, progress);
    default:
      return assertNever(state);
  }
}

/** Where a run was when somebody was judged; absent `at`: at whatever step. */
export type PlaceOfRun = Pick<RunProgress, "state" | "attempt"> & Partial<Pick<RunProgress, "at">>;

/** What comes of a cancel in the moment in which it would be written down. */
export type CancelDecision =
  | { readonly is: "accepted" }
  /** Too late or not possible: a few words that say why; `null` where the run tells it by itself. */
  | { readonly is: "late"; readonly because: string | null }
  /** It would do this now, which the person was not told. */
  | { readonly is: "unconfirmed"; readonly effect: CancelEffect };

/**
 * Decides what somebody's cancel comes to. `told` is the effect that they were told before, `null`: none; `only` is where
 * the run has to be still, `null`: wherever it is by now.
 */
export function decideCancel(
  workflow: WorkflowName,
  progress: RunProgress,
  { told, only }: { readonly told: string | null; readonly only: PlaceOfRun | null },
): CancelDecision {
  const { state, attempt, at } = progress;
  const isElsewhere =
    only !== null && (only.state !== state || only.attempt !== attempt || (only.at ?? at) !== at);
  if (isElsewhere) return { is: "late", because: null };
  const verdict = cancellation(workflow, progress);
  if (!verdict.can) return { is: "late", because: verdict.because };
  const { effect } = verdict;
  return meansMore(told, effect) ? { is: "unconfirmed", effect } : { is: "accepted" };
}

/**
 * Whether a cancel would do what the person was not told: a button may be older than the state of its run, and what is
 * deleted cannot be had back. `told` is the effect that was said before; `null`: none was.
 */
export function meansMore(told: string | null, now: CancelEffect): boolean {
  return now === "deletes-stack" && told !== now;
}

/** By the step at which the run is, and whether that has begun. */
function underway(workflow: WorkflowName, { steps, at }: RunProgress): Cancellation {
  const known = factsOf(workflow).steps;
  // Between its last step and its end, and at a step of another release, a run is told as at its beginning.
  const facts = known[at ?? ""] ?? Object.values(known).find(({ onlyAsks }) => onlyAsks !== true);
  if (facts === undefined) return cannot("it has no steps");
  const { cancel, cancelBefore = cancel } = facts;
  const isNext = steps.find((step) => step.name === at)?.state === "waiting";
  const rule = isNext ? cancelBefore : cancel;
  const outputOf = (step: string) => steps.find((one) => one.name === step)?.output;
  const verdict = typeof rule === "function" ? rule(outputOf) : rule;
  return typeof verdict === "string" ? can(verdict) : cannot(verdict.cannot);
}
