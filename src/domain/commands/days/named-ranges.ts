import { Temporal } from "temporal-polyfill";
import type { Day } from "../../day.ts";
import { addDays, daysOf, weekBefore } from "../../day.ts";
import { isBankDay, lastBankDays } from "../../schedule/bank-days.ts";
import { nearest } from "../edit-distance.ts";
import type { ReadBy } from "./day-names.ts";

/** A range that somebody named: its first and its last day, and the days of it that are meant, oldest first. */
interface NamedRange {
  readonly first: Day;
  readonly last: Day;
  readonly bank: readonly Day[];
}

/** Reads `this week`, `last month`, `last 3 days` and the like; `null` for anything else. Of weeks and months the bank days are meant. */
export function namedRange(words: string, by: ReadBy): NamedRange | null {
  return lastDays(words, by) ?? weekOrMonth(words, by);
}

/** The last of them is today. */
function lastDays(words: string, { today, calendar }: ReadBy): NamedRange | null {
  const [, count = "0", ofTheBank] =
    /^(?:the )?(?:last|past|previous) (\d{1,3}) ((?:bank|banking|business|working) ?)?days$/.exec(words) ??
    [];
  if (Number(count) === 0) return null;
  const first = addDays(today, 1 - Number(count));
  const bank =
    ofTheBank === undefined
      ? daysOf(first, today)
      : lastBankDays(calendar, { until: today, count: Number(count) });
  return { first, last: today, bank };
}

function weekOrMonth(words: string, by: ReadBy): NamedRange | null {
  const [, which, what] = /^(?:the )?(last|past|previous|this|next) (week|month)$/.exec(words) ?? [];
  if (which === undefined) return null;
  const on = which === "this" ? 0 : which === "next" ? 1 : -1;
  const whole = what === "week" ? weekOf(by.today, on) : monthOf(by.today, on);
  const { first, last } = which === "this" ? within(whole, by) : whole;
  return { first, last, bank: daysOf(first, last).filter((day) => isBankDay(by.calendar, day)) };
}

/** The range with a name that is nearest to misspelt words; `null` where none is. */
export function nearRange(words: string, by: ReadBy): { readonly from: Day; readonly until: Day } | null {
  // Those that have no meaning here are nearer to themselves than to one that has.
  const name = nearest(words, [
    ...["last week", "this week", "next week", "last month", "this month"],
    ...["last year", "this year", "next year", "last day", "this day", "next day"],
    ...["last weekend", "this weekend", "next weekend"],
  ]);
  const range = name === undefined ? null : namedRange(name, by);
  const [from, until] = [range?.bank[0], range?.bank.at(-1)];
  return from === undefined || until === undefined ? null : { from, until };
}

/** Of a week or month that goes on: what has come of it, or, where days to come are meant, what is to come. */
function within({ first, last }: Ends, { today, ahead = false }: ReadBy): Ends {
  return ahead ? { first: today, last } : { first, last: today };
}

interface Ends {
  readonly first: Day;
  readonly last: Day;
}

function weekOf(today: Day, weeks: number): Ends {
  const { from, until } = weekBefore(addDays(today, 7 * (weeks + 1)));
  return { first: from, last: until };
}

function monthOf(today: Day, months: number): Ends {
  const first = Temporal.PlainDate.from(today).with({ day: 1 }).add({ months });
  return { first: first.toString() as Day, last: first.with({ day: first.daysInMonth }).toString() as Day };
}
