import type { Day } from "../day.ts";
import type { Command } from "./command.ts";
import { ANY_DAY, meantDayIn, readDay } from "./meant-day.ts";
import type { DayRange, ReadBy } from "./parse-day.ts";
import { readRange } from "./parse-day.ts";
import { meantAsReason, readReasoned } from "./parse-reason.ts";
import type { Parsed, Words } from "./parse-result.ts";
import { misread, shown } from "./parse-result.ts";

/** What words that name days came to; `meant` are those that were meant, or `ANY_DAY`, and `extra` what stands behind them. */
type ReadDays =
  | { readonly is: "days"; readonly days: DayRange; readonly extra: readonly string[] }
  | {
      readonly is: "wrong";
      readonly code: string;
      readonly wrong: string;
      readonly meant: DayRange;
      readonly extra: readonly string[];
    };

/** Reads a day or a range, also of days to come, and in quotation marks why they are passed over. */
export function parseSkip({ raw, today, calendar }: Words): Parsed {
  const line = `skip ${raw}`;
  const { words, why, trouble } = readReasoned(raw);
  const read = readDays(words, { today, calendar });
  const skip = (days: DayRange, reason: string | null): Command => ({
    name: "skip",
    ...named(days),
    why: reason ?? "reason",
  });
  if (read.is === "wrong") {
    const { code, wrong, meant, extra } = read;
    return misread({ code, line, wrong, corrected: skip(meant, why ?? meantAsReason(extra)) });
  }
  const { days, extra } = read;
  if (extra.length > 0) {
    return misread({
      code: "extra-words",
      line,
      wrong: `"${shown(extra.join(" "))}" is too much: after the days stands only their reason, in quotation marks`,
      corrected: skip(days, why ?? meantAsReason(extra)),
    });
  }
  if (trouble !== null) return misread({ ...trouble, line, corrected: skip(days, why) });
  if (why === null) {
    const which = days.from === days.until ? `is ${days.from}` : `are ${days.from} to ${days.until}`;
    const wrong = `why ${which} passed over? A reason is needed`;
    return misread({ code: "reason-missing", line, wrong, corrected: skip(days, null) });
  }
  return { is: "command", command: { name: "skip", ...named(days), why } };
}

/** Reads a day or a range that is taken back into the schedule. */
export function parseUnskip({ rest, today, calendar }: Words): Parsed {
  const line = ["unskip", ...rest].join(" ");
  const read = readDays(rest, { today, calendar });
  const unskip = (days: DayRange): Command => ({ name: "unskip", ...named(days) });
  if (read.is === "wrong") {
    return misread({ code: read.code, line, wrong: read.wrong, corrected: unskip(read.meant) });
  }
  const { days, extra } = read;
  if (extra.length === 0) return { is: "command", command: unskip(days) };
  const wrong = `"${shown(extra.join(" "))}" is too much: it takes the days alone`;
  return misread({ code: "extra-words", line, wrong, corrected: unskip(days) });
}

function readDays(words: readonly string[], by: ReadBy): ReadDays {
  const { today } = by;
  const lower = words.map((word) => word.toLowerCase());
  const [first = ""] = lower;
  const ahead = { ...by, ahead: true };
  const all = readRange(lower.join(" "), ahead);
  if (all?.is === "range") return { is: "days", days: all.range, extra: [] };
  const day = readDay(first, today);
  if (day !== null && all === null) return { is: "days", days: oneDay(day), extra: words.slice(1) };
  const one = readRange(first, ahead);
  if (one?.is === "range") return { is: "days", days: one.range, extra: words.slice(1) };
  const wrong = all ?? one;
  if (wrong?.is === "wrong") return { ...wrong, extra: words.slice(1) };
  const meant = meantDayIn(lower, today);
  const said = shown(words.slice(0, meant?.taken).join(" "));
  return {
    is: "wrong",
    code: "bad-day",
    wrong:
      first === ""
        ? "which day is meant?"
        : `"${said}" is no day; a day is today, tomorrow, yesterday or a date such as ${today}`,
    meant: oneDay(meant?.day ?? ANY_DAY),
    extra: meant === null ? [] : words.slice(meant.taken),
  };
}

function oneDay(day: Day): DayRange {
  return { from: day, until: day };
}

/** A range of one day is that day. */
function named({ from, until }: DayRange): { readonly day: Day; readonly until?: Day } {
  return from === until ? { day: from } : { day: from, until };
}
