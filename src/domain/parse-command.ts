import type { Command, CommandName, EmrStepName, Which } from "./command.ts";
import { emrStepNames, formatCommand, typed } from "./command.ts";
import type { Day } from "./day.ts";
import type { DayRange } from "./day-words.ts";
import { nearDay, readDay, readRange } from "./day-words.ts";
import { nearest } from "./nearest.ts";
import { Problem } from "./problem.ts";

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
  schedule: parseSchedule,
  skip: parseSkip,
  cancel: (words) => parseWhich("cancel", words),
  retry: (words) => parseWhich("retry", words),
  logs: parseLogs,
  teardown: (words) => alone({ name: "teardown" }, words),
  help: (words) => alone({ name: "help" }, words),
};

/** A reason is a sentence, not a letter; it is shown again wherever the change is. */
const LONGEST_REASON = 300;

const names = Object.keys(grammar) as readonly CommandName[];

interface Words {
  readonly rest: readonly string[];
  /** What stands after the command's name, as it was typed. */
  readonly raw: string;
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
  const raw = text.trim().replace(/^\S+\s*/, "");
  if (isName(first)) return grammar[first]({ rest, raw, today });

  const name = nearest(first, names);
  const corrected = name && grammar[name]({ rest, raw, today });
  return {
    is: "unknown",
    problem: new Problem("unknown-command", `reading \`/loans ${shown(text)}\`: there is no such command`, {
      remedy: "`/loans help` lists what there is",
    }),
    suggestion: corrected?.is === "command" ? formatCommand(corrected.command) : (name ?? null),
  };
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
  const words = rest.filter((word) => !word.startsWith("-"));
  const [day, extra] = words;
  const line = ["run", ...rest].join(" ");
  const several = readRange(words.join(" "), today);
  const meant = several === null ? null : several.is === "range" ? several.range : several.meant;
  if (option !== undefined) {
    const isForce = nearest(option, ["--force"]) !== undefined || force;
    return unknown({
      code: "unknown-option",
      line,
      wrong: `there is no option \`${shown(option)}\``,
      corrected: meant
        ? runOf(meant, isForce)
        : { name: "run", day: readDay(day, today) ?? today, force: isForce },
    });
  }
  if (several?.is === "range") return { is: "command", command: runOf(several.range, force) };
  if (several !== null) {
    const { code, wrong } = several;
    return unknown({ code, line, wrong, corrected: runOf(several.meant, force) });
  }
  return withDay({ line, word: day ?? "today", extra, today }, (read) => ({ name: "run", day: read, force }));
}

/** A range of one day is that day: it has a card of its own. */
function runOf({ from, until }: DayRange, force: boolean): Command {
  return from === until ? { name: "run", day: from, force } : { name: "run", day: from, until, force };
}

function parseSummary({ rest, today }: Words): Parsed {
  const [day, extra] = rest;
  if (day === undefined) return { is: "command", command: { name: "summary", day: null } };
  const line = ["summary", ...rest].join(" ");
  return withDay({ line, word: day, extra, today }, (read) => ({ name: "summary", day: read }));
}

function parseSchedule({ rest, raw }: Words): Parsed {
  const [word] = rest;
  if (word === undefined) return { is: "command", command: { name: "schedule", change: null } };
  const why = reasonIn(raw);
  if (word === "pause" || word === "resume") {
    return { is: "command", command: { name: "schedule", change: { is: word, why } } };
  }
  const [, hour = "", minute = ""] = /^(\d{1,2}):(\d{2})$/.exec(word) ?? [];
  const time = `${hour.padStart(2, "0")}:${minute}`;
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) {
    return { is: "command", command: { name: "schedule", change: { is: "time", time, why } } };
  }
  const meant = nearest(word, ["pause", "resume"] as const);
  return unknown({
    code: "bad-time",
    line: `schedule ${rest.join(" ")}`,
    wrong: `"${shown(word)}" is no time of day; it is HH:MM from 00:00 to 23:59, or the word pause or resume`,
    corrected: { name: "schedule", change: meant ? { is: meant, why } : { is: "time", time: "07:30", why } },
  });
}

