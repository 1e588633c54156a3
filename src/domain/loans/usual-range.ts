import { grouped } from "../grouped.ts";

/** What is usual of a number, by the same number of earlier days. */
export interface UsualRange {
  readonly median: number;
  /** The count may be so far from the median. */
  readonly within: number;
  readonly least: number;
  /** The same without one day that was far less than each other: a file that was cut and told all the same. */
  readonly ordinaryLeast: number;
  readonly most: number;
  readonly days: number;
  /** That share of the median is usual, whatever the days had. */
  readonly share: number;
  /** So many standard deviations of a count are chance; absent: none. */
  readonly roots?: number;
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
    ordinaryLeast: ordinaryLeastOf(earlier),
    most: Math.max(...earlier),
    days: earlier.length,
    share,
    ...(roots > 0 && { roots }),
  };
}

/**
 * What is usual of the days of one kind among them, newest first: as far from their own median, as a share of it, as is usual
 * from that of all. `null` with fewer than `LEAST_OF_A_KIND`, or where their median or the newest of them is usual of all days:
 * they are no kind of their own, or no longer.
 */
export function usualOfKind(kind: readonly number[], all: UsualRange): UsualRange | null {
  const [newest] = kind;
  if (newest === undefined || kind.length < LEAST_OF_A_KIND || all.median === 0) return null;
  if (!isUnusual(median(kind), all) || !isUnusual(newest, all)) return null;
  return rangeOfKind(kind, all);
}

/**
 * The same of days of one kind that are so much alike that they are one whatever the others are, as where every second day has a
 * hundredth of the days between. One or two of several may be others, as cut files that were told. `null`: those left are fewer,
 * or not alike.
 */
export function usualOfAlike(kind: readonly number[], all: UsualRange): UsualRange | null {
  if (all.median === 0) return null;
  const sorted = kind.toSorted((one, other) => one - other);
  const alike = [0, 1, MOST_OTHERS]
    .flatMap((others) =>
      Array.from({ length: others + 1 }, (_, less) => sorted.slice(less, sorted.length - others + less)),
    )
    .find(areAlike);
  return alike === undefined ? null : rangeOfKind(alike, all);
}

/** From the least to the most. */
function areAlike(days: readonly number[]): boolean {
  const [least = 0] = days;
  return days.length >= LEAST_OF_A_KIND && least > 0 && (days.at(-1) ?? 0) <= least * ALIKE;
}

/**
 * What is usual by all days, held against one of that kind: the least of them is one of it, and others are like it, so that it is
 * no day that went wrong.
 */
export function withLeastOfKind(
  all: UsualRange,
  { newest, kind }: { readonly newest: readonly number[]; readonly kind: readonly number[] },
): UsualRange {
  const like = kind.filter((one) => one <= all.least * ALIKE);
  return newest.includes(all.least) && like.length > 1 ? { ...all, ordinaryLeast: all.least } : all;
}

function rangeOfKind(kind: readonly number[], all: UsualRange): UsualRange {
  const middle = median(kind);
  return {
    ...all,
    median: middle,
    within: (all.within / all.median) * middle,
    least: Math.min(...kind),
    ordinaryLeast: Math.min(...kind),
    most: Math.max(...kind),
    days: kind.length,
  };
}

/** The median of three bears one day that went wrong and was told all the same. */
const LEAST_OF_A_KIND = 3;

/** So many of a kind may be unlike the others. */
const MOST_OTHERS = 2;

/** Days of which none has half as much again as another are alike, however far apart others are. */
const ALIKE = 1.5;

/** Of so many days one that has less than half of each other is no measure of what may be usual. */
const ENOUGH_DAYS = 8;

function ordinaryLeastOf(days: readonly number[]): number {
  const [least = 0, next = least] = days.toSorted((one, other) => one - other);
  return days.length >= ENOUGH_DAYS && least * 2 < next ? next : least;
}

/** Whether a count is further from the median than is usual, or beyond what is usual however far apart the days are. */
export function isUnusual(count: number, usual: UsualRange): boolean {
  const { from, to } = edgesOf(usual);
  return count < from || count > to;
}

/** Whether a count is far beyond all of the days. */
export function isFarBeyond(count: number, usual: UsualRange): boolean {
  const { lowest, highest } = boundsOf(usual);
  return count < lowest || count > highest;
}

/** Whether a count is under a quarter of the least or over four times the most: a holiday beside a weekend makes no such day. */
export function isManyTimesOff(count: number, { least, most }: UsualRange): boolean {
  return count * 4 < least || count > most * 4;
}

/** Whether a count is a third under the least or half over the most: half a file is, and a busy day mostly is not. */
export function isUnlike(count: number, { least, most }: UsualRange): boolean {
  return count * 3 < least * 2 || count * 2 > most * 3;
}

/** Whether a count is under the least or over the most of the days by more than the share that is usual. */
export function isBeyondAll(count: number, { least, most, share }: UsualRange): boolean {
  return count < least * (1 - share) || count > most * (1 + share);
}

/**
 * What the days had, and what is usual by them: `the last 14 days had 480–510, usual is 450–550`. A number of fewer than `k`
 * is not told.
 */
export function rangeInWords(usual: UsualRange, { k = 0, kind = "day" } = {}): string {
  const { days } = usual;
  const { from, to } = edgesOf(usual);
  const of = days === 1 ? `the ${kind} before` : `the last ${days} ${kind}s`;
  return `${of} had ${hadInWords(usual, k)}, usual is ${between(from, to)}`;
}

/** What the days had: `480–510`, or `500 each`. */
export function hadInWords({ least, most, days }: UsualRange, k = 0): string {
  const told = (one: number) => (one > 0 && one < k ? `fewer than ${k}` : grouped(one));
  if (days === 1) return told(least);
  return told(least) === told(most) ? `${told(least)} each` : `${told(least)}–${told(most)}`;
}

/** The smallest and the largest count that is usual. */
export interface UsualEdges {
  readonly from: number;
  readonly to: number;
}

/** Between what counts are usual. */
export function edgesOf(usual: UsualRange): UsualEdges {
  const { median: middle, within } = usual;
  const { lowest, highest } = boundsOf(usual);
  return {
    from: Math.max(0, Math.ceil(Math.max(middle - within, lowest))),
    to: Math.floor(Math.min(middle + within, highest)),
  };
}

/**
 * Half the least and twice the most of the days: where these are so far apart that their deviations reach down to nothing, a
 * hundredth of a file would be usual otherwise.
 */
function boundsOf({ median: middle, ordinaryLeast: least, most, share, roots = 0 }: UsualRange): {
  readonly lowest: number;
  readonly highest: number;
} {
  const chance = (count: number) => roots * Math.sqrt(count);
  return {
    lowest: Math.min(least / 2 - chance(least / 2), middle * (1 - share)),
    highest: Math.max(most * 2 + chance(most * 2), middle * (1 + share)),
  };
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
