import { z } from "zod";
import type { Day } from "../day.ts";
import { amountSums } from "./amount-sums.ts";
import { isFoldedName, isSmallName } from "./names/small-counts.ts";
import { tally } from "./tally.ts";
import { trend } from "./trend.ts";

/** What rows without a category are counted as. */
export const BLANK_CATEGORY = "(blank)";

/** How many loans of one category a day has. */
export interface CategoryCount {
  readonly category: string;
  readonly count: number;
}

/** A category beside the day before: `change` is `null` where the day before is not known. */
export interface CategoryChange extends CategoryCount {
  readonly change: number | null;
}

/** The sum of all counts. */
export function total(counts: readonly CategoryCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

/**
 * Largest first, equal ones by name; with the change since `previous`. A category that vanished is listed with 0. Where small
 * counts are shown together, a category that is not seen on its own on both days has no change: it would tell what was hidden.
 * Of a row that categories shared and that no such row follows it is said that it is gone, so that the rows account for the total.
 */
export function compare(
  counts: readonly CategoryCount[],
  previous: readonly CategoryCount[] | null,
): readonly CategoryChange[] {
  const before = new Map(previous?.map(({ category, count }) => [category, count]));
  const here = new Set(counts.map(({ category }) => category));
  const wasFolded = [...before.keys()].some(isSmallName);
  const isFolded = [...here].some(isSmallName);
  const hasShared = [...here].some(isFoldedName);
  const gone = isFolded
    ? []
    : [...before.keys()].filter((category) => !here.has(category) && !(hasShared && isFoldedName(category)));
  const isHidden = (category: string) => isFoldedName(category) || (wasFolded && !before.has(category));
  return [...counts, ...gone.map((category) => ({ category, count: 0 }))]
    .map(({ category, count }) => ({
      category,
      count,
      change: previous === null || isHidden(category) ? null : count - (before.get(category) ?? 0),
    }))
    .sort((a, b) => b.count - a.count || (a.category < b.category ? -1 : 1));
}

const day = z.custom<Day>((text) => typeof text === "string");

const counts = z.array(z.object({ category: z.string(), count: z.number() })).readonly();

/** All that a day's summary says, as it stands in journals and messages; made by the batch, rendered by the bot. */
export const daySummary = z.object({
  day,
  runId: z.string(),
  counts,
  /** The newest earlier bank day of the last `COMPARED_WITHIN_DAYS` that is published; `null` without one. */
  previous: z
    .object({
      day,
      counts,
      /** The run whose number it was; absent in what earlier releases made. */
      runId: z.string().optional(),
      /** That its number was taken back since; looked up where the summary is shown, and absent where it stands. */
      isWithdrawn: z.boolean().optional(),
      /** The same of one in whose place another number stands since. */
      isReplaced: z.boolean().optional(),
    })
    .readonly()
    .nullable(),
  tally,
  /** What the contract's amounts came to; absent where it asks for none. */
  sums: amountSums.optional(),
  /** What the last bank days had; absent where too few are published, and of a day on which the bank does not work. */
  trend: trend.optional(),
  /** Findings that do not block, as sentences. */
  warnings: z.array(z.string()).readonly(),
  /** By whom and why what held the day was let pass, and since when it was held (ISO time); absent where nothing was. */
  releases: z
    .array(z.object({ by: z.string(), reason: z.string(), heldSince: z.string() }))
    .readonly()
    .optional(),
  /** By whom and why the number was withdrawn that was told of the very file before. */
  withdrawnBefore: z.object({ by: z.string(), reason: z.string() }).readonly().optional(),
  /** Each is `null` where it was lost with a Redis. */
  lineage: z
    .object({
      /** Where the file came from: its name only, never a path with people's names in it. */
      source: z.string().nullable(),
      sourceSha256: z.string().nullable(),
      scriptSha256: z.string().nullable(),
      emrStepId: z.string().nullable(),
      statementId: z.string().nullable(),
    })
    .readonly(),
  /** It was lost with a Redis: its counts are those of the Spark script's report in the lake, and what it was compared with is not known. */
  isFromLake: z.literal(true).optional(),
});

export type DaySummary = Readonly<z.infer<typeof daySummary>>;
