import type { Day } from "../day.ts";
import { addDays } from "../day.ts";
import { longDay } from "../long-day.ts";
import type { Command } from "./command.ts";
import type { ReadBy } from "./days/day-names.ts";
import { weekday } from "./days/day-names.ts";
import { readDayIn, readDayWords } from "./days/day-words.ts";
import { namedRange } from "./days/named-ranges.ts";
import type { DayRange } from "./days/read-days.ts";
import { readDays } from "./days/read-days.ts";
import { mayChangeDay } from "./days/within-period.ts";
import { meantAsReason, readReasoned } from "./parse-reason.ts";
import type { Parsed, Words } from "./parse-result.ts";
import { ANY_DAY, ANY_REASON, misread, saidBack } from "./parse-result.ts";
import { readTimeOfDay } from "./time-of-day.ts";

/** What words behind a pause say about its end. */
type PauseEnd =
  /** That day goes on by itself. */
  | { readonly is: "until"; readonly day: Day; readonly taken: number }
  | { readonly is: "open"; readonly taken: number }
  /** Each may be meant; none where nothing tells. `says`: what is wrong with the words. */
  | { readonly is: "wrong"; readonly code: string; readonly says: string; readonly days: readonly Day[] }
  /** Days are named, and not that they are an end: they may be those to be passed over. */
  | { readonly is: "days"; readonly days: DayRange; readonly taken: number };

/** What stands before the first day that goes on. */
const UNTIL: readonly string[] = ["until", "till", "til", "'til", "to"];

/** What stands before the first day that does not. */
const BEGINNING: readonly string[] = ["from", "on", "starting", "beginning", "since", "after"];

/** Reads what stands behind `schedule pause`: until when, if anything is said of it, and a reason before or behind that. */
export function parsePause({ raw, today, calendar }: Words, line: string): Parsed {
  const { words, why, trouble } = readReasoned(endFirst(raw));
  const lower = words.map((word) => word.toLowerCase());
  const end = readEnd(lower, { today, calendar, ahead: true });
  if (end === null) return pauseWith(line, { words, trouble, until: null, why });
  if (end.is === "wrong") {
    const [first = ANY_DAY, ...others] = end.days;
    const meant = [first, ...others].map((day) => pause(day, why)) as [Command, ...Command[]];
    return misread({ code: end.code, line, wrong: end.says, meant });
  }
  const behind = words.slice(end.taken);
  if (end.is === "days") {
    const { from, until } = end.days;
    const reason = why ?? meantAsReason(behind) ?? ANY_REASON;
    const skip: Command = { name: "skip", day: from, ...(until > from && { until }), why: reason };
    if (from <= today) {
      const wrong = `a pause begins at once, and ${longDay(from)} is not after today, ${longDay(today)}`;
      return misread({ code: "past-end", line, wrong, meant: [pause(ANY_DAY, why)] });
    }
    const alone = until > from ? "are those days alone" : "is that day alone";
    const wrong = `a pause begins at once; does it go on with ${longDay(from)}, or ${alone} passed over?`;
    return misread({ code: "which-end", line, wrong, meant: [pause(from, why), skip] });
  }
  return pauseWith(line, { words: behind, trouble, until: end.is === "until" ? end.day : null, why });
}

const MAY_END = /\d|\b(?:hours?|minutes?|mins?|weekends?)\b/;

/** The pause, unless words are left over, which may be its reason. */
function pauseWith(
  line: string,
  {
    words,
    trouble,
    until,
    why,
  }: {
    readonly words: readonly string[];
    readonly trouble: ReturnType<typeof readReasoned>["trouble"];
    readonly until: Day | null;
    readonly why: string | null;
  },
): Parsed {
  if (words.length > 0) {
    const wrong = `${saidBack(words.join(" "))} is too much: behind a pause stand \`until\` and a day, and a reason in quotation marks`;
    // What may be an end is no reason to pause without one.
    const mayEnd = until === null ? MAY_END.test(words.join(" ")) : changesEnd(words);
    const meant = mayEnd ? pause(ANY_DAY, why) : pause(until, why ?? meantAsReason(words));
    return misread({ code: "extra-words", line, wrong, meant: [meant] });
  }
  if (trouble !== null) return misread({ ...trouble, line, meant: [pause(until, why)] });
  return { is: "command", command: pause(until, why) };
}

/** A time does not make another day of an end, which is a whole one. */
function changesEnd(words: readonly string[]): boolean {
  return mayChangeDay(words) && readTimeOfDay(words[0] ?? "") === null;
}

/** The pauses that end with the day that words name, each that it may be; none where they name no day to come. */
export function pausesUntil(words: readonly string[], by: ReadBy, why: string | null): readonly Command[] {
  const lower = words.map((word) => word.toLowerCase());
  const isFrom = BEGINNING.includes(lower[0] ?? "");
  const end = readUntil(isFrom ? lower.slice(1) : lower, by, isFrom ? 1 : 0);
  // `monday's file` is a reason.
  if (end.is === "until") return end.taken === lower.length ? [pause(end.day, why)] : [];
  const isDay = readDayWords(lower.join(" "), by) !== null;
  return end.is === "wrong" && isDay ? end.days.map((day) => pause(day, why)) : [];
}

