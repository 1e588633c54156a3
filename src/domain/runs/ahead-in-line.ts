import { factsOf } from "../workflows/index.ts";
import type { Run } from "./run.ts";
import type { RunProgress } from "./run-progress.ts";

/** A live run, as far as its place in line goes. */
interface Live {
  readonly run: Pick<Run, "id" | "workflow" | "target">;
  readonly progress: Pick<RunProgress, "state">;
}

/** So many of those in line are told how many are before them: each of their cards is edited whenever the line moves. */
export const COUNTED_IN_LINE = 10;

/**
 * Those that have their turn before this one, which has not begun: first the one that is at work, then by day, of one day a
 * withdrawal first. Who waits for a person lets all others pass. None of a run that has begun, or that waits in no line.
 */
export function aheadInLine<Other extends Live>(one: Live, live: readonly Other[]): readonly Other[] {
  if (!isInLine(one) || one.progress.state !== "queued") return [];
  return live
    .filter((other) => other.run.id !== one.run.id && isInLine(other))
    .filter(({ progress }) => progress.state !== "approval")
    .filter((other) => other.progress.state !== "queued" || placeOf(other) < placeOf(one))
    .toSorted((a, b) => {
      const begun = Number(a.progress.state === "queued") - Number(b.progress.state === "queued");
      return begun !== 0 ? begun : placeOf(a) < placeOf(b) ? -1 : 1;
    });
}

/**
 * The one of these that keeps away what wants the stack alone, such as a teardown: who has it alone, then who waits for a person, which
 * does not end by itself, then the line, then a backfill; `null`: none is live. Redis decides by the same order as a run is opened.
 */
export function inTheWay<Other extends Live>(live: readonly Other[]): Other | null {
  const line = live
    .filter(isInLine)
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : placeOf(a) > placeOf(b) ? 1 : 0));
  const alone = live.find(({ run }) => factsOf(run.workflow).holds === "alone");
  return alone ?? line.find(({ progress }) => progress.state === "approval") ?? line[0] ?? live[0] ?? null;
}

function isInLine({ run }: Live): boolean {
  return factsOf(run.workflow).holds === "in-line";
}

/** Sorts as the line does. */
function placeOf({ run }: Live): string {
  return `${run.target.day} ${run.workflow === "withdraw-day" ? 0 : 1}`;
}
