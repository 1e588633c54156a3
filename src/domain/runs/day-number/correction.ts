import type { CategoryChange } from "../../loans/category-counts.ts";
import { compare, total } from "../../loans/category-counts.ts";
import type { CountedRun } from "./day-number.ts";
import { dayNumber } from "./day-number.ts";

/** That a day had another number before the one that is told, and what is other of it. */
export interface Correction {
  /** The run that told the former number, and how many loans these were; `null` where that was lost. */
  readonly was: { readonly runId: string; readonly loans: number | null };
  /** The former number had been taken back, and nothing was told in its place. */
  readonly isAfterWithdrawal: boolean;
  /** Categories that differ, the largest difference first; `null` where the former counts were lost. */
  readonly changes: readonly CategoryChange[] | null;
  /** The difference of all loans, also of those whose category is not told. */
  readonly change: number | null;
}

/** What the number of `runId` corrects, by all that was told of its day, newest first; `null`: it is the day's first one. */
export function correctionOf(told: readonly CountedRun[], runId: string): Correction | null {
  const place = told.findIndex((one) => one.runId === runId);
  const own = told[place];
  const before = told.slice(place + 1);
  const { number } = dayNumber(before);
  const former = before.find((one) => one.runId === number?.runId) ?? before[0];
  if (own === undefined || former === undefined) return null;
  const { counts } = own;
  const was = former.counts;
  const isKnown = counts !== null && was !== null;
  return {
    was: { runId: former.runId, loans: former.loans },
    isAfterWithdrawal: number === null,
    changes: isKnown ? differing(compare(counts, was)) : null,
    change: isKnown ? total(counts) - total(was) : null,
  };
}

function differing(changes: readonly CategoryChange[]): readonly CategoryChange[] {
  const size = ({ change }: CategoryChange) => Math.abs(change ?? 0);
  return changes.filter((one) => size(one) > 0).toSorted((one, other) => size(other) - size(one));
}
