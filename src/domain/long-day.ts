import { Temporal } from "temporal-polyfill";
import type { Day } from "./day.ts";

/** A day as people are told it where it could be mistaken for another: `Fri 27 Nov 2026`. */
export function longDay(day: Day): string {
  return `${shortDay(day)} ${day.slice(0, 4)}`;
}

/** `Fri 27 Nov`, where the year is not in question. */
export function shortDay(day: Day): string {
  const date = Temporal.PlainDate.from(day);
  const word = (options: { readonly weekday?: "short"; readonly month?: "short" }) =>
    date.toLocaleString("en-US", options);
  return `${word({ weekday: "short" })} ${date.day} ${word({ month: "short" })}`;
}

/** Both ends of a range in full: `Mon 23 Nov 2026 to Wed 25 Nov 2026`; of one day that day. */
export function longDays(from: Day, until: Day): string {
  return from === until ? longDay(from) : `${longDay(from)} to ${longDay(until)}`;
}
