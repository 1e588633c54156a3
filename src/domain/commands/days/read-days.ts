import type { Day } from "../../day.ts";
import { addDays, countDays } from "../../day.ts";
import { longDay, longDays } from "../../long-day.ts";
import { isBankDay, weekdayOf } from "../../schedule/bank-days.ts";
import { beginning } from "../../truncate.ts";
import { COMMAND } from "../command-name.ts";
import { ANY_DAY, saidBack } from "../parse-result.ts";
import type { DayList } from "./day-list.ts";
import { areConsecutive, readDayList } from "./day-list.ts";
import type { ReadBy } from "./day-names.ts";
import { isMonth, weekday } from "./day-names.ts";
import { readDayIn, readDayWords } from "./day-words.ts";
import { namedRange, nearRange } from "./named-ranges.ts";
import { mayChangeDay, weeksOfMonth, wholeMonth } from "./within-period.ts";

/** Days of one line: about a month; more is asked for in pieces, so that each card stays readable. */
const LONGEST_RANGE = 31;

/** The first and the last day, both counted. */
export interface DayRange {
  readonly from: Day;
  readonly until: Day;
}

/** Where it is not known which days are meant. */
export const ANY_RANGE: DayRange = { from: ANY_DAY, until: ANY_DAY };

/** What is wrong with words for days; `meant` has all that may have been meant and no other, none where nothing tells. */
interface Wrong {
  readonly is: "wrong";
  readonly code: string;
  readonly wrong: string;
  readonly meant: readonly DayRange[];
}

/** What a person's words for several days came to. */
export type ReadRange = { readonly is: "range"; readonly range: DayRange } | Wrong;

/** What the words behind a command that takes days came to; `extra` is what stands behind these, as it was typed. */
export type ReadDays = ({ readonly is: "days"; readonly days: DayRange } | Wrong) & {
  readonly extra: readonly string[];
};

/** The same of words that name one day. */
type ReadOneDay = (
  | { readonly is: "day"; readonly day: Day }
  | (Omit<Wrong, "meant"> & { readonly meant: readonly Day[] })
) & { readonly extra: readonly string[] };

/**
 * Reads one day or several from the words that a line begins with. Where words are left over that may make another day of them, they
 * are wrong, and none is meant: no part of what was said is taken for the whole.
 */
export function readDays(words: readonly string[], by: ReadBy): ReadDays {
  const read = readDaysAtStart(words, by);
  const isAny = read.is === "days" || read.meant.length > 0;
  return isAny && mayChangeDay(read.extra) ? { ...unread(words, by), extra: read.extra } : read;
}

function readDaysAtStart(words: readonly string[], by: ReadBy): ReadDays {
  const lower = words.map(plain);
  const month = wholeMonth(lower.join(" "), by);
  if (month !== null) return { ...asDays(judged(month, by)), extra: [] };
  const list = readDayList(lower, by);
  const listed = list === null ? null : ofList(list, words, by);
  if (listed !== null) return listed;
  // `next week friday` is a day, and longer than the week that it begins with.
  const shortest = readDayIn(lower, by)?.taken ?? 0;
  for (let taken = Math.min(words.length, MOST_WORDS); taken > shortest; taken -= 1) {
    const read = readRange(lower.slice(0, taken).join(" "), by);
    const extra = words.slice(taken);
    if (read?.is === "range") return { is: "days", days: read.range, extra };
    // Days that were understood and cannot be taken are not read as fewer.
    if (read !== null && !["bad-day", "bad-range"].includes(read.code)) return { ...read, extra };
  }
  const day = readFirstDay(words, by);
  if (day.is === "day") return { is: "days", days: { from: day.day, until: day.day }, extra: day.extra };
  const range = day.code === "bad-day" && day.meant.length === 0 ? readRange(startOf(lower), by) : null;
  if (range?.is === "wrong") return { ...range, extra: words.slice(1) };
  return { ...day, meant: day.meant.map((one) => ({ from: one, until: one })) };
}

function asDays(read: ReadRange): { readonly is: "days"; readonly days: DayRange } | Wrong {
  return read.is === "range" ? { is: "days", days: read.range } : read;
}

