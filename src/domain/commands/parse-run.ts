import type { Command } from "./command.ts";
import type { ReadBy } from "./days/day-names.ts";
import type { DayRange } from "./days/read-days.ts";
import { ANY_RANGE, readDays } from "./days/read-days.ts";
import { nearest } from "./edit-distance.ts";
import type { Reasoned } from "./parse-reason.ts";
import { isAnother, readReasoned } from "./parse-reason.ts";
import type { Parsed, Words } from "./parse-result.ts";
import { misread, saidBack, shown } from "./parse-result.ts";

const forcing: readonly string[] = ["--force", "-force", "-f", "force", "forced"];
/** Before the word it says that it is not wanted. */
const refusing: readonly string[] = ["without", "no", "not", "non", "never", "don't", "dont"];
/** What asks to see what a run would do. */
const DRY = /^-*(?:dry|dry-?run|simulat(?:e|ed|ion)|what-?if|no-?op|preview)$|^-+(?:plan|check|test)$/;
/** What nobody can mean by one line: a day is named, or a range. */
const noDays: readonly string[] = ["all", "everything", "missing", "failed"];

/** Reads a day or several, today where none is named, and whether those are counted anew that are done. */
export function parseRun({ rest: said, raw, today, calendar }: Words): Parsed {
  const { rest: typed, why, trouble } = withReason(said, raw);
  if (typed.some((word) => DRY.test(word))) {
    const wrong = "there is no dry run: a day is counted and told; several days are shown before they begin";
    const line = ["run", ...typed].join(" ");
    return misread({ code: "no-dry-run", line, wrong, meant: [{ name: "help", about: "run" }] });
  }
  const rest = withoutRefusedForce(typed);
  const force = rest.some((word) => forcing.includes(word));
  const option = rest.find((word) => isOption(word) && !forcing.includes(word));
  const by = { today, calendar };
  const words = rest.filter(
    (word) => !isOption(word) && !forcing.includes(word) && !["now", "asap", "immediately"].includes(word),
  );
  const line = ["run", ...rest].join(" ");
  const read = readDays(words.length === 0 ? ["today"] : words, by);
  const runs = (ranges: readonly DayRange[], isForced: boolean): readonly [Command, ...Command[]] => {
    const [first = ANY_RANGE, ...others] = ranges;
    return [runOf(first, isForced, why), ...others.map((days) => runOf(days, isForced, why))];
  };
  const meant = read.is === "days" ? [read.days] : read.meant;
  const again = saidAgain(words);
  if (again !== null) {
    const wrong = `"${again.said}" is too much: a day that failed is retried, and one that is done is counted once more by --force`;
    return misread({ code: "again", line, wrong, meant: anew(again.before, by, why) });
  }
  if (option !== undefined) {
    const isForce = nearest(option, ["--force"]) !== undefined || force;
    const wrong = `there is no option \`${shown(option)}\``;
    return misread({ code: "unknown-option", line, wrong, meant: runs(meant, isForce) });
  }
  const [word = ""] = words;
  if (noDays.includes(word) && read.is === "wrong") {
    const wrong = `${saidBack(word)} names no day; \`/loans runs\` shows which days have no run, or one that failed`;
    return misread({ code: "bad-day", line, wrong, meant: [...runs([], force), { name: "runs" }] });
  }
  if (read.is === "wrong") {
    return misread({ code: read.code, line, wrong: read.wrong, meant: runs(meant, force) });
  }
  // What stands behind a reason may as well say which day.
  if (trouble !== null)
    return misread({ ...trouble, line, meant: runs(isAnother(trouble) ? [] : meant, force) });
  const { days, extra } = read;
  if (extra.length === 0) return { is: "command", command: runOf(days, force, why) };
  const wrong = `${saidBack(extra.join(" "))} is too much`;
  return misread({ code: "extra-words", line, wrong, meant: runs(meant, force) });
}

const AGAIN =
  /^(.*?) ?\b(again|anew|afresh|once more|one more time|another time|a second time|from scratch)$/;

/** What ends a line that wants a day done once more, and the words before it; `null`: nothing does. */
function saidAgain(
  words: readonly string[],
): { readonly said: string; readonly before: readonly string[] } | null {
  const [, before, said] = AGAIN.exec(words.join(" ")) ?? [];
  if (before === undefined || said === undefined) return null;
  return { said, before: before.split(" ").filter((word) => word !== "") };
}

/** What may be meant by a day, or several, once more: which of it can be is told by how it stands. */
function anew(before: readonly string[], by: ReadBy, why: string | null): readonly [Command, ...Command[]] {
  const read = readDays(before, by);
  const isWhole = read.is === "days" && read.extra.length === 0;
  const days = isWhole ? read.days : ANY_RANGE;
  const forced = runOf(days, true, why);
  if (days.from !== days.until) return [forced];
  return [{ name: "retry", which: isWhole ? { day: days.from } : null }, forced];
}

/** `without force` is no wish for it. */
function withoutRefusedForce(words: readonly string[]): readonly string[] {
  const at = words.findIndex(
    (word, nth) => forcing.includes(word) && refusing.includes(words[nth - 1] ?? ""),
  );
  return at < 0 ? words : [...words.slice(0, at - 1), ...words.slice(at + 1)];
}

/** `-3d` is a day, and a dash alone stands between two. */
function isOption(word: string): boolean {
  return /^-+[^\d-]/.test(word);
}

/** A reason stands in quotation marks behind what forces a day; elsewhere such a mark belongs to a word. */
function withReason(
  all: readonly string[],
  raw: string,
): Pick<Words, "rest"> & Pick<Reasoned, "why" | "trouble"> {
  const { words, why, trouble } = readReasoned(raw);
  const rest = all.slice(0, words.length);
  const isReasoned = (why !== null || trouble !== null) && rest.some((word) => forcing.includes(word));
  return isReasoned ? { rest, why, trouble } : { rest: all, why: null, trouble: null };
}

/** A range of one day is that day: it has a card of its own. */
function runOf({ from, until }: DayRange, force: boolean, why: string | null): Command {
  const days = from === until ? { day: from } : { day: from, until };
  return { name: "run", ...days, force, ...(why !== null && { why }) };
}
