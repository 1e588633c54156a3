import { addDays, dayIn } from "../../domain/day.ts";
import { passedOver, passedOverWords } from "../../domain/schedule/bank-days.ts";
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
    const [views, recent] = await Promise.all([parts.runs.days(days), parts.runs.recent(shown)]);
    const listed = await Promise.all(
      days.map(async (day, at) => {
        const because = passedOver(calendar, day);
        const view = views[at] ?? null;
        const isTaken = view !== null && view.progress.withdrawn !== null;
        const withdrawn = isTaken ? await parts.runs.withdrawalOf(day) : null;
        return { day, view, withdrawn, noBankDay: because && passedOverWords(because) };
      }),
    );
    const isShown = new Set(views.flatMap((view) => view?.run.id ?? []));
    return runsListMessage(
      listed,
      recent.filter(({ run }) => !isShown.has(run.id)),
    );
  },
};
