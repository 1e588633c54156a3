import type { Day } from "../../day.ts";
import { addDays, countDays, parseDay } from "../../day.ts";
import { nextBankDay, previousBankDay, weekdayNames, weekdayOf } from "../../schedule/bank-days.ts";
import { nearest } from "../edit-distance.ts";
import type { ReadBy } from "./day-names.ts";
import { isMonth, months, OF_BANK, weekday } from "./day-names.ts";
import { dayWithinPeriod } from "./within-period.ts";

/** What somebody's words for one day came to. */
export type ReadDay =
  /** Nobody could mean another one by them. */
  | { readonly is: "day"; readonly day: Day }
  /** Each of these could be meant, or they are misspelt: none is taken without a question. Never empty. */
  | { readonly is: "unsure"; readonly days: readonly Day[] };

/** The same of the words that a line begins with, and how many of them it took. */
export type ReadDayIn = ReadDay & { readonly taken: number };

/** No day is said in more words: `friday the twenty fifth of november 2026`. */
const MOST_WORDS = 7;

/** Reads the day that words, in lower case, begin with; `null` where they name none. */
export function readDayIn(words: readonly string[], by: ReadBy): ReadDayIn | null {
  for (let taken = Math.min(MOST_WORDS, words.length); taken > 0; taken -= 1) {
    const read = readDayWords(words.slice(0, taken).join(" "), by);
    if (read !== null) return isHalf(words, taken, by) ? null : { ...read, taken };
  }
  return null;
}

