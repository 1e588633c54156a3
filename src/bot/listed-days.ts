import type { Day } from "../domain/day.ts";
import { passedOver } from "../domain/schedule/bank-days.ts";
import type { Skip } from "../domain/schedule/schedule-setting.ts";
import { skippedSince } from "../domain/schedule/skipped-since.ts";
import type { RunView } from "../jobs/requests/run-view.ts";
import type { BotParts } from "./bot-parts.ts";
import type { ListedDay } from "./views/runs/runs-list.ts";

/** A run that ended badly, and that its day was passed over since, where it was. */
export function withSkip(view: RunView, skips: ReadonlyMap<Day, Skip>): RunView {
  const { day } = view.run.target;
  const skipped = day === null ? null : skippedSince(view, skips.get(day) ?? null);
  return skipped === null ? view : { ...view, skipped };
}

/** What became of those days, in the same order. */
export async function listedDays(
  days: readonly Day[],
  { runs, desk, config }: Pick<BotParts, "runs" | "desk" | "config">,
): Promise<readonly ListedDay[]> {
  const [views, skips] = await Promise.all([runs.days(days), desk.skips()]);
  return await Promise.all(
    days.map(async (day, at) => {
      const [standing, withdrawn] = await Promise.all([runs.standing(day), runs.withdrawalOf(day)]);
      const view = views[at] ?? null;
      const skip = skips.get(day) ?? null;
      return { day, view, standing, withdrawn, skip, passedOver: passedOver(config.daily.calendar, day) };
    }),
  );
}
