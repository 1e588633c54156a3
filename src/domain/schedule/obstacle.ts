import type { ProblemRecord, Run } from "../runs/run.ts";
import type { RunProgress } from "../runs/run-progress.ts";

/** The run that holds the stack while a day is due. */
export interface Holder extends Pick<Run, "workflow" | "target"> {
  readonly runId: string;
  /** Slack's user id. */
  readonly askedBy: string;
  /** ISO time since which it has held the stack. */
  readonly since: string;
  /** Nothing moves until somebody answers on its card. */
  readonly waitsForPerson: boolean;
}

/** Why a day that was asked for has no run: another run has the stack, it was refused, or asking came to nothing. */
export type Obstacle =
  | { readonly is: "busy"; readonly holder: Holder }
  | { readonly is: "refused" | "broken"; readonly problem: ProblemRecord };

/** So long a deploy that is at work may well take; what is gone by then was nobody's concern. */
const PATIENCE_MS = 10 * 60_000;

/** What a person needs to know of the run that holds the stack. */
export function holderOf(run: Run, { state, begunAt }: Pick<RunProgress, "state" | "begunAt">): Holder {
  return {
    runId: run.id,
    workflow: run.workflow,
    target: run.target,
    askedBy: run.askedBy.user,
    since: begunAt,
    waitsForPerson: state === "approval",
  };
}

/**
 * Whether the channel has to hear now that a day waits: at once when only a person can let it go on, otherwise after a
 * while of waiting for this very obstacle. What is broken is the process's trouble, which says so where it is watched.
 */
export function isToBeTold(
  obstacle: Obstacle,
  { dueAt, now }: { readonly dueAt: Date; readonly now: Date },
): boolean {
  switch (obstacle.is) {
    case "busy": {
      const { waitsForPerson, since } = obstacle.holder;
      const waitsSince = Math.max(dueAt.getTime(), Date.parse(since));
      return waitsForPerson || now.getTime() - waitsSince >= PATIENCE_MS;
    }
    case "refused":
      return now.getTime() - dueAt.getTime() >= PATIENCE_MS;
    case "broken":
      return false;
  }
}
