import { z } from "zod";
import type { Day } from "../day.ts";

/** Between what counts the day's own is usual, by the days before it; absent where too few of them are known. */
const usual = z.object({ from: z.number(), to: z.number() }).optional();

/**
 * One number for each of the days. `null` is a gap: the day is not published, or what it had is shown among small counts.
 * Amounts are plain decimals, those of a column in the order of the summary's sums.
 */
const line = z.object({
  counts: z.array(z.number().nullable()).readonly(),
  sums: z.array(z.array(z.string().nullable()).readonly()).readonly(),
});

/** What the bank days up to a day had, oldest first, as it stands in the day's summary. */
export const trend = z.object({
  days: z.array(z.custom<Day>((text) => typeof text === "string")).readonly(),
  categories: z.array(line.extend({ category: z.string(), usual })).readonly(),
  total: line.extend({ usual }),
});

export type Trend = Readonly<z.infer<typeof trend>>;
