import type { Day } from "../day.ts";
import type { Command } from "./command.ts";
import { readDayList } from "./days/day-list.ts";
import { readFirstDay } from "./days/read-days.ts";
import type { Parsed, Words } from "./parse-result.ts";
import { ANY_DAY, misread, saidBack } from "./parse-result.ts";

/** What may stand between two days. */
const BETWEEN: readonly string[] = ["and", "with", "to", "vs", "versus", "-", "--", "&"];

/** Reads what stands after `compare`: two days, one, or none. Which of two is named first does not matter. */
export function parseCompare({ rest, raw, ...by }: Words): Parsed {
  const line = ["compare", ...rest].join(" ");
  const wrong = (code: string, says: string, meant: readonly Command[]) =>
    misread({ code, line, wrong: says, meant: [meant[0] ?? compareOf([]), ...meant.slice(1)] });
  // `A..B` is the two days as well.
  const both = readFirstDay(rest, by).is === "wrong" ? readBoth(rest, by) : null;
  if (both !== null) return { is: "command", command: compareOf(both) };
  let words = rest.flatMap((word) => word.split(/\.{2,3}|…/)).filter((word) => word !== "");
  const days: Day[] = [];
  while (words.length > 0 && days.length < 2) {
    const read = readFirstDay(words, by);
    if (read.is === "wrong") {
      const meant = read.meant.length > 0 ? read.meant : [ANY_DAY];
      return wrong(
        read.code,
        read.wrong,
        meant.map((day) => compareOf([...days, day])),
      );
    }
    days.push(read.day);
    words = BETWEEN.includes(read.extra[0] ?? "") ? [...read.extra.slice(1)] : [...read.extra];
  }
  if (words.length > 0)
    return wrong("extra-words", `${saidBack(words.join(" "))} is too much`, [compareOf(days)]);
  const [first, second] = days;
  if (first !== undefined && first === second)
    return wrong("same-day", `both days are ${first}; name two different ones`, [compareOf([first])]);
  return { is: "command", command: compareOf(days) };
}

/** `26 27 nov` and `friday 28 nov`: two days which do not begin with one. */
function readBoth(words: readonly string[], by: Omit<Words, "rest" | "raw">): readonly Day[] | null {
  const list = readDayList(words, by);
  const [listed = []] = list?.taken === words.length && list.isSure ? list.lists : [];
  const each = [words.slice(0, 1), words.slice(1)].map((some) => readFirstDay(some, by));
  const apart = each.flatMap((read) => (read.is === "day" && read.extra.length === 0 ? [read.day] : []));
  const days = listed.length > 0 ? listed : apart;
  return days.length === 2 && days.every((day) => day <= by.today) ? days : null;
}

function compareOf([first, second]: readonly Day[]): Command {
  return { name: "compare", day: first ?? null, other: second ?? null };
}

/** Names of categories are at most 100 bytes. */
const LONGEST_NAME = 100;

/** Reads what stands after `trend`: the name of a category as it is written, or nothing for all loans. */
export function parseTrend({ raw }: Words): Parsed {
  const name = raw.trim().replace(/^["'“”„«](.*)["'“”»]$/u, "$1");
  if (name === "") return { is: "command", command: { name: "trend", category: null } };
  if (name.length <= LONGEST_NAME) return { is: "command", command: { name: "trend", category: name } };
  return misread({
    code: "bad-category",
    line: `trend ${raw}`,
    wrong: "no category has so long a name",
    meant: [{ name: "trend", category: null }],
  });
}
