import type { Day } from "../day.ts";
import type { Run } from "../runs/run.ts";
import { isBadEnd } from "../runs/run.ts";
import type { RunProgress } from "../runs/run-progress.ts";
import type { DayDecision } from "./daybook.ts";
import type { Skip } from "./schedule-setting.ts";

/**
 * The skip of the day that this run was for, where the run ended badly before: nothing waits for it then. `null`: there is none, or
 * the day was run all the same since.
 */
export function skippedSince(
  {
    run,
    progress: { state, endedAt },
  }: {
    readonly run: Pick<Run, "workflow">;
    readonly progress: Pick<RunProgress, "state" | "endedAt">;
  },
  skip: Skip | null,
): Skip | null {
  if (skip === null || run.workflow !== "daily-batch" || !isBadEnd(state)) return null;
  return endedAt !== null && skip.at < endedAt ? null : skip;
}

/** The skips among what was decided about days. */
export function skipsIn(decisions: ReadonlyMap<Day, DayDecision>): (day: Day) => Skip | null {
  return (day) => {
    const decision = decisions.get(day);
    return decision?.is === "skipped" ? decision : null;
  };
}
