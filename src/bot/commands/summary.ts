import { typed } from "../../domain/command.ts";
import type { Day } from "../../domain/day.ts";
import { dayIn } from "../../domain/day.ts";
import type { BotParts } from "../parts.ts";
import { daySummary } from "../views/day-summary.ts";
import { code, md } from "../views/markup.ts";
import { says } from "../views/problem.ts";
import type { CommandEntry } from "./command-entry.ts";

export const summary: CommandEntry<"summary"> = {
  name: "summary",
  usage: "summary [today|yesterday|YYYY-MM-DD]",
  summary: "the counts of a day, for you alone; without a day, of the newest one",
  async listener({ day }, _asking, parts) {
    const wanted = day ?? (await newestDay(parts));
    const found = await parts.runs.summary(wanted);
    if (found === null) {
      return says(
        md`There is no summary of ${wanted}. ${code(typed({ name: "run", day: wanted, force: false }))} makes it.`,
      );
    }
    const batch = await parts.runs.view(found.runId);
    return daySummary(found, batch?.cardUrl ?? null);
  },
};

/** The newest day that a batch published; today when none did. */
async function newestDay({ runs, config, clock }: BotParts): Promise<Day> {
  const recent = await runs.recent(100);
  const days = recent.flatMap(({ run }) =>
    run.workflow === "daily-batch" && run.outcome === "succeeded" && run.target.day !== null
      ? [run.target.day]
      : [],
  );
  return days.sort().at(-1) ?? dayIn(config.daily.zone, clock.now());
}
