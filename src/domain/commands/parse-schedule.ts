import type { Command, ScheduleWish } from "./command.ts";
import { nearest } from "./edit-distance.ts";
import { meantAsReason, readReasoned } from "./parse-reason.ts";
import type { Parsed, Words } from "./parse-result.ts";
import { misread, shown } from "./parse-result.ts";
import { readTimeOfDay, timeOfDay } from "./time-of-day.ts";

/** What is changed, before its reason is known. */
type Change = { readonly is: "pause" | "resume" } | { readonly is: "time"; readonly time: string };

/** Reads `pause`, `resume` or a time, and the reason behind it in quotation marks. */
export function parseSchedule({ raw }: Words): Parsed {
  if (raw === "") return { is: "command", command: { name: "schedule", change: null } };
  const line = `schedule ${raw}`;
  const { words, why, trouble } = readReasoned(raw);
  const [word = "", ...extra] = words;
  const change = readChange(word.toLowerCase());
  const meant = meantTime(words.join(""));
  if (change === null) {
    return misread({
      code: "bad-time",
      line,
      wrong: `"${shown(word)}" is no time of day; it is HH:MM from 00:00 to 23:59, or the word pause or resume`,
      corrected: asked(nearChange(word) ?? { is: "time", time: meant ?? "07:30" }, why),
    });
  }
  if (extra.length > 0) {
    const isTime = change.is === "time";
    const says = isTime
      ? "the time is HH:MM in the zone of LOANS_TIMEZONE"
      : `${change.is} holds from now on`;
    // One word behind a time is `pm` or a zone rather than a reason.
    const reason = why ?? (isTime && extra.length === 1 ? null : meantAsReason(extra));
    return misread({
      code: "extra-words",
      line,
      wrong: `"${shown(extra.join(" "))}" is too much: ${says}, and after it stands only a reason in quotation marks`,
      corrected: isTime && meant !== null ? asked({ is: "time", time: meant }, why) : asked(change, reason),
    });
  }
  if (trouble !== null) return misread({ ...trouble, line, corrected: asked(change, why) });
  return { is: "command", command: asked(change, why) };
}

function asked(change: Change, why: string | null): Command {
  return { name: "schedule", change: { ...change, why } satisfies ScheduleWish };
}

function readChange(word: string): Change | null {
  if (word === "pause" || word === "resume") return { is: word };
  const time = readTimeOfDay(word);
  return time === null ? null : { is: "time", time };
}

function nearChange(word: string): Change | null {
  const meant = nearest(word.toLowerCase(), ["pause", "resume"] as const);
  return meant === undefined ? null : { is: meant };
}

/** What somebody probably meant with `7`, `0730`, `7.30` or `7:30pm`. */
function meantTime(words: string): string | null {
  const [, hour, minute = "00", half] = /^(\d{1,2})[:.h]?(\d{2})?(?:([ap])\.?m\.?)?$/i.exec(words) ?? [];
  if (hour === undefined) return null;
  const isOfTwelve = half !== undefined && Number(hour) <= 12;
  const counted = isOfTwelve ? (Number(hour) % 12) + (half.toLowerCase() === "p" ? 12 : 0) : hour;
  return timeOfDay(String(counted), minute);
}