function parseSkip({ rest, raw, today }: Words): Parsed {
  const [word = ""] = rest;
  const line = ["skip", ...rest].join(" ");
  const day = readDay(word, today);
  const why = reasonIn(raw);
  if (day === null) {
    return unknown({
      code: "bad-day",
      line,
      wrong:
        word === ""
          ? "which day is to be passed over?"
          : `"${shown(word)}" is no day; a day is today, yesterday or a date such as ${today}`,
      corrected: { name: "skip", day: nearDay(word, today) ?? today, why: why ?? "reason" },
    });
  }
  if (why === null) {
    return unknown({
      code: "reason-missing",
      line,
      wrong: `why is ${day} passed over? A reason is needed`,
      corrected: { name: "skip", day, why: "reason" },
    });
  }
  return { is: "command", command: { name: "skip", day, why } };
}

/** What stands after the first word, without the quotation marks around it, also those that phones make; `null` when nothing does. */
function reasonIn(raw: string): string | null {
  const words = raw
    .replace(/^\S+\s*/, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  const [, quoted] = /^["“”„«'‘’](.*)["“”»'‘’]$/.exec(words) ?? [];
  const reason = (quoted ?? words).replaceAll('"', "'").trim();
  return reason === "" ? null : reason.slice(0, LONGEST_REASON);
}

/** The ids of runs: `batch-<stack>-<day>-g<n>`, `deploy-<stack>-<n>`, `teardown-<stack>-<n>`, `backfill-<stack>-<n>`. */
const runIdShape = /^(batch|backfill|deploy|teardown)-[a-z0-9-]{1,80}$/;

function parseWhich(name: "cancel" | "retry", { rest, today }: Words): Parsed {
  const [word, extra] = rest;
  if (word === undefined) return { is: "command", command: { name, which: null } };
  const line = [name, ...rest].join(" ");
  const make = (which: Which | null): Command => ({ name, which });
  const fixed: Which | null = word === "deploy" || word === "teardown" ? { of: word } : null;
  const named = fixed ?? (runIdShape.test(word) ? { runId: word } : null);
  if (named !== null) {
    if (extra === undefined) return { is: "command", command: make(named) };
    return unknown({
      code: "extra-words",
      line,
      wrong: `"${shown(extra)}" is too much`,
      corrected: make(named),
    });
  }
  if (readDay(word, today) !== null) return withDay({ line, word, extra, today }, (day) => make({ day }));
  const of = nearest(word, ["deploy", "teardown"]);
  const day = nearDay(word, today);
  return unknown({
    code: "bad-run",
    line,
    wrong: `"${shown(word)}" is no run; name a day, deploy, teardown or the id of a run`,
    corrected: make(day !== null ? { day } : of !== undefined ? { of } : null),
  });
}

function parseLogs({ rest, today }: Words): Parsed {
  const line = ["logs", ...rest].join(" ");
  const [first, ...others] = rest;
  const step = readEmrStep(rest.at(-1));
  if (first === undefined || (rest.length === 1 && step !== null)) {
    return { is: "command", command: { name: "logs", day: null, step } };
  }
  const [second, extra] = others;
  if (second !== undefined && readEmrStep(second) === null) {
    return unknown({
      code: "bad-step",
      line,
      wrong: `"${shown(second)}" is no step of EMR's; there are ${emrStepNames.join(", ")}`,
      corrected: { name: "logs", day: readDay(first, today) ?? today, step: "2-count" },
    });
  }
  return withDay({ line, word: first, extra, today }, (day) => ({
    name: "logs",
    day,
    step: readEmrStep(second),
  }));
}

/** `2-count`, also as `count` or `2`. */
function readEmrStep(word: string | undefined): EmrStepName | null {
  return emrStepNames.find((name) => word !== undefined && [name, ...name.split("-")].includes(word)) ?? null;
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
