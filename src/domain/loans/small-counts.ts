/** How many loans of one category, as shown. */
interface Shown {
  readonly category: string;
  readonly count: number;
}

/** What categories of fewer than `k` loans are shown as. */
function smallName(k: number): string {
  return `others (<${k})`;
}

/**
 * Puts categories of fewer than `k` loans together under one name, so that nobody reads a single customer out of a small
 * number; with 0 everything stays. The sum is the same.
 */
export function foldSmall(counts: readonly Shown[], k: number): readonly Shown[] {
  const small = counts.filter(({ count }) => count > 0 && count < k);
  if (small.length === 0) return counts;
  const rest = counts.filter((one) => !small.includes(one));
  return [...rest, { category: smallName(k), count: small.reduce((sum, { count }) => sum + count, 0) }];
}

/** Whether it is what small counts are shown as. */
export function isSmallName(category: string): boolean {
  return /^others \(<\d+\)$/.test(category);
}
