import type { Day } from "../day.ts";
import { Problem } from "../problem.ts";
import type { EmrStepName } from "../runs/effect-names.ts";
import { COUNTING_STEP, emrStepNames } from "../runs/effect-names.ts";
import { mayBeRunId } from "../runs/run-id.ts";
import { factsOf, workflowNames } from "../workflows/index.ts";
import type { Command, CommandName, Which, WholeStackCommand } from "./command.ts";
import { formatCommand } from "./command.ts";
import { COMMAND } from "./command-name.ts";
import { nearest } from "./edit-distance.ts";
import { ANY_DAY, nearDayIn, readDay } from "./meant-day.ts";
import { parseAudit } from "./parse-audit.ts";
import type { DayRange, ReadBy } from "./parse-day.ts";
import { readRange } from "./parse-day.ts";
import { parseLock } from "./parse-lock.ts";
import { parseReasonedDay } from "./parse-reasoned-day.ts";
import type { Parsed, Words } from "./parse-result.ts";
import { misread, shown } from "./parse-result.ts";
import { parseSchedule } from "./parse-schedule.ts";
import { parseSkip, parseUnskip } from "./parse-skip.ts";

/** How each command reads the words after its name. */
const grammar: { readonly [Name in CommandName]: (words: Words) => Parsed } = {
  deploy: (words) => alone({ name: "deploy" }, words),
  run: parseRun,
  status: (words) => alone({ name: "status" }, words),
  runs: (words) => alone({ name: "runs" }, words),
  summary: parseSummary,
  schedule: parseSchedule,
  skip: parseSkip,
  unskip: parseUnskip,
  release: (words) => parseReasonedDay("release", words),
  withdraw: (words) => parseReasonedDay("withdraw", words),
  cancel: (words) => parseWhich("cancel", words),
  retry: (words) => parseWhich("retry", words),
  logs: parseLogs,
  audit: parseAudit,
  teardown: (words) => alone({ name: "teardown" }, words),
  lock: parseLock,
  unlock: (words) => alone({ name: "unlock" }, words),
  menu: (words) => alone({ name: "menu" }, words),
  help: (words) => alone({ name: "help" }, words),
};

const names = Object.keys(grammar) as readonly CommandName[];

/** Reads what stands after `/loans`. */
export function parseCommand(text: string, { today, calendar }: Omit<ReadBy, "ahead">): Parsed {
  // Phones and some keyboards turn `--` into one long dash.
  const [first, ...rest] = text
    .toLowerCase()
    .replaceAll(/[\u2013\u2014\u2212]+/g, "--")
    .replaceAll("----", "--")
    .split(/\s+/)
    .filter((word) => word !== "");
  if (first === undefined) return { is: "command", command: { name: "menu" } };
  const raw = text.trim().replace(/^\S+\s*/, "");
  if (isName(first)) return grammar[first]({ rest, raw, today, calendar });

  const name = nearest(first, names);
  const corrected = name && grammar[name]({ rest, raw, today, calendar });
  return {
    is: "unknown",
    problem: new Problem(
      "unknown-command",
      `reading \`${COMMAND} ${shown(text)}\`: there is no such command`,
      {
        remedy: "`/loans help` lists what there is",
      },
    ),
    suggestion: corrected?.is === "command" ? formatCommand(corrected.command) : (name ?? null),
  };
}

function isName(word: string): word is CommandName {
  return Object.hasOwn(grammar, word);
}

function alone(command: Command, { rest }: Words): Parsed {
  if (rest.length === 0) return { is: "command", command };
  return misread({
    code: "extra-words",
    line: `${command.name} ${rest.join(" ")}`,
    wrong: `\`${command.name}\` takes nothing after it`,
    corrected: command,
  });
}

