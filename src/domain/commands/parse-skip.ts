import type { Command } from "./command.ts";
import type { DayRange } from "./days/read-days.ts";
import { ANY_RANGE, readDays } from "./days/read-days.ts";
import { isAnother, readReasoned, reasonBehindDay } from "./parse-reason.ts";
import type { Parsed, Words } from "./parse-result.ts";
import { ANY_REASON, misread, saidBack } from "./parse-result.ts";

/** Reads a day or a range, also of days to come, and in quotation marks why they are passed over. */
export function parseSkip({ raw, today, calendar }: Words): Parsed {
  const line = `skip ${raw}`;
  const { words, why, trouble } = readReasoned(raw);
  const read = readDays(words, { today, calendar, ahead: true });
  const skip = (days: DayRange, reason: string | null): Command => ({
    name: "skip",
    ...named(days),
    why: reason ?? ANY_REASON,
  });
  const { extra } = read;
  if (read.is === "wrong") {
    const { code, wrong, meant } = read;
    const [first = ANY_RANGE, ...others] = meant;
    const reason = why ?? reasonBehindDay(extra);
    return misread({
      ...{ code, line, wrong },
      meant: [skip(first, reason), ...others.map((days) => skip(days, reason))],
    });
  }
  const { days } = read;
  if (extra.length > 0) {
    return misread({
      code: "extra-words",
      line,
      wrong: `${saidBack(extra.join(" "))} is too much: after the days stands only their reason, in quotation marks`,
      meant: [skip(days, why ?? reasonBehindDay(extra))],
    });
  }
  if (trouble !== null)
    return misread({ ...trouble, line, meant: [skip(isAnother(trouble) ? ANY_RANGE : days, why)] });
  if (why === null) {
    const which = days.from === days.until ? `is ${days.from}` : `are ${days.from} to ${days.until}`;
    const wrong = `why ${which} passed over? A reason is needed`;
    return misread({ code: "reason-missing", line, wrong, meant: [skip(days, null)] });
  }
  return { is: "command", command: { name: "skip", ...named(days), why } };
}

/** Reads a day or a range that is taken back into the schedule. */
export function parseUnskip({ rest, today, calendar }: Words): Parsed {
  const line = ["unskip", ...rest].join(" ");
  const read = readDays(rest, { today, calendar, ahead: true });
  const unskip = (days: DayRange): Command => ({ name: "unskip", ...named(days) });
  if (read.is === "wrong") {
    const { code, wrong, meant } = read;
    const [first = ANY_RANGE, ...others] = meant;
    return misread({ code, line, wrong, meant: [unskip(first), ...others.map(unskip)] });
  }
  const { days, extra } = read;
  if (extra.length === 0) return { is: "command", command: unskip(days) };
  const wrong = `${saidBack(extra.join(" "))} is too much: it takes the days alone`;
  return misread({ code: "extra-words", line, wrong, meant: [unskip(days)] });
}

/** A range of one day is that day. */
function named({ from, until }: DayRange): Pick<Extract<Command, { name: "skip" }>, "day" | "until"> {
  return from === until ? { day: from } : { day: from, until };
}
