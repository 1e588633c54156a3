import type { Day } from "../day.ts";
import { addDays, countDays, parseDay } from "../day.ts";
import { weekdayNames } from "../schedule/bank-days.ts";
import { nearest } from "./edit-distance.ts";

/**
 * Stands in a line to type where it is not known which day was meant: none is proposed then, lest somebody does to one day
 * what they wanted done to another. Never to be reckoned with.
 */
export const ANY_DAY = "YYYY-MM-DD" as Day;

const named = { today: 0, yesterday: -1, tomorrow: 1 } as const;

/** In full, as they are typed. */
export const months = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
] as const;

/** Reads `today`, `yesterday`, `tomorrow` or `YYYY-MM-DD`; `null` for anything else. Whether it may be to come is the caller's. */
export function readDay(word: string | undefined, today: Day): Day | null {
  return isNamed(word) ? addDays(today, named[word]) : parseDay(word ?? "");
}

/**
 * What somebody certainly meant with `20261123`, `2026/11/23`, `23/11/2026`, `23 nov` or `yesterdya`; `null` where it could
 * be another day, as of `friday`, `23` or `03/04/2026`.
 */
export function meantDay(words: string, today: Day): Day | null {
  // A name that is no day by itself is nearer to itself than to one that is: `monday` is not `today`.
  const word = nearest(words, [
    ...weekdayNames.map((name) => name.toLowerCase()),
    "day",
    ...Object.keys(named),
  ]);
  return (
    (isNamed(word) ? readDay(word, today) : null) ??
    yearFirst(words) ??
    yearLast(words) ??
    monthNamed(words, today)
  );
}

/** The same of the words that a line begins with, and how many of them it took. */
export function meantDayIn(
  words: readonly string[],
  today: Day,
): { readonly day: Day; readonly taken: number } | null {
  for (const taken of [3, 2, 1].filter((count) => count <= words.length)) {
    const day = meantDay(words.slice(0, taken).join(" ").toLowerCase(), today);
    // `23 nov 24` is of some year, which is not certain.
    if (day !== null) return taken === 2 && /^'?\d/.test(words[2] ?? "") ? null : { day, taken };
  }
  return null;
}

/** The same of a day that has come, of which alone something is done or told. */
export function nearDayIn(words: readonly string[], today: Day): Day | null {
  const meant = meantDayIn(words, today);
  return meant !== null && meant.day <= today ? meant.day : null;
}

function isNamed(word: string | undefined): word is keyof typeof named {
  return word !== undefined && Object.hasOwn(named, word);
}

function yearFirst(words: string): Day | null {
  const [, year = "", month = "", day = ""] = /^(\d{4})[-./]?(\d{1,2})[-./]?(\d{1,2})$/.exec(words) ?? [];
  return date(year, month, day);
}

/** Which of both is the month is certain where the other cannot be one, or both are the same. */
function yearLast(words: string): Day | null {
  const [, a = "", b = "", year = ""] = /^(\d{1,2})[-./](\d{1,2})[-./](\d{4})$/.exec(words) ?? [];
  const read = new Set([date(year, b, a), date(year, a, b)].filter((day) => day !== null));
  return read.size === 1 ? ([...read][0] ?? null) : null;
}

/** Without a year it is the nearest one. */
function monthNamed(words: string, today: Day): Day | null {
  const [, before, name = "", after, year] =
    /^(\d{1,2})?[- ]?([a-z]{3,9})[- ]?(\d{1,2})?(?:[- ,]+(\d{4}))?$/.exec(words) ?? [];
  // In full, or its first letters.
  const month = months.findIndex((one) => one.startsWith(name)) + 1;
  if (month === 0 || (before === undefined) === (after === undefined)) return null;
  const day = before ?? after ?? "";
  if (year !== undefined) return date(year, String(month), day);
  const thisYear = Number(today.slice(0, 4));
  const away = (one: Day) => Math.abs(countDays(today, one) - 1);
  const near = [thisYear - 1, thisYear, thisYear + 1]
    .flatMap((one) => date(String(one), String(month), day) ?? [])
    .toSorted((a, b) => away(a) - away(b));
  return near[0] ?? null;
}

function date(year: string, month: string, day: string): Day | null {
  return parseDay(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
}
