/** What is usual of a number, by the same number of earlier days. */
export interface UsualRange {
  readonly median: number;
  /** The number may be so far from the median. */
  readonly within: number;
  readonly least: number;
  readonly most: number;
  readonly days: number;
}

/**
 * The median of the earlier days, and how far from it is usual: so many median absolute deviations, or that share of the
 * median where it is more. `null` with fewer earlier days than `least`: they tell nothing.
 */
export function usualRange(
  earlier: readonly number[],
  { least, mads, share }: { readonly least: number; readonly mads: number; readonly share: number },
): UsualRange | null {
  if (earlier.length === 0 || earlier.length < least) return null;
  const middle = median(earlier);
  const deviation = median(earlier.map((one) => Math.abs(one - middle)));
  return {
    median: middle,
    within: Math.max(mads * deviation, share * middle),
    least: Math.min(...earlier),
    most: Math.max(...earlier),
    days: earlier.length,
  };
}

/** Whether a number is further from the median than is usual. */
export function isUnusual(number: number, { median: middle, within }: UsualRange): boolean {
  return Math.abs(number - middle) > within;
}

/** `the last 14 days had 480–510`. */
export function rangeInWords({ least, most, days }: UsualRange): string {
  const range = least === most ? `${grouped(least)} each` : `${grouped(least)}–${grouped(most)}`;
  return days === 1 ? `the day before had ${grouped(least)}` : `the last ${days} days had ${range}`;
}

/** `1,000,000`. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? upper)) / 2;
}
