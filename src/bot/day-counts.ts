import { farOffDay } from "../domain/commands/days/far-off.ts";
import type { Day } from "../domain/day.ts";
import { dayIn } from "../domain/day.ts";
import type { DaySummary } from "../domain/loans/category-counts.ts";
import type { BotParts } from "./bot-parts.ts";
import { stackState } from "./stack-state.ts";
import type { Message } from "./views/block-kit/message.ts";
import { noSummary } from "./views/no-summary.ts";

/** What was told of that day, without one of the newest; or why there is nothing to tell. */
export async function countsOf(
  day: Day | null,
  parts: Pick<BotParts, "runs" | "config" | "clock" | "log">,
): Promise<{ readonly found: DaySummary } | { readonly none: Message }> {
  const { runs, config, clock } = parts;
  const found = day === null ? await newestSummary(parts) : await runs.summary(day);
  if (found !== null) return { found };
  const today = dayIn(config.daily.zone, clock.now());
  const wanted = day ?? today;
  const [batch, withdrawn, stack] = await Promise.all([
    runs.batchOf(wanted),
    runs.withdrawalOf(wanted),
    stackState(parts),
  ]);
  const isFar = farOffDay({ name: "run", day: wanted, force: false }, today) !== null;
  return { none: noSummary(wanted, { batch, withdrawn, stack, isFar }) };
}

/** Of the newest day, among those that are wanted, that was published; `null` when none was. */
export async function newestSummary(
  { runs }: Pick<BotParts, "runs">,
  isWanted: (day: Day) => boolean = () => true,
): Promise<DaySummary | null> {
  const recent = await runs.recent(100);
  const days = recent.flatMap(({ run }) =>
    run.workflow === "daily-batch" && run.outcome === "succeeded" && run.target.day !== null
      ? [run.target.day]
      : [],
  );
  for (const day of [...new Set(days)].filter(isWanted).sort().reverse()) {
    const found = await runs.summary(day);
    // What a stack that is gone counted last may be a later day than all that this one has.
    if (found !== null) return found;
  }
  return null;
}
