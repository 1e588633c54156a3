import type { Day } from "../day.ts";
import { dayIn, daysOf } from "../day.ts";
import type { BankCalendar, PassedOver } from "./bank-days.ts";
import { EVERY_DAY, isBankDay, passedOver } from "./bank-days.ts";
import type { DaybookEntry } from "./daybook.ts";
import { actsOf } from "./daybook.ts";
import type { Schedule } from "./due-days.ts";
import { dueSince, newestDue } from "./due-days.ts";
import type { ScheduleEntry } from "./schedule-setting.ts";

/** A calendar, and as long as it held. */
interface Held {
  readonly calendar: BankCalendar;
  /** Of no day before it; `null`: of all. */
  readonly from: Day | null;
  /** Since when, and until when; `null` at an end that is open. */
  readonly since: Date | null;
  readonly until: Date | null;
}

/** What the schedule expects of days, by the calendars that held while they came to be due. */
export interface Expectation {
  /** The one that holds now. */
  readonly calendar: BankCalendar;
  /** Whether that day, once its time is there, is asked for: a later calendar does not take it back. */
  isDue(day: Day): boolean;
  /** Why it is not, by the calendar that holds when its time is there; `null`: it is. */
  passedOver(day: Day): PassedOver | null;
  /** Whether also the calendar of now wants it: what it passes over is neither late nor waited for. */
  isWanted(day: Day): boolean;
  /** Since when it is due, or from when: also a calendar, or a skip that was taken back, can make it due. */
  dueSince(day: Day): Date;
}

/** The calendar that holds: the newest that a timetable has seen, or the configured one where none has looked. */
export function calendarOf(daybook: readonly DaybookEntry[], configured: BankCalendar): BankCalendar {
  return daybook.findLast((entry) => entry.is === "calendar")?.calendar ?? configured;
}

/** Whether that is another calendar than the daybook has, so that it is to be written down. */
export function isNewCalendar(daybook: readonly DaybookEntry[], configured: BankCalendar): boolean {
  return JSON.stringify(calendarOf(daybook, EVERY_DAY)) !== JSON.stringify(configured);
}

/**
 * Another calendar holds from the day on which it is first seen, and for those that come to be due later. So what was due by
 * then stays due, and nothing becomes due behind it.
 */
export function expectationOf({
  daybook,
  record,
  configured,
  schedule,
}: {
  readonly daybook: readonly DaybookEntry[];
  readonly record: readonly ScheduleEntry[];
  readonly configured: BankCalendar;
  readonly schedule: Schedule;
}): Expectation {
  const calendar = calendarOf(daybook, configured);
  const held = calendarsHeld(daybook, { record, calendar, zone: schedule.zone });
  const unskipped = actsOf(daybook).filter(({ is }) => is === "unskipped");

  const holding = (day: Day): Held | undefined => {
    const wanting = held.filter((one) => isBankDay(one.calendar, day));
    // Where all of them say the same, it need not be known which one held.
    if (wanting.length === 0 || wanting.length === held.length) return wanting[0];
    return wanting.find(holdsAt(day));
  };
  const holdsAt = (day: Day) => {
    const at = dueSince(day, schedule);
    return ({ from, until }: Held) => (from === null || from <= day) && (until === null || until > at);
  };
  const isDue = (day: Day) => holding(day) !== undefined;
  return {
    calendar,
    isDue,
    passedOver: (day) => {
      if (isDue(day)) return null;
      const unwilling = held.filter((one) => !isBankDay(one.calendar, day));
      const by = unwilling.findLast(holdsAt(day)) ?? unwilling.at(-1);
      return by === undefined ? null : passedOver(by.calendar, day);
    },
    isWanted: (day) => isBankDay(calendar, day) && isDue(day),
    dueSince: (day) => {
      const taken = unskipped.findLast(({ days }) => days.includes(day));
      const moments = [
        dueSince(day, schedule),
        holding(day)?.since ?? null,
        taken === undefined ? null : new Date(taken.at),
      ];
      return new Date(Math.max(...moments.map((moment) => moment?.getTime() ?? 0)));
    },
  };
}

/** The days since that one which have come to be due, oldest first. */
export function dueUpTo(
  now: Date,
  {
    firstDay,
    schedule,
    expected,
  }: { readonly firstDay: Day; readonly schedule: Schedule; readonly expected: Pick<Expectation, "isDue"> },
): readonly Day[] {
  return daysOf(firstDay, newestDue(schedule, now)).filter((day) => expected.isDue(day));
}

/** A schedule that stood before the first calendar was seen went by every day. */
function calendarsHeld(
  daybook: readonly DaybookEntry[],
  {
    record,
    calendar,
    zone,
  }: { readonly record: readonly ScheduleEntry[]; readonly calendar: BankCalendar; readonly zone: string },
): readonly Held[] {
  const seen = daybook.flatMap((entry) => (entry.is === "calendar" ? [entry] : []));
  const [first] = seen;
  if (first === undefined) return [{ calendar, from: null, since: null, until: null }];
  const begun = record.find((entry) => entry.is === "begun")?.at ?? null;
  const stood = begun !== null && begun < first.at;
  const before: Held = { calendar: EVERY_DAY, from: null, since: null, until: new Date(first.at) };
  const all = seen.map(({ at, calendar: its }, index): Held => {
    const isFirst = index === 0 && !stood;
    const next = seen[index + 1];
    return {
      calendar: its,
      from: isFirst ? null : dayIn(zone, new Date(at)),
      since: isFirst ? null : new Date(at),
      until: next === undefined ? null : new Date(next.at),
    };
  });
  return stood ? [before, ...all] : all;
}
