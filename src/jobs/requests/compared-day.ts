import type { Day } from "../../domain/day.ts";
import type { DaySummary } from "../../domain/loans/category-counts.ts";
import { comparedSince } from "../../domain/runs/day-number/day-number.ts";
import type { RunView } from "./run-view.ts";
import { toldRun } from "./told-run.ts";

/** The summary, which says now whether the number that it compares with stands; `numbers` as `RunReader.numbers`. */
export async function withComparedDay(
  summary: DaySummary,
  numbers: (day: Day) => Promise<readonly RunView[]>,
): Promise<DaySummary> {
  const { previous } = summary;
  if (previous === null) return summary;
  const told = (await numbers(previous.day)).map((view) => {
    const one = toldRun(view);
    return { ...one, counts: one.summary?.counts ?? null };
  });
  const since = comparedSince(previous, told);
  if (since === null) return summary;
  const marked = since === "withdrawn" ? { isWithdrawn: true } : { isReplaced: true };
  return { ...summary, previous: { ...previous, ...marked } };
}
