import type { Day } from "../domain/day.ts";
import { addDays } from "../domain/day.ts";
import type { DaySummary } from "../domain/loans/category-counts.ts";
import { COMPARED_WITHIN_DAYS } from "../domain/loans/compared-within.ts";
import type { TrendNow } from "../domain/loans/trend-now.ts";
import { trendNow } from "../domain/loans/trend-now.ts";
import { TREND_DAYS } from "../domain/loans/trend-of-days.ts";
import { lastBankDays, previousBankDay } from "../domain/schedule/bank-days.ts";
import type { BotParts } from "./bot-parts.ts";

/** The bank days up to that one by the numbers that are told of them now. */
export async function trendUpTo(
  newest: DaySummary,
  { runs, config }: Pick<BotParts, "runs" | "config">,
): Promise<TrendNow> {
  const last = lastBankDays(config.daily.calendar, { until: newest.day, count: TREND_DAYS });
  const days = last.filter((day) => day >= addDays(newest.day, -COMPARED_WITHIN_DAYS));
  const before = days.filter((day) => day < newest.day);
  const told = await Promise.all(before.map((day) => runs.summary(day)));
  return trendNow(newest, { days, before: told.filter((one) => one !== null) });
}

/** The newest bank day before that one of which a number is told now; `null`: none of those that a day is compared with is. */
export async function toldBefore(
  day: Day,
  { runs, config: { daily } }: Pick<BotParts, "runs" | "config">,
): Promise<DaySummary | null> {
  const oldest = addDays(day, -COMPARED_WITHIN_DAYS);
  let before = previousBankDay(daily.calendar, day);
  for (; before >= oldest; before = previousBankDay(daily.calendar, before)) {
    const found = await runs.summary(before);
    if (found !== null) return found;
  }
  return null;
}

/** What became of the number with which a day was compared as it was counted. */
export interface ComparedNow {
  readonly summary: DaySummary;
  /** The compared day, where it has another number now, or none; `null`: its number stands. */
  readonly changed: { readonly day: Day; readonly isTold: boolean } | null;
}

/** The day beside what the compared one has now: a number that was taken back is drawn nowhere. */
export async function besideNow(summary: DaySummary, { runs }: Pick<BotParts, "runs">): Promise<ComparedNow> {
  const { previous } = summary;
  if (previous === null || (previous.isWithdrawn !== true && previous.isReplaced !== true))
    return { summary, changed: null };
  const { day } = previous;
  const now = await runs.summary(day);
  return {
    summary: { ...summary, previous: now && { day, counts: now.counts, runId: now.runId } },
    changed: { day, isTold: now !== null },
  };
}
