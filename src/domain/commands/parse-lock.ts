import type { Day } from "../day.ts";
import type { Command, LockEnd } from "./command.ts";
import { ANY_DAY, meantDayIn, readDay } from "./meant-day.ts";
import { meantAsReason, readReasoned } from "./parse-reason.ts";
import type { Parsed, Words } from "./parse-result.ts";
import { misread, shown } from "./parse-result.ts";
import { readTimeOfDay } from "./time-of-day.ts";

/** Reads why in quotation marks and, before or behind that, until when. */
export function parseLock({ raw, today }: Words): Parsed {
  const line = `lock ${raw}`;
  const { words, why, trouble } = readReasoned(endFirst(raw));
  const [first = "", ...rest] = words.map((word) => word.toLowerCase());
  const end = first === "until" ? rest : [];
  const until = first === "until" ? readEnd(end, today) : null;
  const lock = (reason: string | null, when: LockEnd | null): Command => ({
    name: "lock",
    why: reason ?? "reason",
    until: when,
  });
  if (first !== "" && first !== "until") {
    const wrong = `"${shown(words.join(" "))}" is too much: a lock has a reason in quotation marks, and \`until\` a time or a day`;
    return misread({ code: "extra-words", line, wrong, corrected: lock(why ?? meantAsReason(words), null) });
  }
  if (first === "until" && until === null) {
    const says = end.length === 0 ? "until when?" : `"${shown(end.join(" "))}" is no end of a lock;`;
    const wrong = `${says} it is HH:MM, tomorrow, a date such as ${today}, or a day and HH:MM`;
    const day = meantDayIn(end, today)?.day ?? ANY_DAY;
    return misread({ code: "bad-end", line, wrong, corrected: lock(why, { day, time: null }) });
  }
  if (until !== null && until.day < today) {
    const wrong = `${until.day} is before today, ${today}`;
    return misread({ code: "past-end", line, wrong, corrected: lock(why, { ...until, day: ANY_DAY }) });
  }
  if (trouble !== null) return misread({ ...trouble, line, corrected: lock(why, until) });
  if (why === null) {
    const wrong = "why is the stack locked? A reason is needed";
    return misread({ code: "reason-missing", line, wrong, corrected: lock(null, until) });
  }
  return { is: "command", command: { name: "lock", why, until } };
}

/** The end is said before or behind the reason: here it comes first. */
function endFirst(raw: string): string {
  const [, before, end] = /^(.*["“”„«»'‘’‚‹›])\s+(until\s[^"“”„«»]*)$/i.exec(raw) ?? [];
  return before === undefined || end === undefined ? raw : `${end} ${before}`;
}

function readEnd([first, second, more]: readonly string[], today: Day): LockEnd | null {
  if (first === undefined || more !== undefined) return null;
  const alone = second === undefined ? readTimeOfDay(first) : null;
  if (alone !== null) return { day: today, time: alone };
  const [day, time] = [readDay(first, today), second === undefined ? null : readTimeOfDay(second)];
  return day === null || (second !== undefined && time === null) ? null : { day, time };
}
