import type { Day } from "../day.ts";
import { addDays, countDays, weekBefore } from "../day.ts";
import type { BankCalendar } from "../schedule/bank-days.ts";
import { bankWeekBefore } from "../schedule/bank-days.ts";
import { beginning } from "../truncate.ts";
import { ANY_DAY, meantDay, readDay } from "./meant-day.ts";

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

/** What a person's words for several days came to; `meant` has no other days than those that were meant, or `ANY_DAY`. */
export type ReadRange =
  | { readonly is: "range"; readonly range: DayRange }
  | { readonly is: "wrong"; readonly code: string; readonly wrong: string; readonly meant: DayRange };

/**
 * Reads `A..B` or `last week`, the bank days of it; `null` when the words are neither, as for one day. Two dots, three, and the
 * one sign that phones make of them are the same; an end is whatever is a day.
 */
export function readRange(words: string, by: ReadBy): ReadRange | null {
  if (/^last\b/.test(words)) {
    const bankWeek = bankWeekBefore(by.calendar, by.today);
    const meant = bankWeek ?? weekBefore(by.today);
    if (words !== "last week") {
      const isWeek = /^last we?e?k?\b/.test(words);
      const says = "of the ranges with a name there is only `last week`";
      return wrongly("bad-range", says, isWeek ? meant : ANY_DAYS);
    }
    return bankWeek === null
      ? wrongly("no-bank-day", `last week, ${meant.from} to ${meant.until}, had no bank day`, meant)
      : { is: "range", range: bankWeek };
  }
  const [, first, last] = /^(\S*?)\s*(?:\.{2,3}|\u2026)\s*(\S*)$/.exec(words) ?? [];
  if (first === undefined || last === undefined) return null;
  return judged(first, last, by);
}

/** Where it is not known which days are meant. */
const ANY_DAYS: DayRange = { from: ANY_DAY, until: ANY_DAY };

function wrongly(code: string, wrong: string, meant: DayRange): ReadRange {
  return { is: "wrong", code, wrong, meant };
}

function judged(first: string, last: string, by: ReadBy): ReadRange {
  const { today, ahead = false } = by;
  const [from, until] = [readDay(first, today), readDay(last, today)];
  // An end that was left out is the other one; one that is not understood may be any day.
  const end = (read: Day | null, word: string, other: Day | null) =>
    read ?? (word === "" ? other : meantDay(word, today));
  const meant = possible(end(from, first, until), end(until, last, from), by);
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
function possible(first: Day | null, last: Day | null, { today, ahead = false }: ReadBy): DayRange {
  if (first === null || last === null) return ANY_DAYS;
  const [from, end] = [first, last].toSorted() as [Day, Day];
  if (from > today && !ahead) return ANY_DAYS;
  const until = end > today && !ahead ? today : end;
  return { from, until: countDays(from, until) > LONGEST_RANGE ? addDays(from, LONGEST_RANGE - 1) : until };
}
