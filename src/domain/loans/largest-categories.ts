import type { CategoryCount } from "./category-counts.ts";
import { compare, total } from "./category-counts.ts";

/** A category, or some together, on a day and on the day before it; `before` is `null` without one. */
export interface LargestCount {
  readonly category: string;
  readonly count: number;
  readonly before: number | null;
}

/** The largest categories of a day and of the day before it, and all others together. */
export interface LargestCategories {
  readonly largest: readonly LargestCount[];
  /** Without a name of its own; `null`: there are no others. */
  readonly others: (Omit<LargestCount, "category"> & { readonly names: readonly string[] }) | null;
}

/**
 * At most `most` of them, the others among them, largest first by the larger of the two days. What is not known of both days on
 * its own, as where small counts share a row, is among the others, so that both days come to their total.
 */
export function largestCategories(
  counts: readonly CategoryCount[],
  previous: readonly CategoryCount[] | null,
  most: number,
): LargestCategories {
  const changes = compare(counts, previous);
  const beside = changes.map(({ category, count, change }) => ({
    category,
    count,
    before: change === null ? null : count - change,
  }));
  const known = beside
    .filter(({ before }) => previous === null || before !== null)
    .toSorted((one, other) => sizeOf(other) - sizeOf(one));
  const isAll = known.length === beside.length && known.length <= most;
  const largest = isAll ? known : known.slice(0, most - 1);
  const shown = new Set(largest.map(({ category }) => category));
  const names = beside.map(({ category }) => category).filter((category) => !shown.has(category));
  const others = {
    names,
    count: total(counts) - total(largest),
    before: previous && total(previous) - largest.reduce((sum, { before }) => sum + (before ?? 0), 0),
  };
  return { largest, others: names.length === 0 ? null : others };
}

function sizeOf({ count, before }: LargestCount): number {
  return Math.max(count, before ?? 0);
}