/** Days that are named one by one: those that follow on each other are a range, of others each is asked about. */
function ofList({ lists, isSure, isBare, taken }: DayList, words: readonly string[], by: ReadBy): ReadDays {
  const extra = words.slice(taken);
  const [days = [], ...others] = lists;
  const [from, until] = [days[0], days.at(-1)];
  if (from === undefined || until === undefined) throw new Error("reading a list of days: it is empty");
  const isRange = areConsecutive(days);
  // A backfill leaves out what is no bank day, and here each was named.
  const areWanted = by.ahead === true || days.every((day) => isBankDay(by.calendar, day));
  const judge = judged({ from, until }, by);
  if (isRange && areWanted && isSure && others.length === 0) {
    return { ...asDays(judge), extra };
  }
  const said = saidBack(words.slice(0, taken).join(" "));
  const meant = lists.flatMap((list) => {
    const [first, last] = [list[0], list.at(-1)];
    if (first === undefined || last === undefined) return [];
    const whole = areConsecutive(list) || (isBare && list.length === 2) ? [{ from: first, until: last }] : [];
    return [
      ...whole,
      ...(lists.length > 1 && whole.length > 0 ? [] : list.map((day) => ({ from: day, until: day }))),
    ];
  });
  const wrong = `${said} is several days, and one line takes one, or those from one to another`;
  return { ...wrongly("several-days", wrong, possible(meant, by)), extra };
}

/** What cannot be read as a whole, and what can. */
function unread(words: readonly string[], by: ReadBy): Wrong {
  const said = saidBack(words.join(" "));
  const time = words.some(
    (word, at) => /^\d{1,2}(?::\d{2})?(?:[ap]m)?$/.test(word) && words[at - 1] === "at",
  );
  const wrong = time
    ? `${said} has a time, and a day is done with at once: \`${COMMAND} schedule HH:MM\` says when days are run by themselves`
    : `${said} is no day that I can read; one is ${EXAMPLES.join(", ")} or ${by.today}`;
  return wrongly("bad-day", wrong, []);
}

/** Ways to say a day, for whom said one that cannot be read. */
const EXAMPLES = [
  "yesterday",
  "27 nov",
  "last friday",
  "3 bank days ago",
  "last bank day of october",
] as const;

/** Reads the one day that words begin with; of several none is taken, nor where words behind it may make another of it. */
export function readOneDay(words: readonly string[], by: ReadBy): ReadOneDay {
  const read = readOneAtStart(words, by);
  const isAny = read.is === "day" || read.meant.length > 0;
  return isAny && mayChangeDay(read.extra) ? { ...unread(words, by), meant: [], extra: read.extra } : read;
}

function readOneAtStart(words: readonly string[], by: ReadBy): ReadOneDay {
  const list = readDayList(words.map(plain), by);
  if (list === null) return readFirstDay(words, by);
  const wrong = `${saidBack(words.slice(0, list.taken).join(" "))} is several days, and one is asked for`;
  const meant = [...new Set(list.lists.flat())].filter((day) => day <= by.today || by.ahead);
  return { is: "wrong", code: "several-days", wrong, meant, extra: words.slice(list.taken) };
}

/** Reads the first day that words begin with, where others may stand behind it. */
export function readFirstDay(words: readonly string[], by: ReadBy): ReadOneDay {
  const lower = words.map((word) => plain(word).replace(/,$/, ""));
  const [first = ""] = words;
  const wrong = (code: string, says: string, meant: readonly Day[], extra: readonly string[]) =>
    ({ is: "wrong", code, wrong: says, meant, extra }) as const;
  const day = readDayIn(lower, by);
  if (day === null) {
    const several = readRange(startOf(lower), by);
    if (several?.is === "range")
      return wrong(
        "several-days",
        `${saidBack(words.join(" "))} is several days, and one is asked for`,
        [],
        [],
      );
    const says = first === "" ? "which day is meant?" : noDay(first, by);
    return wrong("bad-day", says, [], words.slice(1));
  }
  const extra = words.slice(day.taken);
  const said = words.slice(0, day.taken).join(" ");
  if (day.is === "unsure") {
    const isDated = /\d/.test(said) || day.days.length > 1;
    return isDated
      ? wrong("which-day", couldBe(said, day.days.map(longDay)), day.days, extra)
      : wrong(
          "bad-day",
          noDay(said, by),
          day.days.filter((one) => one <= by.today || by.ahead),
          extra,
        );
  }
  if (day.day > by.today && by.ahead !== true)
    return wrong("future-day", `${day.day} is after today, ${by.today}`, [], extra);
  return { is: "day", day: day.day, extra };
}

