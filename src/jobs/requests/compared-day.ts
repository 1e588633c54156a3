import type { Day } from "../../domain/day.ts";
import type { DaySummary } from "../../domain/loans/category-counts.ts";
import { isTakenBackSince } from "../../domain/runs/withdrawal.ts";
import { batchFacts } from "../../domain/workflows/batch-facts.ts";
import { outputOf } from "../../domain/workflows/workflow-facts.ts";
import type { RunView } from "./run-view.ts";

/** The summary, which says now whether the number that it compares with was taken back; `told` as `RunReader.told`. */
export async function withComparedDay(
  summary: DaySummary,
  told: (day: Day) => Promise<readonly Pick<RunView, "progress">[]>,
): Promise<DaySummary> {
  const { previous } = summary;
  if (previous === null) return summary;
  const numbers = (await told(previous.day)).map(({ progress }) => ({
    counts: outputOf(batchFacts, progress, "summarize")?.counts ?? null,
    isWithdrawn: progress.withdrawn !== null,
  }));
  return isTakenBackSince(previous.counts, numbers)
    ? { ...summary, previous: { ...previous, isWithdrawn: true } }
    : summary;
}
