import { countsOf } from "../day-counts.ts";
import { daySummary } from "../views/day-summary.ts";
import type { CommandEntry } from "./command-entry.ts";

export const summary: CommandEntry<"summary"> = {
  name: "summary",
  usage: "summary [today|yesterday|YYYY-MM-DD]",
  summary: "the counts of a day, for you alone; without a day, of the newest one",
  async listener({ day }, _asking, parts) {
    const counts = await countsOf(day, parts);
    if ("none" in counts) return counts.none;
    const { found } = counts;
    const [batch, seen] = await Promise.all([
      parts.runs.view(found.runId),
      parts.outbox.acknowledgment(found.runId),
    ]);
    return daySummary(found, batch?.cardUrl ?? null, { seen });
  },
};
