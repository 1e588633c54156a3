import { Temporal } from "temporal-polyfill";
import type { Day } from "../day.ts";
import { addDays, dayIn } from "../day.ts";

/** When a day's batch begins: a time on the wall of the bank's zone. */
export interface DailyTime {
  /** `HH:MM`. */
  readonly time: string;
  /** IANA name. */
  readonly zone: string;
}

/** The time that holds now, with those that held before it. */
export interface Schedule extends DailyTime {
  /** Oldest first, each with the ISO time at which another one took its place; `null`: there was no schedule. */
  readonly earlier: readonly { readonly time: string | null; readonly until: string }[];
}

/**
 * The moment at which `day` is due. A time that the zone jumps over is due right after the jump, so that also zones
 * that jump at midnight lose no day; a time that comes twice is due the first time.
 */
export function dueAt(day: Day, { time, zone }: DailyTime): Date {
  const wanted = Temporal.PlainDateTime.from(`${day}T${time}`);
  // "compatible" takes the earlier of two, and moves a time in a gap on by the gap's length.
  const taken = wanted.toZonedDateTime(zone, { disambiguation: "compatible" });
  if (taken.toPlainDateTime().equals(wanted)) return new Date(taken.epochMilliseconds);
  const before = wanted.toZonedDateTime(zone, { disambiguation: "earlier" });
  const jump = before.getTimeZoneTransition("next");
  return new Date((jump ?? taken).epochMilliseconds);
}

/**
 * The moment since which `day` is due, or from which it will be. Another time holds from the moment at which it is set:
 * a day that it makes due at once is due since then, whatever that time says, and one that was due by then stays so.
 */
export function dueSince(day: Day, { time, zone, earlier }: Schedule): Date {
  const due = dueAt(day, { time, zone });
  const last = earlier.at(-1);
  if (last === undefined) return due;
  const changedAt = new Date(last.until);
  if (due > changedAt) return due;
  if (last.time === null) return changedAt;
  const before = dueSince(day, { time: last.time, zone, earlier: earlier.slice(0, -1) });
  return before < changedAt ? before : changedAt;
}

/** The newest day that is due at `now`. */
export function newestDue(at: DailyTime, now: Date): Day {
  // The day on the wall and its neighbors are enough: no zone puts a time of a day further away than that.
  let day = addDays(dayIn(at.zone, now), 1);
  while (dueAt(day, at) > now) day = addDays(day, -1);
  return day;
}

/** The first day that is not due yet, with the moment at which it will be. */
export function nextDue(at: DailyTime, now: Date): { readonly day: Day; readonly at: Date } {
  const day = addDays(newestDue(at, now), 1);
  return { day, at: dueAt(day, at) };
}

/** What a change of the time comes to for the day on the wall: all others are due before it, or after it, by any time. */
export type TodayAfterChange = { readonly day: Day } & (
  | { readonly is: "due-now" | "has-run" }
  /** ISO time. */
  | { readonly is: "due-later"; readonly at: string }
);

/** When the day on the wall becomes due by a time that holds from `now` on. */
export function todayAfterChange(
  schedule: DailyTime,
  { now, hasRun }: { readonly now: Date; readonly hasRun: boolean },
): TodayAfterChange {
  const day = dayIn(schedule.zone, now);
  if (hasRun) return { day, is: "has-run" };
  const at = dueAt(day, schedule);
  return at <= now ? { day, is: "due-now" } : { day, is: "due-later", at: at.toISOString() };
}

/**
 * Of the days that are due those that nobody has asked for, oldest first: the first `limit` are to be run, what is left is
 * for a person to decide.
 */
export function dueDays({
  days,
  known,
  limit,
}: {
  /** Every day that has come to be due, oldest first. */
  readonly days: readonly Day[];
  /** Whether that day has a run already, or was decided on by a person. */
  readonly known: (day: Day) => boolean;
  readonly limit: number;
}): { readonly run: readonly Day[]; readonly left: readonly Day[] } {
  const missing = days.filter((day) => !known(day));
  return { run: missing.slice(0, limit), left: missing.slice(limit) };
}

/** The moment by which the summary of a day is expected: the first of that time after the day came to be due. */
export function deadlineAt(since: Date, { time, zone }: DailyTime): Date {
  const onDay = dayIn(zone, since);
  const at = dueAt(onDay, { time, zone });
  return at > since ? at : dueAt(addDays(onDay, 1), { time, zone });
}

/** How a batch that is at work does beside what batches usually take. */
export type Pace =
  /** ISO time by which it is there if it takes as long as others. */
  | { readonly is: "on-time"; readonly dueAt: string }
  /** It takes longer than others: by how much cannot be told. */
  | { readonly is: "slow"; readonly soFarMs: number };

/** Never a moment that has passed. */
export function paceOf({
  startedAt,
  usualMs,
  now,
}: {
  /** ISO time. */
  readonly startedAt: string;
  readonly usualMs: number;
  readonly now: Date;
}): Pace {
  const soFarMs = now.getTime() - Date.parse(startedAt);
  if (soFarMs >= usualMs) return { is: "slow", soFarMs };
  return { is: "on-time", dueAt: new Date(Date.parse(startedAt) + usualMs).toISOString() };
}

/** The middle one of some lengths of time, in milliseconds; `null` when there is none to go by. */
export function medianMs(lengths: readonly number[]): number | null {
  const sorted = lengths.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : Math.round((upper + lower) / 2);
}