/** `23 nov 24` is of some year, and `30 feb` of some month, which is not certain; behind `23 nov` another day may stand. */
function isHalf(words: readonly string[], taken: number, by: ReadBy): boolean {
  const [next = "", ...behind] = words.slice(taken, taken + MOST_WORDS);
  const [last = ""] = words.slice(taken - 1);
  const isDated = words.slice(0, taken).some((word) => isMonth(word.replace(/\.$/, "")));
  if (isDated || taken === 2) {
    const other = /^'?\d/.test(next) ? readDayIn([next, ...behind], by) : undefined;
    return other === null || (other?.taken === 1 && /^'?\d+$/.test(next));
  }
  return /^\d{1,2}\D{0,2}$/.test(last) && months.some((name) => name.startsWith(next.slice(0, 3) || "-"));
}

/** Reads all of the words as one day; `null` where they are none. */
export function readDayWords(words: string, by: ReadBy): ReadDay | null {
  const text = withDigits(words)
    .replace(/^(?:on|the|for)\s+(?=\S)/, "")
    .replace(/^the\s+/, "")
    .replace(/['’]s$/, "");
  const both = ofWeekdayAndDate(text, by);
  if (both !== null) return both;
  const [within, ...others] = dayWithinPeriod(text, by) ?? [];
  if (within !== undefined)
    return others.length === 0
      ? { is: "day", day: within }
      : { is: "unsure", days: [within, ...others].filter((day) => by.ahead || day <= by.today) };
  for (const reader of readers) {
    const days = reader(text, by);
    if (days.length > 0) return among(days, text, by);
  }
  const dated = [...ofTheMonth(text, by), ...withBlank(text, by)];
  if (dated.length > 0) return { is: "unsure", days: dated };
  const misspelt = misspeltDay(text, by);
  return misspelt === null ? null : { is: "unsure", days: [misspelt] };
}

/** `friday the 20th`, `fri, 20 nov`: that date, if it is one; else it is asked whether the date is meant all the same. */
function ofWeekdayAndDate(text: string, by: ReadBy): ReadDay | null {
  const [, name = "", date = ""] = /^([a-z]{3,9})\s*,?\s+(?:the )?(\d.*)$/.exec(text) ?? [];
  const wanted = weekday(name);
  if (wanted === null) return null;
  const read = readDayWords(date, by);
  if (read === null) return null;
  const days = read.is === "day" ? [read.day] : read.days;
  const [fits, ...others] = days.filter((day) => weekday(weekdayOf(day).toLowerCase()) === wanted);
  return fits !== undefined && others.length === 0 ? { is: "day", day: fits } : { is: "unsure", days };
}

const units = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"];
const spelled: readonly string[] = [
  ...[...units, "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"],
  ...["seventeenth", "eighteenth", "nineteenth", "twentieth"],
  ...[...units.map((unit) => `twenty ${unit}`), "thirtieth", "thirty first"],
];

/** A date of the month that is spelled out, as it is written: `twenty-fifth` is `25th`. */
function withDigits(text: string): string {
  return text.replaceAll(
    /\b(?:(?:twenty|thirty)[ -])?[a-z]{3,}th\b|\b(?:(?:twenty|thirty)[ -])?(?:first|second|third)\b/g,
    (word) => {
      const at = spelled.indexOf(word.replace("-", " "));
      return at < 0 ? word : `${at + 1}th`;
    },
  );
}

/** Where only a day that has come can be meant, no other is asked about. */
function among(days: readonly Day[], text: string, { today, ahead = false }: ReadBy): ReadDay {
  const [first, ...others] = days;
  if (first === undefined) throw new Error("reading words for a day: there is none");
  const come = days.flatMap((day) => (ahead || day <= today ? [day] : saidOfTheYearBefore(day, text, today)));
  const isCertain = others.length === 0 && (come[0] ?? first) === first;
  return isCertain || come.length === 0 ? { is: "day", day: first } : { is: "unsure", days: come };
}

/** Without a year, a day that is far from coming is rather that of the year before; one that comes soon is itself. */
function saidOfTheYearBefore(day: Day, text: string, today: Day): readonly Day[] {
  const isSoon = countDays(today, day) <= 31;
  const [year = "", month = "", date = ""] = day.split("-");
  return isSoon || text.includes(year) ? [] : dates([String(Number(year) - 1), month, date]);
}

/** Each way to say a day: the days that it may be, one where it is certain, none where it is not said that way. */
const readers: readonly ((text: string, by: ReadBy) => readonly Day[])[] = [
  named,
  counted,
  ofTheWeek,
  ofTheBank,
  yearFirst,
  yearLast,
  monthNamed,
  withoutYear,
];

const names: Readonly<Record<string, number>> = {
  today: 0,
  yesterday: -1,
  tomorrow: 1,
  "day before yesterday": -2,
  "day after tomorrow": 2,
};

function named(text: string, { today }: ReadBy): readonly Day[] {
  const days = Object.hasOwn(names, text) ? names[text] : undefined;
  if (days !== undefined) return [addDays(today, days)];
  const day = parseDay(text);
  return day === null ? [] : [day];
}

const COUNTED = new RegExp(`^(in )?(\\d{1,3}|[a-z]{1,5}) (?:(${OF_BANK})?days?|(weeks?))(?: ago)?$`);
const counts: readonly string[] = [
  ...["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
];

/** `t-1`, `today-1`, `-3d`, `3 days ago`, `a week ago`, `in 3 days`, `two bank days ago`. */
function counted(text: string, { today, calendar }: ReadBy): readonly Day[] {
  const [, sign, days] = /^(?:t|today)? ?([+-]) ?(\d{1,3}) ?(?:d|days?)?$/.exec(text) ?? [];
  if (days !== undefined) return [addDays(today, sign === "-" ? -Number(days) : Number(days))];
  const [, before, ago = "", of, weeks] = COUNTED.exec(text) ?? [];
  const count = /^\d/.test(ago) ? Number(ago) : ago === "a" || ago === "an" ? 1 : counts.indexOf(ago);
  if (count < 0 || (before === undefined) !== text.endsWith(" ago")) return [];
  if (of !== undefined)
    return [
      Array.from({ length: count }).reduce<Day>(
        (day) => (before === undefined ? previousBankDay(calendar, day) : nextBankDay(calendar, day)),
        today,
      ),
    ];
  const many = count * (weeks === undefined ? 1 : 7);
  return [addDays(today, before === undefined ? -many : many)];
}

/** A name of a weekday, or its first letters, with or without a word that says which one. */
const WEEKDAY = /^(?:(last|past|previous|this|next|coming) )?([a-z]{3,9})$/;

/**
 * Without a word before it, it is the last one that has come, or, where days to come are meant, the next. Of today's own name
 * nobody knows whether today is meant.
 */
function ofTheWeek(text: string, { today, ahead = false }: ReadBy): readonly Day[] {
  const [, which, name = ""] = WEEKDAY.exec(text) ?? [];
  const wanted = weekday(name);
  if (wanted === null) return [];
  const now = weekday(weekdayOf(today).toLowerCase()) ?? 0;
  const back = addDays(today, -((now - wanted + 7) % 7 || 7));
  const on = addDays(today, (wanted - now + 7) % 7 || 7);
  const ofThisWeek = addDays(today, wanted - now);
  switch (which) {
    case "last":
    case "past":
    case "previous":
      return [back];
    case "this":
      return [ofThisWeek];
    case "coming":
      return [on];
    case "next":
      // On a Monday the next Friday may be that of the week, or the one after it.
      return on > addDays(today, 6 - now) ? [on] : [on, addDays(on, 7)];
    default: {
      const other = ahead ? on : back;
      return wanted === now ? [today, other] : [other];
    }
  }
}

const BESIDE = new RegExp(`^(last|previous|next) ${OF_BANK}day$`);

function ofTheBank(text: string, { today, calendar }: ReadBy): readonly Day[] {
  const [, which] = BESIDE.exec(text) ?? [];
  if (which === undefined) return [];
  return [which === "next" ? nextBankDay(calendar, today) : previousBankDay(calendar, today)];
}

/** `2026-11` alone is a month. */
function yearFirst(text: string): readonly Day[] {
  const [, year = "", month = "", day = ""] =
    /^(\d{4})(?:[-./](?=\d+[-./])| (?=\d+ )|(?=\d{4}$))(\d{1,2})[-./ ]?(\d{1,2})$/.exec(text) ?? [];
  return dates([year, month, day]);
}

/** Which of both is the month is certain where the other cannot be one, or both are the same. */
function yearLast(text: string): readonly Day[] {
  const [, a = "", b = "", year = ""] =
    /^(\d{1,2})(?:[-./](?=\d+[-./])| (?=\d+ ))(\d{1,2})[-./ ](\d{4})$/.exec(text) ?? [];
  return dates([year, b, a], [year, a, b]);
}

/** `28 nov`, `nov 28th, 2025`. */
function monthNamed(text: string, by: ReadBy): readonly Day[] {
  const [, before, name = "", after, year] =
    /^(\d{1,2})?(?:st|nd|rd|th)?(?: of)?[- ]?([a-z]{3,9})\.?[- ]?(\d{1,2})?(?:st|nd|rd|th)?(?:[- ,]+(\d{4}))?$/.exec(
      text,
    ) ?? [];
  // In full, or its first letters.
  const month = months.findIndex((one) => one.startsWith(name)) + 1;
  if (month === 0 || (before === undefined) === (after === undefined)) return [];
  const day = before ?? after ?? "";
  return year === undefined ? nearestYear(by.today, month, day) : dates([year, String(month), day]);
}

/** `28/11`, `11/28`. */
function withoutYear(text: string, { today }: ReadBy): readonly Day[] {
  const [, a = "", b = ""] = /^(\d{1,2})[/.](\d{1,2})$/.exec(text) ?? [];
  return distinct([...nearestYear(today, Number(b), a), ...nearestYear(today, Number(a), b)]);
}

/** `27 11`, where one of both alone can be the month: they may as well be two days, so that it is asked. */
function withBlank(text: string, { today, ahead = false }: ReadBy): readonly Day[] {
  const [, a = "", b = ""] = /^(\d{1,2}) (\d{1,2})$/.exec(text) ?? [];
  const [date, month] = Number(a) > 12 ? [a, b] : [b, a];
  if (Number(date) <= 12 || Number(month) > 12) return [];
  return nearestYear(today, Number(month), date).filter((day) => ahead || day <= today);
}

/** `28`, `28th`: of this month or of the one beside it, which is asked also where only one is left. */
function ofTheMonth(text: string, { today, ahead = false }: ReadBy): readonly Day[] {
  const [, date = ""] = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(text) ?? [];
  const [year, month] = today.split("-").map(Number) as [number, number];
  const shifted = (by: number) => {
    const at = year * 12 + (month - 1) + by;
    return [String(Math.floor(at / 12)), String((at % 12) + 1), date] as const;
  };
  return dates(shifted(0), shifted(ahead ? 1 : -1)).filter((day) => (ahead ? day >= today : day <= today));
}

function nearestYear(today: Day, month: number, day: string): readonly Day[] {
  const thisYear = Number(today.slice(0, 4));
  const away = (one: Day) => Math.abs(countDays(today, one) - 1);
  return [thisYear - 1, thisYear, thisYear + 1]
    .flatMap((year) => dates([String(year), String(month), day]))
    .toSorted((a, b) => away(a) - away(b))
    .slice(0, 1);
}

/** A name with a mistake in it. One that is right is nearer to itself than to another: `monday` is not `today`. */
function misspeltDay(text: string, by: ReadBy): Day | null {
  if (/\d/.test(text)) return null;
  const right = nearest(text, [
    ...weekdayNames.map((name) => name.toLowerCase()),
    ...["day", "week", "month"],
    ...Object.keys(names),
  ]);
  const [day] = right === undefined ? [] : [...named(right, by), ...ofTheWeek(right, by)];
  return day ?? null;
}

/** Each as year, month, day; without those that no calendar has, and without doubles. */
function dates(...all: readonly (readonly [string, string, string])[]): readonly Day[] {
  return distinct(
    all.flatMap(([year, month, day]) => {
      const read = parseDay(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
      return read === null ? [] : [read];
    }),
  );
}

function distinct(days: readonly Day[]): readonly Day[] {
  return [...new Set(days)];
}
