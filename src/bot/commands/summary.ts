import { dayIn } from "../../domain/day.ts";
import type { DaySummary } from "../../domain/loans/category-counts.ts";
import type { BotParts } from "../bot-parts.ts";
import { daySummary } from "../views/day-summary.ts";
import { noSummary } from "../views/no-summary.ts";
import type { CommandEntry } from "./command-entry.ts";

export const summary: CommandEntry<"summary"> = {
  name: "summary",
  usage: "summary [today|yesterday|YYYY-MM-DD]",
  summary: "the counts of a day, for you alone; without a day, of the newest one",
  async listener({ day }, _asking, parts) {
    const found = day === null ? await newestSummary(parts) : await parts.runs.summary(day);
    if (found === null) {
      const wanted = day ?? dayIn(parts.config.daily.zone, parts.clock.now());
      const [batch, withdrawn] = await Promise.all([
        parts.runs.batchOf(wanted),
        parts.runs.withdrawalOf(wanted),
      ]);
      return noSummary(wanted, { batch, withdrawn });
    }
    const batch = await parts.runs.view(found.runId);
    return daySummary(found, batch?.cardUrl ?? null);
  },
};

/** Of the newest day that was published; `null` when none was. */
async function newestSummary({ runs }: BotParts): Promise<DaySummary | null> {
  const recent = await runs.recent(100);
  const days = recent.flatMap(({ run }) =>
    run.workflow === "daily-batch" && run.outcome === "succeeded" && run.target.day !== null
      ? [run.target.day]
      : [],
  );
  for (const day of [...new Set(days)].sort().reverse()) {
    const found = await runs.summary(day);
    // What a stack that is gone counted last may be a later day than all that this one has.
    if (found !== null) return found;
  }
  return null;
}
