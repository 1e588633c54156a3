import { Temporal } from "temporal-polyfill";
import type { Day } from "../day.ts";
import { addDays, daysOf } from "../day.ts";
import { personsWords } from "../loans/names/plain-name.ts";

/** Which days a bank works on and has a file of. */
export interface BankCalendar {
  /** ISO numbers, Monday is 1. At least one, so that there always is a next bank day. */
  readonly weekdays: readonly number[];
  /** A date, `MM-DD` for one that comes back each year, or `2nd sat` of each month, to its name, which may be empty. */
  readonly holidays: Readonly<Record<string, string>>;
  /** The same of days on which the bank works and no file comes. */
  readonly noFile: Readonly<Record<string, string>>;
}

/** Why a day is no bank day; `name` is empty where the calendar gives none. */
export type PassedOver =
  | { readonly is: "weekday"; readonly name: string }
  | { readonly is: "holiday" | "no-file"; readonly name: string };

/** What a bank without a calendar goes by. */
export const EVERY_DAY: BankCalendar = { weekdays: [1, 2, 3, 4, 5, 6, 7], holidays: {}, noFile: {} };

/** Monday is the first. */
export const weekdayNames = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
] as const;

/** As a calendar spells which one of a weekday in its month is meant. */
export const ordinals = ["1st", "2nd", "3rd", "4th", "5th"] as const;

/** The day's name, in full. */
export function weekdayOf(day: Day): (typeof weekdayNames)[number] {
  return weekdayNames[weekdayNumber(day) - 1] ?? "Monday";
}

/** Why that day is passed over; `null`: it is a bank day. A holiday is named also where it falls on a weekend. */
export function passedOver(calendar: BankCalendar, day: Day): PassedOver | null {
  const holiday = namedIn(calendar.holidays, day);
  if (holiday !== null) return { is: "holiday", name: holiday };
  if (!calendar.weekdays.includes(weekdayNumber(day))) return { is: "weekday", name: weekdayOf(day) };
  const noFile = namedIn(calendar.noFile, day);
  return noFile === null ? null : { is: "no-file", name: noFile };
}

/** The same in a word or two, for a sentence: `Saturday`, `Christmas`, `no file expected: stocktaking`; no letter acts as markup. */
export function passedOverWords({ is, name: given }: PassedOver): string {
  const name = personsWords(given);
  switch (is) {
    case "weekday":
      return name;
    case "holiday":
      return name === "" ? "a holiday" : name;
    case "no-file":
      return name === "" ? "no file expected" : `no file expected: ${name}`;
  }
}

/** Whether a file is expected of that day. */
export function isBankDay(calendar: BankCalendar, day: Day): boolean {
  return passedOver(calendar, day) === null;
}

/** Whether what comes back each month and year leaves any bank day, looked for through ten years. */
export function leavesBankDays({ weekdays, holidays, noFile }: BankCalendar): boolean {
  const again = (days: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(days).filter(([date]) => !isDate(date)));
  const calendar = { weekdays, holidays: again(holidays), noFile: again(noFile) };
  return daysOf("2024-01-01" as Day, "2034-12-31" as Day).some((day) => isBankDay(calendar, day));
}

function isDate(text: string): boolean {
  return text.length === "YYYY-MM-DD".length;
}

/** The first bank day after that day. */
export function nextBankDay(calendar: BankCalendar, day: Day): Day {
  return from(calendar, addDays(day, 1), 1);
}

/** The last bank day before that day. */
export function previousBankDay(calendar: BankCalendar, day: Day): Day {
  return from(calendar, addDays(day, -1), -1);
}

/** So many bank days up to that day, which counts where it is one; oldest first. */
export function lastBankDays(
  calendar: BankCalendar,
  { until, count }: { readonly until: Day; readonly count: number },
): readonly Day[] {
  const days: Day[] = [];
  for (let day = from(calendar, until, -1); days.length < count; day = previousBankDay(calendar, day)) {
    days.unshift(day);
  }
  return days;
}

/** The last holiday that is listed by its date; `null` where none is. Behind it a calendar knows those alone that come back. */
export function lastListedHoliday({ holidays }: BankCalendar): Day | null {
  const dates = Object.keys(holidays).filter(isDate);
  return (dates.toSorted().at(-1) as Day | undefined) ?? null;
}

function from(calendar: BankCalendar, day: Day, step: 1 | -1): Day {
  let at = day;
  while (!isBankDay(calendar, at)) at = addDays(at, step);
  return at;
}

function weekdayNumber(day: Day): number {
  return Temporal.PlainDate.from(day).dayOfWeek;
}

function namedIn(days: Readonly<Record<string, string>>, day: Day): string | null {
  return days[day] ?? days[day.slice(5)] ?? days[inMonth(day)] ?? null;
}

/** Which one of its weekday in the month: `2nd sat`. */
function inMonth(day: Day): string {
  const nth = ordinals[Math.ceil(Number(day.slice(8)) / 7) - 1];
  return `${nth} ${weekdayOf(day).slice(0, 3).toLowerCase()}`;
}
