import type { Day } from "../day.ts";
import type { Command, LockEnd } from "./command.ts";
import type { ReadBy } from "./days/day-names.ts";
import { readDayIn } from "./days/day-words.ts";
import { meantAsReason, readReasoned } from "./parse-reason.ts";
import type { Parsed, Words } from "./parse-result.ts";
import { ANY_DAY, ANY_REASON, misread, saidBack } from "./parse-result.ts";
import { readTimeOfDay } from "./time-of-day.ts";

/** Reads why in quotation marks and, before or behind that, until when. */
export function parseLock({ raw, today, calendar }: Words): Parsed {
  const line = `lock ${raw}`;
  const { words, why, trouble } = readReasoned(endFirst(raw));
  const [first = "", ...rest] = words.map((word) => word.toLowerCase());
  const end = first === "until" ? rest : [];
  const by = { today, calendar, ahead: true };
  const until = first === "until" ? readEnd(end, by) : null;
  const lock = (reason: string | null, when: LockEnd | null): Command => ({
    name: "lock",
    why: reason ?? ANY_REASON,
    until: when,
  });
  if (first !== "" && first !== "until") {
    const wrong = `${saidBack(words.join(" "))} is too much: a lock has a reason in quotation marks, and \`until\` a time or a day`;
    return misread({ code: "extra-words", line, wrong, meant: [lock(why ?? meantAsReason(words), null)] });
  }
  if (first === "until" && until === null) {
    const says = end.length === 0 ? "until when?" : `${saidBack(end.join(" "))} is no end of a lock;`;
    const wrong = `${says} it is HH:MM, tomorrow, a date such as ${today}, or a day and HH:MM`;
    const unsure = readDayIn(end, by);
    const [day = ANY_DAY, ...others] = unsure?.is === "unsure" ? unsure.days : [];
    const meant = (one: Day) => lock(why, { day: one, time: null });
    return misread({ code: "bad-end", line, wrong, meant: [meant(day), ...others.map(meant)] });
  }
  if (until !== null && until.day < today) {
    const wrong = `${until.day} is before today, ${today}`;
    return misread({ code: "past-end", line, wrong, meant: [lock(why, { ...until, day: ANY_DAY })] });
  }
  if (trouble !== null) return misread({ ...trouble, line, meant: [lock(why, until)] });
  if (why === null) {
    const wrong = "why is the stack locked? A reason is needed";
    return misread({ code: "reason-missing", line, wrong, meant: [lock(null, until)] });
  }
  return { is: "command", command: { name: "lock", why, until } };
}

/** The end is said before or behind the reason: here it comes first. */
function endFirst(raw: string): string {
  const [, before, end] = /^(.*["“”„«»'‘’‚‹›])\s+(until\s[^"“”„«»]*)$/i.exec(raw) ?? [];
  return before === undefined || end === undefined ? raw : `${end} ${before}`;
}

/** A time of today, a day, or both, the time before the day or behind it. */
function readEnd(words: readonly string[], by: ReadBy): LockEnd | null {
  const times = words.map(readTimeOfDay);
  const time = times[0] ?? times.at(-1) ?? null;
  const days = time === null ? words : times[0] === time ? words.slice(1) : words.slice(0, -1);
  if (time !== null && days.length === 0) return { day: by.today, time };
  const read = readDayIn(days, by);
  return read?.is === "day" && read.taken === days.length ? { day: read.day, time } : null;
}