/** No range is said in more words: `from the 25th of November 2026 to the 27th of November 2026`. */
const MOST_WORDS = 12;

function startOf(words: readonly string[]): string {
  return words.slice(0, MOST_WORDS).join(" ");
}

/** In lower case, with one plain dash for what phones and word processors make of it. */
function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[-\u2010-\u2015\u2212]+/g, "-");
}

function noDay(said: string, { today, ahead = false }: ReadBy): string {
  return `${saidBack(said)} is no day; a day is today, ${ahead ? "tomorrow, " : ""}yesterday or a date such as ${today}`;
}

function couldBe(said: string, days: readonly string[]): string {
  return `${saidBack(said)} could be ${days.join(" or ")}`;
}

function wrongly(code: string, wrong: string, meant: readonly DayRange[]): Wrong {
  return { is: "wrong", code, wrong, meant };
}

/** What stands between two days: dots, also the one sign that phones make of them, or a word. */
const BETWEEN =
  /^(?:(?:from|between) )?(\S.*?|)(?:\s*(?:\.{2,3}|\u2026)\s*|\s+(?:to|until|till|through|-)\s+)(.*)$/;
/** `between A and B`, and two dates with no more than a dash between them. */
const OTHERS = [/^between (\S.*?) and (.*)$/, /^(\d{4}-\d{2}-\d{2})-(\d{4}-\d{2}-\d{2})$/];

/** `25-27 nov`, `nov 25 to 27`: the month is said once for both. */
const ENDS =
  "(?:from |between )?(?:the )?(\\d{1,2})(?:st|nd|rd|th)?\\s*(?:-|\\.{2,3}|\u2026|to|until|till|through|and)\\s*(?:the )?(\\d{1,2})(?:st|nd|rd|th)?";
const MONTH_LAST = new RegExp(`^${ENDS}(?: of)? ([a-z]{3,9})\\.?(?:,? (\\d{4}))?$`);
const MONTH_FIRST = new RegExp(`^([a-z]{3,9})\\.? ${ENDS}(?:,? (\\d{4}))?$`);

function ofOneMonth(words: string, by: ReadBy): ReadRange | null {
  const last = MONTH_LAST.exec(words);
  const [, first, until, month = "", year = ""] = last ?? [];
  const [, name = "", from, end, of = ""] =
    last === null ? (MONTH_FIRST.exec(words) ?? []) : ["", month, first, until, year];
  if (from === undefined || end === undefined || !isMonth(name)) return null;
  return ofTwo(`${from} ${name} ${of}`.trim(), `${end} ${name} ${of}`.trim(), by);
}

/** Reads `A..B`, `A to B` or a range that has a name, its bank days; `null` when the words are neither, as for one day. */
export function readRange(words: string, by: ReadBy): ReadRange | null {
  const named = namedRange(words, by);
  if (named !== null) {
    const { first, last, bank } = named;
    const [from, until] = [bank[0], bank.at(-1)];
    if (from === undefined || until === undefined) {
      return wrongly(
        "no-bank-day",
        `${words}, ${first} to ${last}, ${last < by.today ? "had" : "has"} no bank day`,
        [{ from: first, until: last }],
      );
    }
    return judged({ from, until }, by);
  }
  const [week, ...others] = weeksOfMonth(words, by) ?? [];
  if (week !== undefined) {
    if (others.length === 0) return judged(week, by);
    const meant = possible([week, ...others], by);
    return wrongly(
      "which-day",
      couldBe(
        words,
        meant.map(({ from, until }) => longDays(from, until)),
      ),
      meant,
    );
  }
  const month = ofOneMonth(words, by);
  if (month !== null) return month;
  for (const pattern of [...OTHERS, BETWEEN]) {
    const [, first, last] = pattern.exec(words) ?? [];
    if (first !== undefined && last !== undefined) return ofTwo(first, last, by);
  }
  if (!/^(?:last|this|next)\b/.test(words) || readDayWords(words, by) !== null) return null;
  const near = nearRange(words, by);
  const says =
    "the ranges with a name are this week, last week, this month, last month and such as last 3 days";
  return wrongly("bad-range", says, near === null ? [] : possible([near], by));
}

