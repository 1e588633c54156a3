import { dayIn } from "../../domain/day.ts";
import { noticeNames } from "../../domain/messages/message-id.ts";
import type { Notice } from "../../domain/messages/notice.ts";
import type {
  ScheduleChange,
  ScheduleEntry,
  ScheduleSetting,
  Skip,
} from "../../domain/schedule/schedule-setting.ts";
import type { Decision } from "../store/schedule-store.ts";
import type { TimetableParts } from "./timetable-parts.ts";

/**
 * What still holds is said again after so long: people forget a schedule that is paused, and a Redis that is emptied
 * learns it from the channel, of which only the last weeks are read.
 */
const AGAIN_MS = 28 * 24 * 3_600_000;

/** The notice of a change and its name: the same whoever says it, another one each time it is said again. */
export function changeNotice(change: ScheduleChange, now: Date): readonly [string, Notice] {
  const times = timesAgain(change.at, now);
  const name = noticeNames.scheduleChanged(change.is, { at: change.at, times });
  return [name, { is: "schedule-changed", change, again: times > 0 }];
}

/** The same of a day that was skipped. */
export function skipNotice(day: string, skip: Skip, now: Date): readonly [string, Notice] {
  const { user, why, at } = skip;
  const times = timesAgain(at, now);
  const name = noticeNames.daySkipped(day, { at, times });
  return [name, { is: "day-skipped", day, skip: { user, why, at }, again: times > 0 }];
}

/** Says what still holds, unless it has been said: also what a crash kept from being said when it was decided. */
export async function sayWhatStands(
  { outbox, daily }: Pick<TimetableParts, "outbox" | "daily">,
  {
    now,
    setting,
    record,
    decided,
  }: {
    readonly now: Date;
    readonly setting: ScheduleSetting;
    readonly record: readonly ScheduleEntry[];
    readonly decided: ReadonlyMap<string, Decision>;
  },
): Promise<void> {
  const resumed = record.findLast((entry) => entry.is === "paused" || entry.is === "resumed");
  const changes = [
    setting.paused,
    setting.changed,
    resumed?.is === "resumed" && timesAgain(resumed.at, now) === 0 ? resumed : null,
  ];
  for (const change of changes) if (change) await outbox.oweNotice(...changeNotice(change, now));
  const today = dayIn(daily.zone, now);
  for (const [day, decision] of decided) {
    if (decision.is === "skipped" && day >= today) await outbox.oweNotice(...skipNotice(day, decision, now));
  }
}

function timesAgain(at: string, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / AGAIN_MS));
}
