import type { Day } from "../../../domain/day.ts";
import { addDays, daysOf } from "../../../domain/day.ts";
import { COMPARED_WITHIN_DAYS } from "../../../domain/loans/compared-within.ts";
import { TOLD_WITHIN_DAYS } from "../../../domain/messages/alert.ts";
import { noticesOfDay } from "../../../domain/messages/message-id.ts";
import { isBadEnd } from "../../../domain/runs/run.ts";
import { batchesUpTo } from "../../../domain/runs/run-id.ts";
import type { World } from "../world.ts";

/**
 * Another number, or none, is the day's now: the summaries in the channel of its other generations, and those of later days
 * that compare with it, are edited to say so, and so are the cards of the numbers that were taken back, those of backfills that
 * told one, the notices that are about the day, and what people were called for of later days that ended badly: it says which
 * number stands meanwhile.
 */
export async function sayAnew(
  { days, outbox, settings: { stack } }: Pick<World, "days" | "outbox" | "settings">,
  day: Day,
): Promise<void> {
  const runIds = batchesUpTo((await days.see(day))?.runId ?? null, stack);
  await outbox.renewNotices(noticesOfDay(day, runIds));
  // What people were called for is told with the card of its run.
  for (const runId of runIds) await days.showCard(runId);
  for (const later of daysOf(addDays(day, 1), addDays(day, TOLD_WITHIN_DAYS))) {
    const run = await days.see(later);
    if (run !== null && run.outcome !== null && isBadEnd(run.outcome)) await days.showCard(run.runId);
  }
  const own = await days.told(day);
  if (own.length === 0) return;
  for (const { runId, withdrawn } of own) if (withdrawn !== null) await days.showCard(runId);
  const tellers = new Set(own.flatMap(({ backfill }) => backfill ?? []));
  for (const backfill of tellers) await days.showCard(backfill);
  const later = await Promise.all(
    daysOf(addDays(day, 1), addDays(day, COMPARED_WITHIN_DAYS)).map((one) => days.told(one)),
  );
  const compared = later.flat().filter(({ summary }) => summary?.previous?.day === day);
  for (const { runId, summary } of [...own, ...compared]) {
    if (summary !== null && (await outbox.seeSummary(runId)) === "posted") await outbox.oweSummary(summary);
  }
}
