import { Temporal } from "temporal-polyfill";

/** A business date such as `2026-11-23`, in the bank's time zone; never a moment in time. */
export type Day = string & { readonly __day: true };

/** Reads `YYYY-MM-DD`; `null` for anything that is no calendar date. */
export function parseDay(text: string): Day | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" }).toString() as Day;
  } catch {
    // A RangeError is Temporal's way to say that the calendar has no such date (2026-02-30).
    return null;
  }
}

/** The date that clocks on the wall of `zone` (an IANA name) show at `now`. */
export function dayIn(zone: string, now: Date): Day {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString() as Day;
}

/** The time that those clocks show, as `HH:MM`. */
export function timeIn(zone: string, now: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainTime()
    .toString({ smallestUnit: "minute" });
}

/** The day `days` later, or earlier when negative. */
export function addDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString() as Day;
}

/** Days as numbers that sort and score as the days do: `20261123`. */
export function dayNumber(day: Day): number {
  return Number(day.replaceAll("-", ""));
}

/** Days of a range, both ends counted; 0 or less when it runs backward. */
export function countDays(from: Day, until: Day): number {
  return Temporal.PlainDate.from(from).until(until).days + 1;
}

/** Every day of a range, oldest first; none when it runs backward. */
export function daysOf(from: Day, until: Day): readonly Day[] {
  return Array.from({ length: Math.max(0, countDays(from, until)) }, (_, index) => addDays(from, index));
}

/** Monday to Sunday of the week before the one that `today` is in; weeks begin on Monday, as in ISO 8601. */
export function weekBefore(today: Day): { readonly from: Day; readonly until: Day } {
  const monday = addDays(today, 1 - Temporal.PlainDate.from(today).dayOfWeek);
  return { from: addDays(monday, -7), until: addDays(monday, -1) };
}
