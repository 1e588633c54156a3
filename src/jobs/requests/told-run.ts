import type { DaySummary } from "../../domain/loans/category-counts.ts";
import { loansOf, summaryOf } from "../../domain/runs/backfill.ts";
import type { ToldRun } from "../../domain/runs/day-number/withdrawal.ts";
import type { RunView } from "./run-view.ts";

/** A generation of a day that was told, by its journal, with what its summary says. */
export function toldRun({
  run,
  progress,
}: Pick<RunView, "run" | "progress">): ToldRun & { readonly summary: DaySummary | null } {
  return {
    ...{ runId: run.id, loans: loansOf(progress), withdrawn: progress.withdrawn },
    summary: summaryOf(progress),
  };
}
