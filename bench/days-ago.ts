import { addDays, dayIn } from "../src/domain/day.ts";

/** The day so many days before the one that it is now: a day further back than a year is asked about, and not run. */
export function daysAgo(days: number): string {
  return addDays(dayIn("UTC", new Date()), -days);
}
