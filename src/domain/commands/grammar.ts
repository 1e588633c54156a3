import type { Day } from "../day.ts";
import type { EmrStepName } from "../runs/effect-names.ts";
import { COUNTING_STEP, emrStepNames } from "../runs/effect-names.ts";
import { mayBeRunId } from "../runs/run-id.ts";
import { factsOf, workflowNames } from "../workflows/index.ts";
import type { Command, CommandName, Which, WholeStackCommand } from "./command.ts";
import { readDayIn } from "./days/day-words.ts";
import { readDays, readOneDay } from "./days/read-days.ts";
import { nearest } from "./edit-distance.ts";
import { parseAudit } from "./parse-audit.ts";
import { parseLock } from "./parse-lock.ts";
import { parseCompare, parseTrend } from "./parse-looks.ts";
import { parseReasonedDay } from "./parse-reasoned-day.ts";
import type { Parsed, Words } from "./parse-result.ts";
import { ANY_DAY, misread, saidBack } from "./parse-result.ts";
import { parseRun } from "./parse-run.ts";
import { parseRunsFilter } from "./parse-runs.ts";
import { parseSchedule } from "./parse-schedule.ts";
import { parseSkip, parseUnskip } from "./parse-skip.ts";
import { isChange } from "./permission.ts";
import { nameOf, theStack } from "./synonyms.ts";

/** How each command reads the words after its name. */
export const grammar: { readonly [Name in CommandName]: (words: Words) => Parsed } = {
  deploy: (words) => ofTheStack("deploy", words),
  run: parseRun,
  status: (words) => ofDay("status", words),
  runs: (words) => ofDay("runs", words),
  summary: (words) => parseCounts("summary", words),
  chart: (words) => parseCounts("chart", words),
  compare: parseCompare,
  trend: parseTrend,
  schedule: parseSchedule,
  skip: parseSkip,
  unskip: parseUnskip,
  release: (words) => parseReasonedDay("release", words),
  withdraw: (words) => parseReasonedDay("withdraw", words),
  cancel: (words) => parseWhich("cancel", words),
  retry: (words) => parseWhich("retry", words),
  logs: parseLogs,
  audit: parseAudit,
  teardown: (words) => ofTheStack("teardown", words),
  lock: parseLock,
  unlock: (words) => alone({ name: "unlock" }, words),
  menu: (words) => alone({ name: "menu" }, words),
  help: parseHelp,
};

/** Every command's name. */
export const names = Object.keys(grammar) as readonly CommandName[];

