import type { Day } from "../day.ts";
import type { Command } from "./command.ts";
import { readOneDay } from "./days/read-days.ts";
import { isAnother, readReasoned, reasonBehindDay } from "./parse-reason.ts";
import type { Parsed, Words } from "./parse-result.ts";
import { ANY_DAY, ANY_REASON, misread, saidBack } from "./parse-result.ts";

/** What is done about the number of one day, by the command's name: in words, after "why is 2026-11-23". */
const acts = { release: "released", withdraw: "withdrawn" } as const;

/** A command that takes one day and, in quotation marks, why. */
export type ReasonedCommand = Extract<Command, { readonly name: keyof typeof acts }>;

/** Reads one day that is not after today, and the reason behind it. */
export function parseReasonedDay(name: ReasonedCommand["name"], { raw, today, calendar }: Words): Parsed {
  const line = `${name} ${raw}`.trim();
  const { words, why, trouble } = readReasoned(raw);
  const read = readOneDay(words, { today, calendar });
  const { extra } = read;
  const wrong = (code: string, says: string, days: readonly Day[], reason: string | null): Parsed => {
    const make = (day: Day) => command(name, day, reason ?? ANY_REASON);
    const [first = ANY_DAY, ...others] = days;
    return misread({ code, line, wrong: says, meant: [make(first), ...others.map(make)] });
  };
  if (read.is === "wrong") {
    const says = words.length === 0 ? `which day is to be ${acts[name]}?` : read.wrong;
    return wrong(read.code, says, read.meant, why ?? reasonBehindDay(extra));
  }
  const { day } = read;
  if (extra.length > 0) {
    const says = `${saidBack(extra.join(" "))} is too much: after the one day stands only its reason, in quotation marks`;
    return wrong("extra-words", says, [day], why ?? reasonBehindDay(extra));
  }
  if (trouble !== null) return wrong(trouble.code, trouble.wrong, isAnother(trouble) ? [] : [day], why);
  if (why === null)
    return wrong("reason-missing", `why is ${day} ${acts[name]}? A reason is needed`, [day], null);
  return { is: "command", command: command(name, day, why) };
}

function command(name: ReasonedCommand["name"], day: Day, why: string): Command {
  return { name, day, why };
}
