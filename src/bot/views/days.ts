import { typed } from "../../domain/commands/command.ts";
import type { Day } from "../../domain/day.ts";
import { addDays, countDays, timeIn } from "../../domain/day.ts";
import { weekdayOf } from "../../domain/schedule/bank-days.ts";
import type { NotAsked } from "../../domain/schedule/not-asked.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, joined, md, moment } from "./block-kit/markup.ts";

/** A day with its weekday: `Mon 2026-11-30`. */
export function dated(day: Day): string {
  return `${weekdayOf(day).slice(0, 3)} ${day}`;
}

/** A time by the bank's clock with the name of its zone, and the moment on the reader's own clock where that may be another. */
export function bankTime(iso: string, zone: string): Markup {
  const local = `${timeIn(zone, new Date(iso))} ${zone}`;
  return zone === "UTC" ? md`${local}` : md`${local}, ${moment(iso)}`;
}

/** All of a few days, the ends of many; of many with others between them also how many there are from end to end. */
export function daysWords(all: readonly Day[]): Markup {
  const [first, last] = [all[0], all.at(-1)];
  if (all.length > 10 && first !== undefined && last !== undefined) {
    const between = countDays(first, last);
    return between === all.length
      ? md`${first} to ${last} (${all.length} days)`
      : md`${all.length} of the ${between} days from ${first} to ${last}`;
  }
  return joined(
    all.map((day) => md`${day}`),
    ", ",
  );
}

/** A day that nobody skips any more and that comes to nothing by itself all the same. */
export function notAskedWords({
  day,
  why,
  isForced = false,
  isLive = false,
  isAhead = false,
}: NotAsked): Markup {
  const which = md`The schedule does not ask for ${day}: ${why}.`;
  if (isAhead) return md`${which} Once it has come it can be run by hand.`;
  return isLive ? which : md`${which} ${code(typed({ name: "run", day, force: isForced }))} does.`;
}

/** The verb behind them. */
export function isOrAre({ length }: readonly Day[]): string {
  return length === 1 ? "is" : "are";
}

/** The days as a command takes them: one, or from the first to the last. */
export function rangeOf(all: readonly Day[]): { readonly day: Day; readonly until?: Day } {
  const [day, until] = [all[0], all.at(-1)];
  if (day === undefined || until === undefined) throw new Error("naming days in a command: there are none");
  return day === until ? { day } : { day, until };
}

/** The days with nothing left out between them, as one command each takes them. */
export function rangesOf(all: readonly Day[]): readonly ReturnType<typeof rangeOf>[] {
  const begins = all.flatMap((day, at) => (at > 0 && day === addDays(all[at - 1] ?? day, 1) ? [] : [at]));
  return begins.map((at, nth) => rangeOf(all.slice(at, begins[nth + 1])));
}
