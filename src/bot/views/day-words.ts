import { Temporal } from "temporal-polyfill";
import type { Day } from "../../domain/day.ts";

/** `Fri 27 Nov 2026`. */
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