function ofTwo(first: string, last: string, by: ReadBy): ReadRange {
  const week = ofWeekdays(first, last, by);
  if (week !== null) return judged(week, by);
  // An end that was left out is today's.
  const end = last === "" && first !== "" && by.ahead !== true ? "today" : last;
  const ends = [first, end].map((words) => readDayWords(words, by));
  const [from, until] = ends;
  if (!from || !until || last === "") {
    const word = saidBack(beginning(from ? last : first, 40));
    const example = `${addDays(by.today, -6)}..${by.today}`;
    const wrong = `${word} is no day; a range is two days such as ${example}`;
    return wrongly("bad-day", wrong, from && until ? possible(pairsOf(from, until), by) : []);
  }
  const pairs = pairsOf(from, until);
  const [only] = pairs;
  if (from.is === "day" && until.is === "day" && only !== undefined) return judged(only, by);
  const meant = possible(pairs, by);
  const said = meant.map((pair) => longDays(pair.from, pair.until));
  return wrongly("which-day", couldBe(`${first}..${last}`, said), meant);
}

type End = NonNullable<ReturnType<typeof readDayWords>>;

/** The days that may be meant by two ends: of two that are unsure for the same reason those in the same place, forward alone. */
function pairsOf(first: End, last: End): readonly DayRange[] {
  const [from, until] = [first, last].map((end) => (end.is === "day" ? [end.day] : end.days)) as [
    Day[],
    Day[],
  ];
  const pairs = from.flatMap((one, at) =>
    until.flatMap((other, place) =>
      from.length !== until.length || at === place ? [{ from: one, until: other }] : [],
    ),
  );
  const isCertain = first.is === "day" && last.is === "day";
  return isCertain ? pairs : pairs.filter((pair) => pair.from <= pair.until);
}

/** `monday..wednesday`: the last ones that have come, or, where days to come are meant, the next; today counts. */
function ofWeekdays(first: string, last: string, by: ReadBy): DayRange | null {
  const { today, ahead = false } = by;
  const [from, until] = [weekday(first), weekday(last)];
  const nearest = (wanted: number, start: Day, step: 1 | -1) => {
    const days = Array.from({ length: 7 }, (_, at) => addDays(start, at * step));
    return days.find((day) => weekday(weekdayOf(day).toLowerCase()) === wanted) ?? start;
  };
  if (from !== null && until !== null) {
    const one = ahead ? nearest(from, today, 1) : nearest(until, today, -1);
    return ahead
      ? { from: one, until: nearest(until, one, 1) }
      : { from: nearest(from, one, -1), until: one };
  }
  // Beside a day that is certain it is the next one after it, or the last one before it.
  const [begin, end] = [readDayWords(first, by), readDayWords(last, by)];
  if (until !== null && begin?.is === "day") return { from: begin.day, until: nearest(until, begin.day, 1) };
  if (from !== null && end?.is === "day") return { from: nearest(from, end.day, -1), until: end.day };
  return null;
}

function judged({ from, until }: DayRange, by: ReadBy): ReadRange {
  const { today, ahead = false } = by;
  const meant = possible([{ from, until }], by);
  if (from > until) {
    const says = `${from} is after ${until}, and a range begins with its oldest day`;
    return wrongly("reversed-range", says, meant);
  }
  if (until > today && !ahead) {
    // A week that is named by a word is told with both its ends, of which nobody has typed any.
    const which = from > today && from < until ? `${from} to ${until} are` : `${until} is`;
    return wrongly("future-day", `${which} after today, ${today}`, meant);
  }
  const days = countDays(from, until);
  if (days > LONGEST_RANGE) {
    const one = ahead ? "one line" : "one backfill";
    return wrongly("long-range", `these are ${days} days, and ${one} takes at most ${LONGEST_RANGE}`, meant);
  }
  return { is: "range", range: { from, until } };
}

/** The ranges turned round, cut at today and at the limit, so that what is suggested can be typed. */
function possible(ranges: readonly DayRange[], { today, ahead = false }: ReadBy): readonly DayRange[] {
  return ranges.flatMap((range) => {
    const [from, end] = [range.from, range.until].toSorted() as [Day, Day];
    if (from > today && !ahead) return [];
    const until = end > today && !ahead ? today : end;
    return [
      { from, until: countDays(from, until) > LONGEST_RANGE ? addDays(from, LONGEST_RANGE - 1) : until },
    ];
  });
}