function pause(until: Day | null, why: string | null): Command {
  return { name: "schedule", change: { is: "pause", ...(until !== null && { until }), why } };
}

/** `null`: none of the words are about an end. */
function readEnd(words: readonly string[], by: ReadBy): PauseEnd | null {
  const [first = "", ...rest] = words;
  if (UNTIL.includes(first)) return readUntil(rest, by, 1);
  const lasting = readLasting(words, by);
  if (lasting !== null) return lasting;
  const isFrom = BEGINNING.includes(first);
  const days = readDays(isFrom ? rest : words, by);
  if (days.is === "days") return { is: "days", days: days.days, taken: words.length - days.extra.length };
  return null;
}

function readUntil(words: readonly string[], by: ReadBy, before: number): PauseEnd {
  const said = words.join(" ");
  if (/^(?:further notice|(?:it is |i )?resumed?|the end of time)$/.test(said))
    return { is: "open", taken: before + words.length };
  const period = /^(?:the )?(?:end of )?(?:the )?(next|this)? ?(week|month)$/.exec(said);
  if (period !== null) {
    const [, which = "this", what = ""] = period;
    const isEnd = which === "this" || said.includes("end of");
    const day = isEnd ? after(`${which} ${what}`, by) : firstOf(`${which} ${what}`, by);
    return day === null ? noEnd(said, by) : { is: "until", day, taken: before + words.length };
  }
  const read = readDayIn(words, by);
  if (read === null) return noEnd(said, by);
  const taken = before + read.taken;
  const days = read.is === "day" ? [read.day] : read.days;
  const ahead = days.filter((day) => day > by.today);
  const [only] = ahead;
  if (only === undefined) {
    const says = `${days.map(longDay).join(" or ")} is not after today, ${longDay(by.today)}, and a pause ends with a day to come`;
    return { is: "wrong", code: "past-end", says, days: [] };
  }
  // Of today's own weekday the next one alone can be meant.
  const isCertain = read.is === "day" || (ahead.length === 1 && weekday(words[0] ?? "") !== null);
  if (isCertain) return { is: "until", day: only, taken };
  const says = `${saidBack(words.slice(0, read.taken).join(" "))} could be ${ahead.map(longDay).join(" or ")}`;
  return { is: "wrong", code: "which-day", says, days: ahead };
}

function noEnd(said: string, { today }: ReadBy): PauseEnd {
  const words = said === "" ? "until when?" : `${saidBack(said)} is no day:`;
  const says = `${words} a pause ends with a whole day, such as tomorrow, monday or ${addDays(today, 7)}`;
  return { is: "wrong", code: "bad-end", says, days: [] };
}

const numbers: readonly string[] = ["", "one", "two", "three", "four", "five", "six", "seven"];

/** `today`, `for 3 days`, `for a week`, `this week`: how long it lasts, today being the first day of it. */
function readLasting(words: readonly string[], by: ReadBy): PauseEnd | null {
  const { today } = by;
  if (/^(?:right |for )?now$/.test(words.join(" "))) return { is: "open", taken: words.length };
  const isFor = words[0] === "for";
  const said = (isFor ? words.slice(1) : words).join(" ").replace(/^the /, "");
  const until = (day: Day): PauseEnd => ({ is: "until", day, taken: words.length });
  if (/^(?:rest of (?:the |this )?)?(?:today|day)(?: only)?$/.test(said) && (isFor || said !== "day"))
    return until(addDays(today, 1));
  const [, count = "", what] = /^(?:next )?(\d{1,3}|[a-z]+) (day|week)s?$/.exec(said) ?? [];
  const many = /^\d/.test(count)
    ? Number(count)
    : /^an?$/.test(count)
      ? 1
      : Math.max(0, numbers.indexOf(count));
  if (many > 0) return until(addDays(today, many * (what === "week" ? 7 : 1)));
  const [, period] = /^(?:rest of (?:the|this) |this )?(week|month)$/.exec(said) ?? [];
  if (period !== undefined && (isFor || said !== period)) {
    const day = after(`this ${period}`, by);
    if (day !== null) return until(day);
  }
  if (!isFor) return null;
  const named = readDayWords(said, by);
  if (named?.is === "day" && named.day >= today)
    return { is: "days", days: { from: named.day, until: named.day }, taken: words.length };
  return noEnd(said, by);
}

/** The first day behind a week or month. */
function after(words: string, by: ReadBy): Day | null {
  const range = namedRange(words, by);
  return range === null ? null : addDays(range.last, 1);
}

function firstOf(words: string, by: ReadBy): Day | null {
  return namedRange(words, by)?.first ?? null;
}

/** What is said behind the reason is put before it. */
function endFirst(raw: string): string {
  const [, before, end] = /^(["“”„«»'‘’‚‹›].*["“”„«»'‘’‚‹›])\s+([^"“”„«»'‘’‚‹›]+)$/i.exec(raw) ?? [];
  return before === undefined || end === undefined ? raw : `${end} ${before}`;
}
