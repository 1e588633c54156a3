import { withoutAccountIds } from "../../domain/aws/redact-account-ids.ts";
import { DayHeld, Problem } from "../../domain/problem.ts";
import type { Journal } from "../../domain/runs/journal.ts";
import { workflowDifference } from "../../domain/runs/next-move.ts";
import type { ProblemRecord } from "../../domain/runs/run.ts";
import { stepTitle } from "../../domain/workflows/index.ts";
import type { Progress } from "../../domain/workflows/progress.ts";
import type { AnyWorkflow } from "./workflow.ts";

/** A step at which this many workers died in a row, without one slice that ended, is not given to another one. */
const POISON = 10;

/** What is still at work is named in a sentence: so many at the most. */
const MOST_NAMED = 5;

/** Problems go to a channel, and AWS's own sentences name accounts. */
export function record(problem: Problem, ref?: string): ProblemRecord {
  const code = problem.code;
  const [says, remedy] = [withoutAccountIds(problem.says), withoutAccountIds(problem.remedy)];
  const holds = problem instanceof DayHeld && problem.holds.length > 0 ? { holds: problem.holds } : {};
  return { code, says, remedy, ...(ref === undefined ? {} : { ref }), ...holds };
}

/** Why a run must not be moved any further, or `null`. */
export function unfitToMove(
  workflow: AnyWorkflow<never>,
  { journal, workersBegun }: { readonly journal: Journal; readonly workersBegun: number },
): Problem | null {
  const steps = workflow.steps.map((step) => step.name);
  const difference = workflowDifference({ version: workflow.version, steps }, journal);
  if (difference !== null) {
    return new Problem("workflow-changed", `going on with a run of an older release: ${difference}`, {
      remedy: "finish in AWS by hand what it had begun, then ask for it anew (a day with `--force`)",
    });
  }
  if (workersBegun <= POISON) return null;
  return new Problem("poison", `moving the run: ${workersBegun - 1} workers died at it in a row`, {
    remedy: "look in the log for what ended them, then press Retry",
  });
}

/**
 * A step has taken longer than it may. To give up looking ends nothing in AWS: what the last look found at work is named, since it
 * goes on there and keeps others waiting.
 */
export function tooLate(step: string, within: string, seen: Progress | null): Problem {
  const atWork = (seen?.items ?? []).filter(({ state }) => state === "underway" || state === "waiting");
  const named = atWork.slice(0, MOST_NAMED).map(({ name, state }) => `${name} (${state})`);
  const more = atWork.length > MOST_NAMED ? ` and ${atWork.length - MOST_NAMED} more` : "";
  const still = named.length === 0 ? "" : `; still at work: ${named.join(", ")}${more}`;
  return new Problem("step-late", `waiting to ${stepTitle(step)}: not finished within ${within}${still}`, {
    remedy:
      named.length === 0
        ? "look at what it waits for, then press Retry"
        : "it goes on there and may keep other days waiting; end it in AWS, or press Retry, which looks at it first and ends what it would do twice",
  });
}

/** A step that was canceled does not end. */
export function notStopped(step: string, within: string): Problem {
  return new Problem("stop-late", `stopping "${step}": it has not ended within ${within} and may go on`, {
    remedy: "look at it in AWS",
  });
}
