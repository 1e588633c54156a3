import type { Day } from "../day.ts";
import { addDays, countDays, parseDay, weekBefore } from "../day.ts";
import type { BankCalendar } from "../schedule/bank-days.ts";
import { bankWeekBefore } from "../schedule/bank-days.ts";
import { beginning } from "../truncate.ts";
import { nearest } from "./edit-distance.ts";

/** Days of one line: about a month; more is asked for in pieces, so that each card stays readable. */
const LONGEST_RANGE = 31;

/** What words for days are read by. */
export interface ReadBy {
  /** The business date in the bank's time zone. */
  readonly today: Day;
  readonly calendar: BankCalendar;
  /** Whether days to come are meant too: not where something is run. */
  readonly ahead?: boolean;
}

/** The first and the last day, both counted. */
export interface DayRange {
  readonly from: Day;
  readonly until: Day;
}

/** What a person's words for several days came to; `meant` is the nearest range that can be run. */
export type ReadRange =
  | { readonly is: "range"; readonly range: DayRange }
  | { readonly is: "wrong"; readonly code: string; readonly wrong: string; readonly meant: DayRange };

/** Reads `today`, `yesterday` or `YYYY-MM-DD`; `null` for anything else. */
export function readDay(word: string | undefined, today: Day): Day | null {
  if (word === "today") return today;
  if (word === "yesterday") return addDays(today, -1);
  return parseDay(word ?? "");
}

/** What somebody probably meant with `20261123`, `2026/11/23`, `2026-1-5` or `yesterdya`. */
export function meantDay(word: string, today: Day): Day | null {
  const [, year = "", month = "", day = ""] = /^(\d{4})[-./]?(\d{1,2})[-./]?(\d{1,2})$/.exec(word) ?? [];
  return (
    readDay(nearest(word, ["today", "yesterday"]), today) ??
    parseDay(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`)
  );
}

/** The same of a day that has come. */
export function nearDay(word: string, today: Day): Day | null {
  const meant = meantDay(word, today);
  return meant !== null && meant <= today ? meant : null;
}

/**
 * Reads `A..B` or `last week`, the bank days of it; `null` when the words are neither, as for one day. Two dots, three, and the
 * one sign that phones make of them are the same; an end is whatever is a day.
 */
export function readRange(words: string, by: ReadBy): ReadRange | null {
  if (/^last\b/.test(words)) {
    const bankWeek = bankWeekBefore(by.calendar, by.today);
    const meant = bankWeek ?? weekBefore(by.today);
    if (words !== "last week")
      return wrongly("bad-range", "of the ranges with a name there is only `last week`", meant);
    return bankWeek === null
      ? wrongly("no-bank-day", `last week, ${meant.from} to ${meant.until}, had no bank day`, meant)
      : { is: "range", range: bankWeek };
  }
  const [, first, last] = /^(\S*?)\s*(?:\.{2,3}|\u2026)\s*(\S*)$/.exec(words) ?? [];
  if (first === undefined || last === undefined) return null;
  return judged(first, last, by);
}

function wrongly(code: string, wrong: string, meant: DayRange): ReadRange {
  return { is: "wrong", code, wrong, meant };
}

function judged(first: string, last: string, by: ReadBy): ReadRange {
  const { today, ahead = false } = by;
  const [from, until] = [readDay(first, today), readDay(last, today)];
  const near = (word: string) => (ahead ? meantDay(word, today) : nearDay(word, today));
  const meant = possible(from ?? near(first) ?? until ?? today, until ?? near(last) ?? from ?? today, by);
  if (from === null || until === null) {
    const word = beginning(from === null ? first : last, 40).replaceAll("`", "'");
    const example = `${addDays(today, -6)}..${today}`;
    return wrongly("bad-day", `"${word}" is no day; a range is two days such as ${example}`, meant);
  }
  if (from > until) {
    const says = `${from} is after ${until}, and a range begins with its oldest day`;
    return wrongly("reversed-range", says, meant);
  }
  if (until > today && !ahead) return wrongly("future-day", `${until} is after today, ${today}`, meant);
  const days = countDays(from, until);
  if (days > LONGEST_RANGE) {
    const one = ahead ? "one line" : "one backfill";
    return wrongly("long-range", `these are ${days} days, and ${one} takes at most ${LONGEST_RANGE}`, meant);
  }
  return { is: "range", range: { from, until } };
}

/** The range turned round, cut at today and at the limit, so that what is suggested can be typed. */
function possible(first: Day, last: Day, { today, ahead = false }: ReadBy): DayRange {
  const ends = [first, last].map((day) => (day > today && !ahead ? today : day));
  const [from, until] = ends.toSorted() as [Day, Day];
  return { from, until: countDays(from, until) > LONGEST_RANGE ? addDays(from, LONGEST_RANGE - 1) : until };
}
