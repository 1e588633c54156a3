import type { Day } from "../day.ts";
import { addDays, countDays, parseDay, weekBefore } from "../day.ts";
import { beginning } from "../truncate.ts";
import { nearest } from "./edit-distance.ts";

/** Days of one backfill: about a month; more is asked for in pieces, so that each card stays readable. */
const LONGEST_RANGE = 31;

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
 * Reads `A..B` or `last week`; `null` when the words are neither, as for one day. Two dots, three, and the one sign
 * that phones make of them are the same; an end is whatever is a day.
 */
export function readRange(words: string, today: Day): ReadRange | null {
  if (words === "last week") return { is: "range", range: weekBefore(today) };
  if (/^last\b/.test(words)) {
    return {
      is: "wrong",
      code: "bad-range",
      wrong: "of the ranges with a name there is only `last week`",
      meant: weekBefore(today),
    };
  }
  const [, first, last] = /^(\S*?)\s*(?:\.{2,3}|\u2026)\s*(\S*)$/.exec(words) ?? [];
  if (first === undefined || last === undefined) return null;
  return judged(first, last, today);
}

function judged(first: string, last: string, today: Day): ReadRange {
  const [from, until] = [readDay(first, today), readDay(last, today)];
  const wrong = (code: string, says: string): ReadRange => ({
    is: "wrong",
    code,
    wrong: says,
    meant: possible(
      from ?? nearDay(first, today) ?? until ?? today,
      until ?? nearDay(last, today) ?? from ?? today,
      today,
    ),
  });
  if (from === null || until === null) {
    const word = beginning(from === null ? first : last, 40).replaceAll("`", "'");
    return wrong(
      "bad-day",
      `"${word}" is no day; a range is two days such as ${addDays(today, -6)}..${today}`,
    );
  }
  if (from > until)
    return wrong("reversed-range", `${from} is after ${until}, and a range begins with its oldest day`);
  if (until > today) return wrong("future-day", `${until} is after today, ${today}`);
  const days = countDays(from, until);
  if (days > LONGEST_RANGE)
    return wrong("long-range", `these are ${days} days, and one backfill takes at most ${LONGEST_RANGE}`);
  return { is: "range", range: { from, until } };
}

/** The range turned round, cut at today and at the limit, so that what is suggested can be typed. */
function possible(first: Day, last: Day, today: Day): DayRange {
  const [from, until] = [first, last].map((day) => (day > today ? today : day)).toSorted() as [Day, Day];
  return { from, until: countDays(from, until) > LONGEST_RANGE ? addDays(from, LONGEST_RANGE - 1) : until };
}
