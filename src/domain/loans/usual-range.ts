import { grouped } from "../grouped.ts";

/** What is usual of a number, by the same number of earlier days. */
export interface UsualRange {
  readonly median: number;
  /** The count may be so far from the median. */
  readonly within: number;
  readonly least: number;
  readonly most: number;
  readonly days: number;
}

/** What is usual by a rule of the contract. */
interface Measures {
  readonly least: number;
  readonly mads: number;
  readonly share: number;
  /** So many standard deviations of a count are chance: that of a small one is its root. */
  readonly roots?: number;
}

/**
 * The median of the earlier days, and how far from it is usual: so many median absolute deviations, that share of the
 * median, or what is chance, whichever is most. `null` with fewer earlier days than `least`: they tell nothing.
 */
export function usualRange(
  earlier: readonly number[],
  { least, mads, share, roots = 0 }: Measures,
): UsualRange | null {
  if (earlier.length === 0 || earlier.length < least) return null;
  const middle = median(earlier);
  const deviation = median(earlier.map((one) => Math.abs(one - middle)));
  return {
    median: middle,
    within: Math.max(mads * deviation, share * middle, roots * Math.sqrt(middle)),
    least: Math.min(...earlier),
    most: Math.max(...earlier),
    days: earlier.length,
  };
}

/** Whether a count is further from the median than is usual. */
export function isUnusual(count: number, usual: UsualRange): boolean {
  const { from, to } = edgesOf(usual);
  return count < from || count > to;
}

/**
 * What the days had, and what is usual by them: `the last 14 days had 480–510, usual is 450–550`. A number of fewer than `k`
 * is not told.
 */
export function rangeInWords(usual: UsualRange, k = 0): string {
  const { least, most, days } = usual;
  const { from, to } = edgesOf(usual);
  const told = (one: number) => (one > 0 && one < k ? `fewer than ${k}` : grouped(one));
  const each = told(least) === told(most);
  const range = each ? `${told(least)} each` : `${told(least)}–${told(most)}`;
  const had = days === 1 ? `the day before had ${told(least)}` : `the last ${days} days had ${range}`;
  return `${had}, usual is ${between(from, to)}`;
}

/** The smallest and the largest count that is usual. */
function edgesOf({ median: middle, within }: UsualRange): { readonly from: number; readonly to: number } {
  return { from: Math.max(0, Math.ceil(middle - within)), to: Math.floor(middle + within) };
}

function between(from: number, to: number): string {
  return from === to ? grouped(from) : `${grouped(from)}–${grouped(to)}`;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? upper)) / 2;
}
