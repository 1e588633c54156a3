import { Temporal } from "temporal-polyfill";
import type { Day } from "../day.ts";
import { addDays, dayIn } from "../day.ts";
import type { BankCalendar } from "./bank-days.ts";
import { lastBankDays, nextBankDay } from "./bank-days.ts";
import { dueAt } from "./due-days.ts";

/** What is kept until the end of a day is so by its last minute, so that people are told its own date. */
export const LAST_MINUTE = "23:59";

/** How many of a month's last bank days, and of the next one's first, the stack is not to be changed on. */
export interface MonthEndFreeze {
  readonly last: number;
  readonly first: number;
}

/** By what a month's end is reckoned: the bank's calendar and zone, as configured. */
export interface FreezeBy {
  readonly zone: string;
  readonly calendar: BankCalendar;
  /** `null`: no month's end freezes the stack. */
  readonly freeze: MonthEndFreeze | null;
}

/** From when to when (ISO times) the freeze lasts that `now` is in; `null`: it is in none. */
export function monthEndFreeze(
  now: Date,
  { zone, calendar, freeze }: FreezeBy,
): { readonly at: string; readonly until: string } | null {
  if (freeze === null) return null;
  const today = dayIn(zone, now);
  for (const month of [firstOfMonth(today, -1), firstOfMonth(today, 0)]) {
    const next = firstOfMonth(month, 1);
    const closing =
      freeze.last === 0 ? [next] : lastBankDays(calendar, { until: addDays(next, -1), count: freeze.last });
    let end = addDays(next, -1);
    for (let days = 0; days < freeze.first; days += 1) end = nextBankDay(calendar, end);
    const [start = next] = closing;
    if (today < start || today > end) continue;
    return {
      at: dueAt(start, { time: "00:00", zone }).toISOString(),
      until: dueAt(end, { time: LAST_MINUTE, zone }).toISOString(),
    };
  }
  return null;
}

function firstOfMonth(day: Day, months: number): Day {
  return Temporal.PlainDate.from(day).with({ day: 1 }).add({ months }).toString() as Day;
}
