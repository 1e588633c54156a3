import { addDays, dayIn } from "../../domain/day.ts";
import { passedOver } from "../../domain/schedule/bank-days.ts";
import { runsListMessage } from "../views/runs/runs-list.ts";
import type { CommandEntry } from "./command-entry.ts";

/** Two weeks of daily batches. */
const shown = 14;

export const runs: CommandEntry<"runs"> = {
  name: "runs",
  usage: "runs",
  summary: `the last ${shown} days at a glance, and the newest other runs`,
  async listener(_command, _asking, parts) {
    const { zone, calendar } = parts.config.daily;
    const today = dayIn(zone, parts.clock.now());
    const days = Array.from({ length: shown }, (_, back) => addDays(today, -back));
    const [views, recent, skips] = await Promise.all([
      parts.runs.days(days),
      parts.runs.recent(shown),
      parts.desk.skips(),
    ]);
    const listed = await Promise.all(
      days.map(async (day, at) => {
        const [standing, withdrawn] = await Promise.all([
          parts.runs.standing(day),
          parts.runs.withdrawalOf(day),
        ]);
        const view = views[at] ?? null;
        const skip = skips.get(day) ?? null;
        return { day, view, standing, withdrawn, skip, passedOver: passedOver(calendar, day) };
      }),
    );
    const isShown = new Set(listed.flatMap(({ view, standing }) => [view?.run.id, standing?.run.id]));
    return runsListMessage(
      listed,
      recent.filter(({ run }) => !isShown.has(run.id)),
    );
  },
};