/** Where more stands behind it than words for the stack, or a reason, it is not known whether it was meant, and no change is offered. */
function alone(command: Command, { rest }: Words, instead?: Command): Parsed {
  if (rest.length === 0) return { is: "command", command };
  const quoted = rest.findIndex((word) => /^["“”„«»'‘’‚‹›]/.test(word));
  const said = quoted < 0 ? rest : rest.slice(0, quoted);
  const isMeant = !isChange(command) || said.every((word) => theStack.includes(word) || word.startsWith("-"));
  const meant = instead ?? (isMeant ? command : { name: "help", about: command.name });
  return misread({
    code: "extra-words",
    line: `${command.name} ${rest.join(" ")}`,
    wrong: `\`${command.name}\` takes nothing after it`,
    meant: [meant],
  });
}

/** A word behind it that ends something may be about the very run that it would begin. */
function ofTheStack(name: WholeStackCommand, words: Words): Parsed {
  const isToEnd = words.rest.some((word) => nameOf(word, names) === "cancel");
  return isToEnd ? alone({ name }, words, { name: "cancel", which: { of: name } }) : alone({ name }, words);
}

/** What is asked about one day is told by its summary, which also says what it waits for. */
function ofDay(name: "status" | "runs", words: Words): Parsed {
  const { rest } = words;
  if (rest.length === 0) return { is: "command", command: { name } };
  const read = readDays(rest, words);
  const isDay = read.is === "days" ? read.extra.length === 0 : read.meant.length > 0;
  // A number behind `runs` is how many are wanted, and no date.
  if (isDay && !/^\d+$/.test(rest.join(""))) {
    const day = parseCounts("summary", words);
    if (day.is === "command" || day.meant.some((one) => one.name === "summary" && one.day !== ANY_DAY))
      return day;
  }
  const filter = name === "runs" ? parseRunsFilter(rest, words) : null;
  if (filter !== null) return filter;
  const says =
    name === "runs"
      ? "`runs` takes a day alone, or how they stand, such as failed, a month and how many"
      : "`status` takes nothing but a day after it";
  const line = [name, ...rest].join(" ");
  return misread({ code: "extra-words", line, wrong: says, meant: [{ name }] });
}

function parseHelp({ rest }: Words): Parsed {
  const [word, extra] = rest;
  const about = word === undefined ? undefined : nameOf(word, names);
  if (word === undefined || word === "me") return { is: "command", command: { name: "help" } };
  if (about !== undefined && extra === undefined) return { is: "command", command: { name: "help", about } };
  const near = nearest(word, names);
  return misread({
    code: about === undefined ? "no-topic" : "extra-words",
    line: ["help", ...rest].join(" "),
    wrong: about === undefined ? `${saidBack(word)} is no command` : `${saidBack(extra ?? "")} is too much`,
    meant: [{ name: "help", ...(near === undefined ? {} : { about: about ?? near }) }],
  });
}

function parseCounts(name: "summary" | "chart", { rest, ...by }: Words): Parsed {
  if (rest.length === 0) return { is: "command", command: { name, day: null } };
  const line = [name, ...rest].join(" ");
  return withDay({ line, words: rest, ...by }, (day) => ({ name, day }));
}

/** The runs that are named by their command: the newest of it. */
const kinds: readonly WholeStackCommand[] = workflowNames.flatMap((name) => {
  const facts = factsOf(name);
  return facts.takes === "stack" ? [facts.command] : [];
});

/** `the run of friday` is friday, `the deploy` a deploy. */
function withoutArticles(words: readonly string[]): readonly string[] {
  const at = words.findIndex(
    (word) => !/^(?:the|a|my|our|this|that|current|running|run|batch|job|of|for)$/.test(word),
  );
  return at < 0 ? [] : at > 0 && /^(?:week|month)$/.test(words[at] ?? "") ? words : words.slice(at);
}

function parseWhich(name: "cancel" | "retry", { rest: said, ...by }: Words): Parsed {
  const line = [name, ...said].join(" ");
  const rest = withoutArticles(said);
  const [word, extra] = rest;
  if (word === undefined) return { is: "command", command: { name, which: null } };
  const make = (which: Which | null): Command => ({ name, which });
  const kind = kinds.find((one) => one === word);
  const fixed: Which | null = kind === undefined ? null : { of: kind };
  const named = fixed ?? (mayBeRunId(word) ? { runId: word } : null);
  if (named !== null) {
    if (extra === undefined) return { is: "command", command: make(named) };
    const wrong = `${saidBack(extra)} is too much`;
    return misread({ code: "extra-words", line, wrong, meant: [make(named)] });
  }
  const day = readOneDay(rest, by);
  // Also where more words make another day of it, which is said.
  const isDay = day.is === "day" || day.meant.length > 0 || readDayIn(rest, by) !== null;
  if (isDay) {
    return withDay({ line, words: rest, ...by }, (one) => make({ day: one }));
  }
  const of = nearest(word, kinds);
  return misread({
    code: "bad-run",
    line,
    wrong: `${saidBack(word)} is no run; name a day, deploy, teardown or the id of a run`,
    meant: [make(of === undefined ? null : { of })],
  });
}

/** The step stands behind the day or before it; `1` is a step, and not in `nov 1`. */
function parseLogs({ rest, ...by }: Words): Parsed {
  const line = ["logs", ...rest].join(" ");
  const [before, behind] = [readEmrStep(rest[0]), readEmrStep(rest.at(-1))];
  const [alone] = rest.length === 1 ? [behind] : [];
  if (rest.length === 0 || alone) {
    return { is: "command", command: { name: "logs", day: null, step: alone ?? null } };
  }
  const ways = [
    { words: rest, step: null },
    ...(behind === null ? [] : [{ words: rest.slice(0, -1), step: behind }]),
    ...(before === null ? [] : [{ words: rest.slice(1), step: before }]),
  ];
  for (const { words, step } of ways) {
    const read = readOneDay(words, by);
    if (read.is === "day" && read.extra.length === 0)
      return { is: "command", command: { name: "logs", day: read.day, step } };
  }
  const read = readOneDay(rest, by);
  const [second, ...more] = read.extra;
  if (second === undefined || read.is === "wrong") {
    const words = behind === null ? rest : rest.slice(0, -1);
    return withDay({ line, words, ...by }, (day) => ({ name: "logs", day, step: behind }));
  }
  const step = readEmrStep(second);
  const wrong =
    step === null
      ? `${saidBack(second)} is no step of EMR's; there are ${emrStepNames.join(", ")}`
      : `${saidBack(more.join(" "))} is too much`;
  const meant: Command = { name: "logs", day: read.day, step: step ?? COUNTING_STEP };
  return misread({ code: step === null ? "bad-step" : "extra-words", line, wrong, meant: [meant] });
}

/** `2-count`, also as `count` or `2`. */
function readEmrStep(word: string | undefined): EmrStepName | null {
  return emrStepNames.find((name) => word !== undefined && [name, ...name.split("-")].includes(word)) ?? null;
}

/** A command that takes one day and nothing else. */
function withDay(
  {
    line,
    words,
    ...by
  }: Omit<Words, "rest" | "raw"> & {
    readonly line: string;
    readonly words: readonly string[];
  },
  make: (day: Day) => Command,
): Parsed {
  const read = readOneDay(words, by);
  const { extra } = read;
  if (read.is === "wrong") {
    const [first = ANY_DAY, ...others] = read.meant;
    return misread({ code: read.code, line, wrong: read.wrong, meant: [make(first), ...others.map(make)] });
  }
  if (extra.length === 0) return { is: "command", command: make(read.day) };
  const wrong = `${saidBack(extra.join(" "))} is too much`;
  return misread({ code: "extra-words", line, wrong, meant: [make(read.day)] });
}
