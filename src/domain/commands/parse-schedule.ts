import type { Command, ScheduleWish } from "./command.ts";
import { nearest } from "./edit-distance.ts";
import { parsePause, pausesUntil } from "./parse-pause.ts";
import { meantAsReason, readReasoned } from "./parse-reason.ts";
import type { Parsed, Words } from "./parse-result.ts";
import { ANY_TIME, misread, saidBack } from "./parse-result.ts";
import { readTimeOfDay, timeOfDay } from "./time-of-day.ts";

/** What is changed, before its reason is known. */
type Change = { readonly is: "pause" | "resume" } | { readonly is: "time"; readonly time: string };

/** What people say for a schedule that is to stand still, or to go on: it has one meaning alone, and one line takes it back. */
const pausing: readonly string[] = ["pause", "off", "stop", "none", "never", "disable", "disabled", "hold"];
const resuming: readonly string[] = [
  "resume",
  "on",
  "start",
  "go",
  "continue",
  "enable",
  "enabled",
  "unpause",
];
/** What people say who only want to see it. */
const looking: readonly string[] = ["show", "next", "list", "status", "?"];

/** Reads `pause` and until when, `resume` or a time, and the reason behind it in quotation marks. */
export function parseSchedule(all: Words): Parsed {
  const { raw } = all;
  const look: Command = { name: "schedule", change: null };
  if (raw === "" || looking.includes(raw.toLowerCase())) return { is: "command", command: look };
  const line = `schedule ${raw}`;
  // `turn off`, `at 07:30`.
  const said = raw
    .replace(/^(?:switch|turn)(?:ed)? (?:it )?(?=o(?:n|ff)\b)/i, "")
    .replace(/^(?:on |daily |every day )?(?:at|to|on|for) (?=\d{1,2}:\d{2}\b)/i, "");
  const { words, why, trouble } = readReasoned(said);
  const [word = "", ...behind] = words;
  const extra = behind.join(" ").toLowerCase() === "now" ? [] : behind;
  if (pausing.includes(word.toLowerCase()))
    return parsePause({ ...all, raw: said.slice(said.indexOf(word) + word.length).trim() }, line);
  const change = readChange(word.toLowerCase());
  const time = meantTime(words.join(""));
  if (change === null) {
    const wrong = `${saidBack(word)} is no time of day; it is HH:MM from 00:00 to 23:59, or the word pause or resume`;
    const near = nearChange(word) ?? { is: "time", time: time ?? ANY_TIME };
    return misread({ code: "bad-time", line, wrong, meant: [asked(near, why)] });
  }
  const [first, ...others] = change.is === "resume" ? pausesUntil(extra, { ...all, ahead: true }, why) : [];
  if (first !== undefined) {
    const wrong = "a schedule is resumed at once; a pause that ends with a day is `pause until`";
    const isOn = word.toLowerCase() === "on";
    return misread({ code: "resume-later", line, wrong, meant: isOn ? [look] : [first, ...others] });
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
      wrong: `${saidBack(extra.join(" "))} is too much: ${says}, and after it stands only a reason in quotation marks`,
      meant: [isTime && time !== null ? asked({ is: "time", time }, why) : asked(change, reason)],
    });
  }
  if (trouble !== null) return misread({ ...trouble, line, meant: [asked(change, why)] });
  return { is: "command", command: asked(change, why) };
}

function asked(change: Change, why: string | null): Command {
  return { name: "schedule", change: { ...change, why } satisfies ScheduleWish };
}

function readChange(word: string): Change | null {
  if (resuming.includes(word)) return { is: "resume" };
  const time = readTimeOfDay(word);
  return time === null ? null : { is: "time", time };
}

function nearChange(word: string): Change | null {
  const said = word.toLowerCase();
  const near = nearest(said, ["pause", "resume"] as const);
  return near === undefined ? null : { is: near };
}

/** What somebody probably meant with `7`, `0730`, `7.30` or `7:30pm`. */
function meantTime(words: string): string | null {
  const [, hour, minute = "00", half] = /^(\d{1,2})[:.h]?(\d{2})?(?:([ap])\.?m\.?)?$/i.exec(words) ?? [];
  if (hour === undefined) return null;
  const isOfTwelve = half !== undefined && Number(hour) <= 12;
  const counted = isOfTwelve ? (Number(hour) % 12) + (half.toLowerCase() === "p" ? 12 : 0) : hour;
  return timeOfDay(String(counted), minute);
}
