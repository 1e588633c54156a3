import type { Day } from "../../../domain/day.ts";
import { addDays, daysOf } from "../../../domain/day.ts";
import { COMPARED_WITHIN_DAYS } from "../../../domain/loans/category-counts.ts";
import type { World } from "../world.ts";

/**
 * Another number, or none, is the day's now: the summaries in the channel of its other generations, and those of later days
 * that compare with it, are edited to say so, and so are the cards of the numbers that were taken back.
 */
export async function sayAnew({ days, outbox }: Pick<World, "days" | "outbox">, day: Day): Promise<void> {
  const own = await days.told(day);
  if (own.length === 0) return;
  for (const { runId, withdrawn } of own) if (withdrawn !== null) await days.showCard(runId);
  const later = await Promise.all(
    daysOf(addDays(day, 1), addDays(day, COMPARED_WITHIN_DAYS)).map((one) => days.told(one)),
  );
  const compared = later.flat().filter(({ summary }) => summary?.previous?.day === day);
  for (const { runId, summary } of [...own, ...compared]) {
    if (summary !== null && (await outbox.seeSummary(runId)) === "posted") await outbox.oweSummary(summary);
  }
}