function parseRun({ rest, today, calendar }: Words): Parsed {
  const force = rest.includes("--force");
  const option = rest.find((word) => word.startsWith("-") && word !== "--force");
  const words = rest.filter((word) => !word.startsWith("-"));
  const [day, extra] = words;
  const line = ["run", ...rest].join(" ");
  const several = readRange(words.join(" "), { today, calendar });
  const meant = several === null ? null : several.is === "range" ? several.range : several.meant;
  if (option !== undefined) {
    const isForce = nearest(option, ["--force"]) !== undefined || force;
    return misread({
      code: "unknown-option",
      line,
      wrong: `there is no option \`${shown(option)}\``,
      corrected: meant
        ? runOf(meant, isForce)
        : {
            name: "run",
            day: day === undefined ? today : (nearDayIn(words, today) ?? ANY_DAY),
            force: isForce,
          },
    });
  }
  if (several?.is === "range") return { is: "command", command: runOf(several.range, force) };
  if (several !== null) {
    const { code, wrong } = several;
    return misread({ code, line, wrong, corrected: runOf(several.meant, force) });
  }
  const range = extra === undefined ? null : readRange(day ?? "", { today, calendar });
  if (range?.is === "range") {
    const wrong = `"${shown(words.slice(1).join(" "))}" is too much`;
    return misread({ code: "extra-words", line, wrong, corrected: runOf(range.range, force) });
  }
  return withDay({ line, words: [day ?? "today", ...words.slice(1)], extra, today }, (read) => ({
    name: "run",
    day: read,
    force,
  }));
}

/** A range of one day is that day: it has a card of its own. */
function runOf({ from, until }: DayRange, force: boolean): Command {
  return from === until ? { name: "run", day: from, force } : { name: "run", day: from, until, force };
}

function parseSummary({ rest, today }: Words): Parsed {
  const [day, extra] = rest;
  if (day === undefined) return { is: "command", command: { name: "summary", day: null } };
  const line = ["summary", ...rest].join(" ");
  return withDay({ line, words: rest, extra, today }, (read) => ({ name: "summary", day: read }));
}

/** The runs that are named by their command: the newest of it. */
const kinds: readonly WholeStackCommand[] = workflowNames.flatMap((name) => {
  const facts = factsOf(name);
  return facts.takes === "stack" ? [facts.command] : [];
});

function parseWhich(name: "cancel" | "retry", { rest, today }: Words): Parsed {
  const [word, extra] = rest;
  if (word === undefined) return { is: "command", command: { name, which: null } };
  const line = [name, ...rest].join(" ");
  const make = (which: Which | null): Command => ({ name, which });
  const kind = kinds.find((one) => one === word);
  const fixed: Which | null = kind === undefined ? null : { of: kind };
  const named = fixed ?? (mayBeRunId(word) ? { runId: word } : null);
  if (named !== null) {
    if (extra === undefined) return { is: "command", command: make(named) };
    return misread({
      code: "extra-words",
      line,
      wrong: `"${shown(extra)}" is too much`,
      corrected: make(named),
    });
  }
  if (readDay(word, today) !== null)
    return withDay({ line, words: rest, extra, today }, (day) => make({ day }));
  const of = nearest(word, kinds);
  const day = nearDayIn(rest, today);
  return misread({
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
    return misread({
      code: "bad-step",
      line,
      wrong: `"${shown(second)}" is no step of EMR's; there are ${emrStepNames.join(", ")}`,
      corrected: {
        name: "logs",
        day: nearDayIn(rest, today) ?? nearDayIn([second], today) ?? ANY_DAY,
        step: COUNTING_STEP,
      },
    });
  }
  return withDay({ line, words: rest, extra, today }, (day) => ({
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
    /** The first of them is the day. */
    readonly words: readonly string[];
    readonly extra: string | undefined;
    readonly today: Day;
  },
  make: (day: Day) => Command,
): Parsed {
  const { line, words, extra, today } = said;
  const [word = ""] = words;
  const day = readDay(word, today);
  if (day === null) {
    const corrected = make(nearDayIn(words, today) ?? ANY_DAY);
    return misread({
      code: "bad-day",
      line,
      wrong: `"${shown(word)}" is no day; a day is today, yesterday or a date such as ${today}`,
      corrected,
    });
  }
  if (day > today) {
    const corrected = make(ANY_DAY);
    return misread({ code: "future-day", line, wrong: `${day} is after today, ${today}`, corrected });
  }
  if (extra !== undefined) {
    return misread({
      code: "extra-words",
      line,
      wrong: `"${shown(extra)}" is too much`,
      corrected: make(day),
    });
  }
  return { is: "command", command: make(day) };
}
