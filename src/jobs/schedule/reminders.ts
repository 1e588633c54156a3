import type { Day } from "../../domain/day.ts";
import { dayIn } from "../../domain/day.ts";
import { noticeNames, noticesOfDay } from "../../domain/messages/message-id.ts";
import type { FailedDay, Notice } from "../../domain/messages/notice.ts";
import { batchesUpTo } from "../../domain/runs/run-id.ts";
import type { DayAct, DaybookEntry, DayDecision } from "../../domain/schedule/daybook.ts";
import { actsOf } from "../../domain/schedule/daybook.ts";
import type { NotAsked } from "../../domain/schedule/not-asked.ts";
import type {
  ScheduleChange,
  ScheduleEntry,
  ScheduleSetting,
} from "../../domain/schedule/schedule-setting.ts";
import { lockOf } from "../../domain/schedule/stack-lock.ts";
import type { Outbox } from "../messages/outbox.ts";
import type { RunView } from "../requests/run-view.ts";
import type { TimetableParts } from "./timetable-parts.ts";

type StandingSkip = Omit<Extract<DayDecision, { readonly is: "skipped" }>, "is">;
type TakenBack = Extract<DayAct, { readonly is: "unskipped" }>;

/**
 * What still holds is said again after so long: people forget a schedule that is paused, and a Redis that is emptied
 * learns it from the channel, of which only the last weeks are read.
 */
const AGAIN_MS = 28 * 24 * 3_600_000;

/** The notice of a change and its name: the same whoever says it, another one each time it is said again. */
export function changeNotice(
  change: ScheduleChange,
  { now, zone }: { readonly now: Date; readonly zone: string },
): readonly [string, Notice] {
  const times = timesAgain(change.at, now);
  const name = noticeNames.scheduleChanged(change.is, { at: change.at, times });
  return [name, { is: "schedule-changed", change, again: times > 0, ...(change.is === "time" && { zone }) }];
}

/** The same of days that were skipped in one go, as far as they still are. */
export function skipNotice(
  days: readonly Day[],
  skip: StandingSkip,
  {
    now,
    zone,
    withdrawn = [],
  }: { readonly now: Date; readonly zone: string; readonly withdrawn?: readonly Day[] },
): readonly [string, Notice] {
  const { user, why, at } = skip;
  const [day = ""] = days;
  const times = timesAgain(at, now);
  const name = noticeNames.daySkipped(skip.first ?? day, { at, times });
  const all = days.length > 1 ? { days } : {};
  const force = withdrawn.length > 0 && { isWithdrawn: true };
  const ahead = day > dayIn(zone, now) && { isAhead: true };
  return [
    name,
    { is: "day-skipped", day, ...all, ...force, ...ahead, skip: { user, why, at }, again: times > 0 },
  ];
}

/** And of a skip that was taken back, which is said once: nothing holds of it any more. */
export function unskipNotice(
  { days, user, at }: Omit<TakenBack, "is">,
  notAsked?: readonly NotAsked[],
  failed: readonly FailedDay[] = [],
): readonly [string, Notice] {
  const told = {
    ...(notAsked !== undefined && { notAsked }),
    ...(failed.length > 0 && { failed: failed.map(({ day, outcome, asker }) => ({ day, outcome, asker })) }),
  };
  return [noticeNames.daysUnskipped(days[0] ?? "", at), { is: "days-unskipped", days, user, at, ...told }];
}

/** Has what was said of these days, and the cards of their newest runs, say what was decided about them. */
export async function sayDecidedAnew(
  outbox: Pick<Outbox, "renewNotices" | "cardIsStale">,
  {
    days,
    newest,
    stack,
  }: {
    readonly days: readonly Day[];
    readonly newest: readonly (RunView | null)[];
    readonly stack: string;
  },
): Promise<void> {
  const ids = new Map(newest.flatMap((view) => (view === null ? [] : [[view.run.target.day, view.run.id]])));
  const about = (day: Day) => noticesOfDay(day, batchesUpTo(ids.get(day) ?? null, stack));
  await outbox.renewNotices(days.flatMap(about));
  for (const id of ids.values()) await outbox.cardIsStale(id);
}

/** Says what still holds, unless it has been said: also what a crash kept from being said when it was decided. */
export async function sayWhatStands(
  { outbox, daily }: Pick<TimetableParts, "outbox" | "daily">,
  {
    now,
    setting,
    record,
    decided,
    daybook,
  }: {
    readonly now: Date;
    readonly setting: ScheduleSetting;
    readonly record: readonly ScheduleEntry[];
    readonly decided: ReadonlyMap<Day, DayDecision>;
    readonly daybook: readonly DaybookEntry[];
  },
): Promise<void> {
  const resumed = record.findLast((entry) => entry.is === "paused" || entry.is === "resumed");
  const changes = [
    setting.paused,
    setting.changed,
    resumed?.is === "resumed" && timesAgain(resumed.at, now) === 0 ? resumed : null,
  ];
  const lock = lockOf(record, now, daily);
  for (const change of [...changes, lock])
    if (change) await outbox.oweNotice(...changeNotice(change, { now, zone: daily.zone }));
  const today = dayIn(daily.zone, now);
  for (const { days, skip } of skippedTogether(decided)) {
    if (days.some((day) => day >= today))
      await outbox.oweNotice(...skipNotice(days, skip, { now, zone: daily.zone }));
  }
  for (const act of actsOf(daybook)) {
    if (act.is === "unskipped" && timesAgain(act.at, now) === 0) await outbox.oweNotice(...unskipNotice(act));
  }
}

/** Days that are skipped, those of one word together. */
function skippedTogether(
  decided: ReadonlyMap<Day, DayDecision>,
): readonly { readonly days: readonly Day[]; readonly skip: StandingSkip }[] {
  const skipped = [...decided].flatMap(([day, decision]) =>
    decision.is === "skipped" ? [{ day, skip: decision }] : [],
  );
  // Of two words in the same moment each names its first day.
  const words = Map.groupBy(skipped, ({ day, skip }) => `${skip.at} ${skip.first ?? day}`);
  return [...words.values()].flatMap((word) => {
    const [first] = word;
    return first ? [{ days: word.map(({ day }) => day).toSorted(), skip: first.skip }] : [];
  });
}

function timesAgain(at: string, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / AGAIN_MS));
}
