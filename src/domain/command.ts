import type { Day } from "./day.ts";
import { addDays, parseDay } from "./day.ts";
import { nearest } from "./nearest.ts";
import { Problem } from "./problem.ts";

/** One line that a person typed after `/loans` or `@loans`, parsed. */
export type Command =
  | { readonly name: "deploy" }
  | { readonly name: "run"; readonly day: Day; readonly force: boolean }
  | { readonly name: "status" }
  | { readonly name: "runs" }
  | { readonly name: "summary"; readonly day: Day | null }
  | { readonly name: "teardown" }
  | { readonly name: "help" };

export type CommandName = Command["name"];

/** What a line came to. A suggestion is the corrected line without `/loans`; it is shown, never executed. */
export type Parsed =
  | { readonly is: "command"; readonly command: Command }
  | { readonly is: "unknown"; readonly problem: Problem; readonly suggestion: string | null };

/** How each command reads the words after its name. */
const grammar: { readonly [Name in CommandName]: (words: Words) => Parsed } = {
  deploy: (words) => alone({ name: "deploy" }, words),
  run: parseRun,
  status: (words) => alone({ name: "status" }, words),
  runs: (words) => alone({ name: "runs" }, words),
  summary: parseSummary,
  teardown: (words) => alone({ name: "teardown" }, words),
  help: (words) => alone({ name: "help" }, words),
};

const names = Object.keys(grammar) as readonly CommandName[];

interface Words {
  readonly rest: readonly string[];
  readonly today: Day;
}

/** Reads what stands after `/loans`. `today` is the business date in the bank's time zone. */
export function parseCommand(text: string, { today }: { readonly today: Day }): Parsed {
  // Phones and some keyboards turn `--` into one long dash.
  const [first, ...rest] = text
    .toLowerCase()
    .replaceAll(/[\u2013\u2014\u2212]+/g, "--")
    .replaceAll("----", "--")
    .split(/\s+/)
    .filter((word) => word !== "");
  if (first === undefined) return { is: "command", command: { name: "help" } };
  if (isName(first)) return grammar[first]({ rest, today });

  const name = nearest(first, names);
  const corrected = name && grammar[name]({ rest, today });
  return {
    is: "unknown",
    problem: new Problem("unknown-command", `reading \`/loans ${shown(text)}\`: there is no such command`, {
      remedy: "`/loans help` lists what there is",
    }),
    suggestion: corrected?.is === "command" ? formatCommand(corrected.command) : (name ?? null),
  };
}

/** What a person types after `/loans` for this command; `parseCommand` reads it back. */
export function formatCommand(command: Command): string {
  switch (command.name) {
    case "run":
      return `run ${command.day}${command.force ? " --force" : ""}`;
    case "summary":
      return command.day === null ? "summary" : `summary ${command.day}`;
    default:
      return command.name;
  }
}

/** The whole line to type, for remedies and cards. */
export function typed(command: Command): string {
  return `/loans ${formatCommand(command)}`;
}

function isName(word: string): word is CommandName {
  return Object.hasOwn(grammar, word);
}

function alone(command: Command, { rest }: Words): Parsed {
  if (rest.length === 0) return { is: "command", command };
  return unknown({
    code: "extra-words",
    line: `${command.name} ${rest.join(" ")}`,
    wrong: `\`${command.name}\` takes nothing after it`,
    corrected: command,
  });
}

function parseRun({ rest, today }: Words): Parsed {
  const force = rest.includes("--force");
  const option = rest.find((word) => word.startsWith("-") && word !== "--force");
  const [day, extra] = rest.filter((word) => !word.startsWith("-"));
  const line = ["run", ...rest].join(" ");
  if (option !== undefined) {
    const corrected = nearest(option, ["--force"]) !== undefined || force;
    return unknown({
      code: "unknown-option",
      line,
      wrong: `there is no option \`${shown(option)}\``,
      corrected: { name: "run", day: readDay(day, today) ?? today, force: corrected },
    });
  }
  return withDay({ line, word: day ?? "today", extra, today }, (read) => ({ name: "run", day: read, force }));
}

function parseSummary({ rest, today }: Words): Parsed {
  const [day, extra] = rest;
  if (day === undefined) return { is: "command", command: { name: "summary", day: null } };
  const line = ["summary", ...rest].join(" ");
  return withDay({ line, word: day, extra, today }, (read) => ({ name: "summary", day: read }));
}

function withDay(
  said: {
    readonly line: string;
    readonly word: string;
    readonly extra: string | undefined;
    readonly today: Day;
  },
  make: (day: Day) => Command,
): Parsed {
  const { line, word, extra, today } = said;
  const day = readDay(word, today);
  if (day === null) {
    const corrected = make(nearDay(word, today) ?? today);
    return unknown({
      code: "bad-day",
      line,
      wrong: `"${shown(word)}" is no day; a day is today, yesterday or a date such as ${today}`,
      corrected,
    });
  }
  if (day > today) {
    const corrected = make(today);
    return unknown({ code: "future-day", line, wrong: `${day} is after today, ${today}`, corrected });
  }
  if (extra !== undefined) {
    return unknown({
      code: "extra-words",
      line,
      wrong: `"${shown(extra)}" is too much`,
      corrected: make(day),
    });
  }
  return { is: "command", command: make(day) };
}

function readDay(word: string | undefined, today: Day): Day | null {
  if (word === "today") return today;
  if (word === "yesterday") return addDays(today, -1);
  return parseDay(word ?? "");
}

/** What somebody probably meant with `20261123`, `2026/11/23`, `2026-1-5` or `yesterdya`. */
function nearDay(word: string, today: Day): Day | null {
  const [, year = "", month = "", day = ""] = /^(\d{4})[-./]?(\d{1,2})[-./]?(\d{1,2})$/.exec(word) ?? [];
  const meant =
    readDay(nearest(word, ["today", "yesterday"]), today) ??
    parseDay(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
  return meant !== null && meant <= today ? meant : null;
}

function unknown(what: {
  readonly code: string;
  readonly line: string;
  readonly wrong: string;
  readonly corrected: Command;
}): Parsed {
  const { code, line, wrong, corrected } = what;
  return {
    is: "unknown",
    problem: new Problem(code, `reading \`/loans ${shown(line)}\`: ${wrong}`, {
      remedy: `type \`${typed(corrected)}\``,
    }),
    suggestion: formatCommand(corrected),
  };
}

/** A person's words, short enough to be said back and without the mark that would end a code span. */
function shown(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").replaceAll("`", "'").trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
