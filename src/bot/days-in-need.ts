import type { Day } from "../domain/day.ts";
import { dayIn } from "../domain/day.ts";
import { lastBankDays } from "../domain/schedule/bank-days.ts";
import { dueSince } from "../domain/schedule/due-days.ts";
import type { ScheduleView } from "../jobs/schedule/desk-answers.ts";
import type { BotParts } from "./bot-parts.ts";
import { listedDays } from "./listed-days.ts";
import type { ListedDay } from "./views/runs/runs-list.ts";

/** Bank days that are looked through, as many as a Home lists. */
export const LISTED_DAYS = 14;

/** Whether somebody has to see to that day: its newest run failed or is held, and nobody has passed the day over. */
export function needsSomebody({ view, skip }: Pick<ListedDay, "view" | "skip">): boolean {
  const state = view?.progress.state;
  return skip === null && (state === "failed" || state === "held");
}

/**
 * Those of the last bank days that need somebody, newest first; today also where it is due by that schedule and has no run. Only of
 * them it is read what stands of them, so that a look at how things are stays a quick one.
 */
export async function daysInNeed(
  parts: BotParts,
  read: {
    readonly schedule: Promise<Pick<ScheduleView, "setting">>;
    readonly skips: ReturnType<BotParts["desk"]["skips"]>;
  },
): Promise<readonly ListedDay[]> {
  const { config, clock, runs } = parts;
  const { calendar, zone } = config.daily;
  const today = dayIn(zone, clock.now());
  const days = lastBankDays(calendar, { until: today, count: LISTED_DAYS }).toReversed();
  const [views, skips, { setting }] = await Promise.all([runs.days(days), read.skips, read.schedule]);
  const isOverdue = (day: Day) =>
    day === today &&
    setting.time !== null &&
    setting.paused === null &&
    dueSince(day, { ...setting, time: setting.time, zone }) <= clock.now();
  const inNeed = days.filter((day, at) => {
    const listed = { view: views[at] ?? null, skip: skips.get(day) ?? null };
    return needsSomebody(listed) || (listed.view === null && listed.skip === null && isOverdue(day));
  });
  return inNeed.length === 0 ? [] : await listedDays(inNeed, parts);
}
