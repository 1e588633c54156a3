import type { Day } from "../day.ts";
import type { DaySummary } from "./category-counts.ts";
import { compare as changesBetween } from "./category-counts.ts";
import type { Trend } from "./trend.ts";
import { trendOf } from "./trend-of-days.ts";
import type { UsualEdges } from "./usual-range.ts";

/** A day's number as it is told now. */
type ToldDay = Pick<DaySummary, "day" | "counts">;

/** What the bank days up to one had, by the numbers that are told now. */
export interface TrendNow {
  readonly day: Day;
  /** Oldest first. */
  readonly days: readonly Day[];
  /** Those of the days that have a number. */
  readonly told: readonly Day[];
  /** `null`: too few have one for a line. */
  readonly trend: Trend | null;
  /** What is usual was reckoned as the day was counted, by numbers of which some are others now: it is left out. */
  readonly isUsualOld: boolean;
}

/**
 * The trend up to that day, by what is told `before` it now: what stands in its summary was looked up as it was counted, and days
 * have been published and withdrawn since.
 */
export function trendNow(
  newest: Pick<DaySummary, "day" | "counts" | "trend">,
  { days, before }: { readonly days: readonly Day[]; readonly before: readonly ToldDay[] },
): TrendNow {
  const told = [...before.filter(({ day }) => days.includes(day)), newest];
  const last = told.filter(({ day }) => day < newest.day).toSorted((a, b) => (a.day < b.day ? 1 : -1))[0];
  const categories = changesBetween(newest.counts, last?.counts ?? null).map(({ category }) => category);
  const linesBy = (usual: (category: string | null) => UsualEdges | null) =>
    trendOf(told, {
      ...{ days, categories, usual },
      // Each as it was shown in its own summary.
      shown: (counts) => counts,
      sums: { rows: [], columns: [] },
    });
  const plain = linesBy(() => null);
  const stored = newest.trend;
  const isUsualOld = stored?.total.usual !== undefined && plain !== null && !isSame(stored, plain);
  return {
    ...{ day: newest.day, days, isUsualOld },
    told: days.filter((day) => told.some((one) => one.day === day)),
    trend: stored === undefined || isUsualOld ? plain : linesBy((category) => usualIn(stored, category)),
  };
}

/** Whether the days before the last one have the numbers that they had. */
function isSame(stored: Trend, now: Trend): boolean {
  return stored.days.slice(0, -1).every((day, at) => {
    const count = now.total.counts[now.days.indexOf(day)];
    return (count ?? null) === stored.total.counts[at];
  });
}

function usualIn({ total, categories }: Trend, category: string | null): UsualEdges | null {
  const line = category === null ? total : categories.find((one) => one.category === category);
  return line?.usual ?? null;
}
