import { addDays, parseDay } from "../day.ts";
import type { DailyTime } from "../schedule/due-days.ts";
import { dueAt } from "../schedule/due-days.ts";

/** Minutes: Redshift wants half an hour at least; a window of an hour is enough for a patch. */
const LENGTH = 60;
const STEP = 30;
const DAY = 24 * 60;

/**
 * The weekly window, in UTC as Redshift wants it (`sun:02:30-sun:03:30`), that is farthest from the daily batch, by every
 * offset that the zone has in that year: Redshift knows no zones, so one window has to serve summer and winter.
 */
export function maintenanceWindow(at: DailyTime, year: number): string {
  const due = new Set(daysOf(year).map((day) => minuteOfDay(dueAt(day, at))));
  const distance = (start: number) =>
    Math.min(...[...due].flatMap((minute) => [around(minute - start), around(start + LENGTH - minute)]));
  const starts = Array.from({ length: DAY / STEP }, (_, index) => index * STEP);
  const best = starts.reduce((one, other) => (distance(other) > distance(one) ? other : one));
  // Of all days banks need the night to Monday least; a window that begins on Sunday may end on Monday.
  const endsOn = best + LENGTH < DAY ? "sun" : "mon";
  return `sun:${clock(best)}-${endsOn}:${clock((best + LENGTH) % DAY)}`;
}

function daysOf(year: number) {
  const first = parseDay(`${year}-01-01`);
  if (first === null) throw new Error(`the year ${year} has no days`);
  return Array.from({ length: 365 }, (_, index) => addDays(first, index));
}

function minuteOfDay(moment: Date): number {
  return moment.getUTCHours() * 60 + moment.getUTCMinutes();
}

/** Minutes from one time of the day on to another; a time within the window is behind its begin by less than its end. */
function around(minutes: number): number {
  const gone = ((minutes % DAY) + DAY) % DAY;
  return Math.min(gone, DAY - gone);
}

function clock(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");
}
