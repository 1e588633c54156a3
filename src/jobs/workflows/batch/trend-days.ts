import type { Day } from "../../../domain/day.ts";
import type { SumColumn } from "../../../domain/loans/contract/spark-contract.ts";
import type { PublishedDay } from "../../../domain/loans/published-days.ts";
import { MOST_COUNTS } from "../../../domain/loans/published-days.ts";
import { TREND_DAYS } from "../../../domain/loans/trend-of-days.ts";
import { isBankDay, lastBankDays } from "../../../domain/schedule/bank-days.ts";
import type { Statement } from "../steps/statements.ts";
import type { World } from "../world.ts";
import { isCompared } from "./same-bytes.ts";

/** The bank days of a day's trend, oldest first, as far back as days are compared; none where it is no bank day itself. */
export function trendDays({ calendar }: Pick<World["settings"], "calendar">, day: Day): readonly Day[] {
  if (!isBankDay(calendar, day)) return [];
  const days = lastBankDays(calendar, { until: day, count: TREND_DAYS });
  return days.filter((one) => one === day || isCompared(one, day));
}

/**
 * Those that a day is held against, of the published ones, newest first. None where it is no bank day: whoever runs such a day
 * does not expect a bank day's loans of it.
 */
export function earlierBankDays(
  { calendar }: Pick<World["settings"], "calendar">,
  published: readonly PublishedDay[],
  day: Day,
): readonly PublishedDay[] {
  if (!isBankDay(calendar, day)) return [];
  return published.filter((one) => one.day < day && isBankDay(calendar, one.day));
}

/** What the amounts of the days came to; nothing is asked where the contract has no sums. */
export function sumsBetween(
  columns: readonly SumColumn[],
  parameters: { readonly oldest: Day; readonly day: Day },
): readonly Statement[] {
  if (columns.length === 0) return [];
  const words = { sums: columns.map(({ column }) => column).join(","), most: String(MOST_COUNTS) };
  return [{ file: "summary/amount-sums", words, parameters }];
}
