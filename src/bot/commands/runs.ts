import { addDays, dayIn } from "../../domain/day.ts";
import { runsListMessage } from "../views/runs-list.ts";
import type { CommandEntry } from "./command-entry.ts";

/** Two weeks of daily batches. */
const shown = 14;

export const runs: CommandEntry<"runs"> = {
  name: "runs",
  usage: "runs",
  summary: `the last ${shown} days at a glance, and the newest other runs`,
  async listener(_command, _asking, parts) {
    const today = dayIn(parts.config.daily.zone, parts.clock.now());
    const days = Array.from({ length: shown }, (_, back) => addDays(today, -back));
    const [views, recent] = await Promise.all([parts.runs.days(days), parts.runs.recent(shown)]);
    const listed = days.map((day, at) => ({ day, view: views[at] ?? null }));
    const isShown = new Set(views.flatMap((view) => view?.run.id ?? []));
    return runsListMessage(
      listed,
      recent.filter(({ run }) => !isShown.has(run.id)),
    );
  },
};
