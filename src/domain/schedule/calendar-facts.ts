import type { Day } from "../day.ts";
import { addDays } from "../day.ts";
import type { BankCalendar } from "./bank-days.ts";
import { EVERY_DAY, passedOver, weekdayNames } from "./bank-days.ts";

/** A calendar at a glance. */
export interface CalendarFacts {
  /** `Monday to Friday`. */
  readonly weekdays: string;
  /** How many are listed, one that comes back once. */
  readonly holidays: number;
  /** The same of days without a file. */
  readonly noFile: number;
  /** The first from that day on, within a year; its name may be empty. `null`: there is none. */
  readonly nextHoliday: { readonly day: Day; readonly name: string } | null;
}

const YEAR_DAYS = 366;

/** What a calendar says, as of that day. */
export function calendarFacts(calendar: BankCalendar, today: Day): CalendarFacts {
  return {
    weekdays: weekdayWords(calendar.weekdays),
    holidays: Object.keys(calendar.holidays).length,
    noFile: Object.keys(calendar.noFile).length,
    nextHoliday: nextHoliday(calendar, today),
  };
}

function nextHoliday(calendar: BankCalendar, today: Day): CalendarFacts["nextHoliday"] {
  for (let ahead = 0; ahead < YEAR_DAYS; ahead += 1) {
    const day = addDays(today, ahead);
    const found = passedOver(calendar, day);
    if (found?.is === "holiday") return { day, name: found.name };
  }
  return null;
}

/** Days that follow each other from the first to the last of them, also around the end of the week. */
function weekdayWords(numbers: readonly number[]): string {
  if (numbers.length === EVERY_DAY.weekdays.length) return "every day of the week";
  const next = (number: number) => (number % 7) + 1;
  const name = (number: number) => weekdayNames[number - 1] ?? "";
  const isNext = new Set(numbers.map(next));
  const runs = numbers
    .filter((number) => !isNext.has(number))
    .map((first) => {
      let last = first;
      while (numbers.includes(next(last))) last = next(last);
      return last === first ? name(first) : `${name(first)} to ${name(last)}`;
    });
  return runs.join(", ");
}
