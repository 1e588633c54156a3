import type { Day } from "../../day.ts";
import { addDays } from "../../day.ts";
import type { ReadBy } from "./day-names.ts";
import { isMonth } from "./day-names.ts";
import type { ReadDay } from "./day-words.ts";
import { readDayIn, readDayWords } from "./day-words.ts";

/** Several days that are named one by one. */
export interface DayList {
  /** Oldest first, each once; at least two. Where the month is left open there is one list for each that may be meant. */
  readonly lists: readonly (readonly Day[])[];
  /** Whether nobody could mean others by the words. */
  readonly isSure: boolean;
  /** Whether nothing but a space stands between them, so that those between may be meant as well. */
  readonly isBare: boolean;
  readonly taken: number;
}

/** No list is said in more words. */
const MOST_WORDS = 24;

/** Reads the list of days that words, in lower case, begin with; `null` where they begin with one day, or none. */
export function readDayList(words: readonly string[], by: ReadBy): DayList | null {
  for (let taken = Math.min(words.length, MOST_WORDS); taken > 0; taken -= 1) {
    const plain = words.slice(0, taken).join(" ");
    const said = plain.replaceAll(/\s*,\s*(?:and\s+|&\s*)?/g, " , ");
    // The number at its end is of a month that is said behind it: `27 nov - 20 nov`.
    const isCut = isMonth(words[taken] ?? "") && /^\d{1,2}\D{0,2}$/.test(words[taken - 1] ?? "");
    if (isCut || (taken === 1 && plain === said) || /(?:,|\band|&|\bplus)\s*$/.test(said)) continue;
    // `friday, 20 november` and `nov 28, 2026` are one day.
    if (readDayWords(said.replaceAll(" , ", " "), by) !== null) return null;
    const read = ofOneMonth(said, by) ?? oneByOne(said, by);
    const lists = read?.lists.map(sorted) ?? [];
    if (read !== null && lists.length > 0 && lists.every(({ length }) => length > 1))
      return { lists, isSure: read.isSure, isBare: !/,|\band\b|&|\bplus\b/.test(said), taken };
  }
  return null;
}

/** Whether each day is the one after that before it. */
export function areConsecutive(days: readonly Day[]): boolean {
  return days.every((day, at) => at === 0 || day === addDays(days[at - 1] ?? day, 1));
}

const NUMBER = "(?:the )?\\d{1,2}(?:st|nd|rd|th)?";
const NUMBERS = `(?<numbers>${NUMBER}(?:(?: , | and (?:the )?| & | )${NUMBER})+)`;
const MONTH = "(?<month>[a-z]{3,9})\\.?";
const YEAR = "(?: (?:, )?(?<year>\\d{4}))?";
/** The month is said last, first, or not at all. */
const OF_ONE_MONTH = [`${NUMBERS}(?: of)? ${MONTH}${YEAR}`, `${MONTH} ${NUMBERS}${YEAR}`, NUMBERS].map(
  (words) => new RegExp(`^${words}$`),
);

/** Lists of days, and whether each of them is certain. */
type Lists = Pick<DayList, "lists" | "isSure">;

/** `25, 26 and 27 nov`, `nov 25 26 27`, `the 25th and 26th`. */
function ofOneMonth(said: string, by: ReadBy): Lists | null {
  const found = OF_ONE_MONTH.map((pattern) => pattern.exec(said)?.groups).find(
    (groups) => groups !== undefined && (groups["month"] === undefined || isMonth(groups["month"])),
  );
  if (found === undefined) return null;
  const { numbers = "", month = "", year = "" } = found;
  const each = (numbers.match(/\d{1,2}/g) ?? []).map((date) =>
    readDayWords(`${date} ${month} ${year}`.trim(), by),
  );
  const days = each.map((read) => (read === null ? [] : read.is === "day" ? [read.day] : read.days));
  const most = Math.min(...days.map(({ length }) => length));
  return {
    lists: Array.from({ length: most }, (_, at) => days.flatMap((some) => some[at] ?? [])),
    isSure: each.every((read) => read?.is === "day"),
  };
}

/** `tomorrow and friday`, `mon, tue`, `2026-11-25 2026-11-26`: each by itself; a list for each day that one of them may be. */
function oneByOne(said: string, by: ReadBy): Lists | null {
  const each: ReadDay[] = [];
  for (const part of said.split(/ , | and | & | plus /)) {
    let left = part.split(/\s+/).filter((word) => word !== "");
    while (left.length > 0) {
      const read = readDayIn(left, by);
      if (read === null) return null;
      each.push(read);
      left = left.slice(read.taken);
    }
  }
  const isSure = each.every(({ is }) => is === "day");
  const choices = each.map((read) => (read.is === "day" ? [read.day] : read.days));
  const open = choices.filter(({ length }) => length > 1);
  if (open.length > 1) return null;
  const lists = (open[0] ?? ["sure"]).map((_, at) =>
    choices.flatMap((days) => days[days.length > 1 ? at : 0] ?? []),
  );
  return { lists, isSure };
}

function sorted(days: readonly Day[]): readonly Day[] {
  return [...new Set(days)].toSorted();
}
