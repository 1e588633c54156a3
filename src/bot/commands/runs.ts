import { addDays, dayIn } from "../../domain/day.ts";
import { listedDays } from "../listed-days.ts";
import { runsListMessage } from "../views/runs/runs-list.ts";
import type { CommandEntry } from "./command-entry.ts";

/** Two weeks of daily batches. */
const shown = 14;

export const runs: CommandEntry<"runs"> = {
  name: "runs",
  usage: "runs",
  summary: `the last ${shown} days at a glance, and the newest other runs`,
  async listener(_command, _asking, parts) {
    const { zone } = parts.config.daily;
    const today = dayIn(zone, parts.clock.now());
    const days = Array.from({ length: shown }, (_, back) => addDays(today, -back));
    const [listed, recent] = await Promise.all([listedDays(days, parts), parts.runs.recent(shown)]);
    const isShown = new Set(listed.flatMap(({ view, standing }) => [view?.run.id, standing?.run.id]));
    return runsListMessage(
      listed,
      recent.filter(({ run }) => !isShown.has(run.id)),
    );
  },
};
