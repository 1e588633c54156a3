/** One series of measurements and what it is of. */
export interface Series {
  readonly what: string;
  readonly values: readonly number[];
}

/** What a reader is shown of a series. */
export interface Digest {
  readonly what: string;
  readonly n: number;
  readonly median: number;
  /** `null` below a hundred values, where it would be the largest one under another name. */
  readonly p99: number | null;
}

/** Median and, from a hundred values on, the 99th percentile. */
export function digest({ what, values }: Series): Digest {
  return {
    what,
    n: values.length,
    median: quantile(values, 0.5),
    p99: values.length < 100 ? null : quantile(values, 0.99),
  };
}

/** The least of two series of milliseconds beside each other: what a machine with other work to do has lengthened least. */
export function leastOf(measured: readonly number[], baseline: readonly number[]): string {
  const seconds = (values: readonly number[]) => `${(Math.min(...values) / 1_000).toFixed(1)} s`;
  return `the least of them was ${seconds(measured)}, of the baseline ${seconds(baseline)}`;
}

/** All counts together. */
export function total(counts: ReadonlyMap<string, number>): number {
  return counts.values().reduce((sum, count) => sum + count, 0);
}

/** The smallest value that at least this share of all values does not exceed (nearest rank). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error("taking a quantile: nothing was measured");
  return value;
}
