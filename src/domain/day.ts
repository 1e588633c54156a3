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

/** The day `days` later, or earlier when negative. */
export function addDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString() as Day;
}

/** Days as numbers that sort and score as the days do: `20261123`. */
export function dayNumber(day: Day): number {
  return Number(day.replaceAll("-", ""));
}
