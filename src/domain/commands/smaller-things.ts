import type { ReadBy } from "./days/day-names.ts";
import { isMonth, weekday } from "./days/day-names.ts";
import { readDayIn } from "./days/day-words.ts";
import { ANY_DAY } from "./parse-result.ts";

/**
 * What may be meant by words that want something away or ended which is smaller than the stack, or the schedule changed.
 * `lines` are read and offered, never more than that; of a schedule they go on with what stands behind so many words.
 */
export interface Away {
  readonly lines: readonly string[];
  readonly says: string;
  readonly taken?: number;
}

/** Words that want something away for good. */
const removing: readonly string[] = [
  ...["delete", "remove", "destroy", "undeploy", "teardown", "tear down", "tear-down", "take down"],
  ...["take away", "down", "clean up", "cleanup", "clean-up", "clean", "clear", "drop", "erase", "wipe"],
  ...["purge", "get rid of"],
];

/** Words that want an end of something that goes on. */
const ending: readonly string[] = [
  ...["cancel", "stop", "kill", "abort", "halt", "terminate", "end", "turn off", "switch off", "disable"],
  ...["suspend", "deactivate"],
];

/** Words that take back what somebody has done. */
const lifting: readonly string[] = [
  ...["lift", "undo", "revert", "rollback", "roll back", "take back", "release", "withdraw"],
];

const continuing: readonly string[] = [
  ...["turn on", "switch on", "enable", "activate", "reactivate", "start", "restart", "continue", "unpause"],
  ...["resume", "begin"],
];
const pausing: readonly string[] = ["pause", "hold", "freeze"];
const setting: readonly string[] = ["set", "change", "move", "put"];

/** Words that tell nothing of what is meant. */
const empty: ReadonlySet<string> = new Set([
  ...["the", "a", "an", "my", "our", "this", "that", "all", "any", "current", "now", "of", "for", "from"],
  ...["in", "and", "daily", "whole", "with", "at", "running"],
]);

const schedules: readonly string[] = ["schedule", "schedules", "scheduler", "timer", "timetable", "cron"];

interface SmallThing {
  readonly words: readonly string[];
  /** The command that does it, or each that may. */
  readonly lines: readonly string[];
  /** Which words beside those that want something away may be said of it. */
  readonly by?: "ending" | "both";
  readonly takesDay?: true;
}

/** What is smaller than the stack; the first of which a line has a word is meant. An end of a run is what `cancel` itself reads. */
const things: readonly SmallThing[] = [
  { words: ["lock", "locks", "freeze"], lines: ["unlock"], by: "both" },
  { words: ["skip", "skips", "skipped", "skipping"], lines: ["unskip"], by: "both", takesDay: true },
  { words: ["pause", "pauses"], lines: ["schedule resume"], by: "both" },
  { words: schedules, lines: ["schedule pause"], by: "ending" },
  { words: ["backfill", "backfills", "teardown", "withdrawal", "queue"], lines: ["cancel"] },
  { words: ["deploy", "deployment"], lines: ["cancel deploy"] },
  {
    words: ["number", "numbers", "count", "counts", "summary", "result", "results", "report", "loans"],
    lines: ["withdraw"],
    takesDay: true,
  },
  {
    words: ["run", "runs", "batch", "batches", "job", "jobs", "day", "days", "date"],
    lines: ["cancel", "withdraw"],
    takesDay: true,
  },
];

/** Reads words in lower case that want something away, ended or changed which is not the whole stack; `null`: they do not. */
export function readAway(line: readonly string[], by: ReadBy): Away | null {
  // A reason may tell of anything.
  const quoted = line.findIndex((word) => /["“”„«»]|^['‘’‚‹›]/.test(word));
  const words = quoted < 0 ? line : line.slice(0, quoted);
  return ofSchedule(words) ?? ofThing(words, by);
}

/** `stop the schedule`, `turn the schedule off`, `enable schedule`, `set the schedule to 07:30`. */
function ofSchedule(words: readonly string[]): Away | null {
  const at = words.findIndex((word) => schedules.includes(word));
  if (at < 1) return null;
  const [next] = words.slice(at + 1);
  const turned = next === "on" || next === "off" ? next : null;
  const said = words
    .slice(0, at)
    .filter((word) => !empty.has(word))
    .join(" ");
  const is = (some: readonly string[]) => some.includes(said);
  const says =
    "the schedule stands still by `schedule pause`, goes on by `schedule resume`, and takes a time of day";
  const taken = at + 1 + (turned === null ? 0 : 1);
  if (is(setting)) return { lines: ["schedule"], says, taken: at + 1 };
  if (turned !== null)
    return is(["turn", "switch", ...setting])
      ? { lines: [`schedule ${turned === "on" ? "resume" : "pause"}`], says, taken }
      : null;
  if (is(removing) || is(ending) || is(pausing)) return { lines: ["schedule pause"], says, taken };
  return is(continuing) ? { lines: ["schedule resume"], says, taken } : null;
}

function ofThing(words: readonly string[], by: ReadBy): Away | null {
  const all = [...removing, ...ending, ...lifting];
  const taken = [3, 2, 1].find((many) => all.includes(words.slice(0, many).join(" "))) ?? 0;
  const said = words.slice(0, taken).join(" ");
  const rest = words.slice(taken).filter((word) => !empty.has(word));
  if (taken === 0) return null;
  const day = dayIn(rest, by);
  // Of a command's own word the thing comes first: behind a day stands its reason.
  const named = removing.includes(said) ? rest : rest.slice(0, 1);
  const thing = things.find((one) => named.some((word) => one.words.includes(word.replace(/['’]s$/, ""))));
  if (thing !== undefined) return isSaidOf(thing, said) ? smaller(thing, day) : null;
  const isOfDay = removing.includes(said) && (day !== null || rest.some(saysWhen));
  return isOfDay ? smaller({ lines: ["cancel", "withdraw"], takesDay: true }, day) : null;
}

function isSaidOf({ by }: SmallThing, said: string): boolean {
  if (removing.includes(said)) return true;
  return by === "both" || (by === "ending" && ending.includes(said));
}

/** Without a day none is meant. */
function smaller({ lines, takesDay }: Pick<SmallThing, "lines" | "takesDay">, day: string | null): Away {
  return {
    lines: lines.map((line) => (takesDay ? `${line} ${day ?? ANY_DAY}` : line)),
    says: "what is smaller than the stack has a word of its own",
  };
}

/** The words of the rest that name a day, and all that stand behind it; `null`: none does. */
function dayIn(rest: readonly string[], by: ReadBy): string | null {
  const at = rest.findIndex((_, start) => readDayIn(rest.slice(start), by) !== null);
  return at < 0 ? null : rest.slice(at).join(" ");
}

function saysWhen(word: string): boolean {
  return /\d/.test(word) || isMonth(word) || weekday(word) !== null || ["week", "month"].includes(word);
}
