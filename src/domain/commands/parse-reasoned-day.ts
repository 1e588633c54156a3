import type { Day } from "../day.ts";
import type { Command } from "./command.ts";
import { ANY_DAY, meantDayIn, nearDayIn, readDay } from "./meant-day.ts";
import { meantAsReason, readReasoned } from "./parse-reason.ts";
import type { Parsed, Words } from "./parse-result.ts";
import { misread, shown } from "./parse-result.ts";

/** What is done about the number of one day, by the command's name: in words, after "why is 2026-11-23". */
const acts = { release: "released", withdraw: "withdrawn" } as const;

/** A command that takes one day and, in quotation marks, why. */
export type ReasonedCommand = Extract<Command, { readonly name: keyof typeof acts }>;

/** Reads one day that is not after today, and the reason behind it. */
export function parseReasonedDay(name: ReasonedCommand["name"], { raw, today }: Words): Parsed {
  const line = `${name} ${raw}`.trim();
  const { words, why, trouble } = readReasoned(raw);
  const [typed = "", ...extra] = words;
  const word = typed.toLowerCase();
  const day = readDay(word, today);
  const wrong = (code: string, says: string, reason: string | null): Parsed => {
    const meant = nearDayIn(words, today) ?? ANY_DAY;
    return misread({
      code,
      line,
      wrong: says,
      corrected: command(name, meant, reason ?? "reason"),
    });
  };
  if (day === null) {
    const taken = meantDayIn(words, today)?.taken ?? words.length;
    const says =
      word === ""
        ? `which day is to be ${acts[name]}?`
        : `"${shown(words.slice(0, taken).join(" "))}" is no day; a day is today, yesterday or a date such as ${today}`;
    return wrong("bad-day", says, why ?? meantAsReason(words.slice(taken)));
  }
  if (day > today) return wrong("future-day", `${day} is after today, ${today}`, why);
  if (extra.length > 0) {
    const says = `"${shown(extra.join(" "))}" is too much: after the one day stands only its reason, in quotation marks`;
    return wrong("extra-words", says, why ?? meantAsReason(extra));
  }
  if (trouble !== null) return wrong(trouble.code, trouble.wrong, why);
  if (why === null) return wrong("reason-missing", `why is ${day} ${acts[name]}? A reason is needed`, null);
  return { is: "command", command: command(name, day, why) };
}

function command(name: ReasonedCommand["name"], day: Day, why: string): Command {
  return { name, day, why };
}
