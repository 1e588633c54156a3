import type { Day } from "../day.ts";
import { assertNever } from "../problem.ts";
import type { EmrStepName } from "../runs/effect-names.ts";
import { backfillFacts } from "../workflows/backfill-facts.ts";
import { batchFacts } from "../workflows/batch-facts.ts";
import { deployFacts } from "../workflows/deploy-facts.ts";
import type { WorkflowName } from "../workflows/index.ts";
import { teardownFacts } from "../workflows/teardown-facts.ts";
import { withdrawFacts } from "../workflows/withdraw-facts.ts";
import type { WorkflowFacts } from "../workflows/workflow-facts.ts";
import { COMMAND } from "./command-name.ts";

/** One line that a person typed after `/loans` or `@loans`, parsed. */
export type Command =
  | { readonly name: "deploy" }
  /** With `until`, the last of several days, it is a backfill of all of them; `why` days that are done are counted anew. */
  | {
      readonly name: "run";
      readonly day: Day;
      readonly until?: Day;
      readonly force: boolean;
      readonly why?: string;
    }
  | { readonly name: "status" }
  /** `only` those that stand so, of `month` as `2026-11`, `count` days; without any of it the last two weeks. */
  | {
      readonly name: "runs";
      readonly only?: RunsState;
      readonly month?: string;
      readonly count?: number;
    }
  | { readonly name: "summary"; readonly day: Day | null }
  /** The same as a chart. */
  | { readonly name: "chart"; readonly day: Day | null }
  /** Without a day the newest one; without another a week before it, or the bank day before. */
  | { readonly name: "compare"; readonly day: Day | null; readonly other: Day | null }
  /** What a category had on the last bank days, by its name as it was typed; `null`: all loans. */
  | { readonly name: "trend"; readonly category: string | null }
  /** `null` only looks. */
  | { readonly name: "schedule"; readonly change: ScheduleWish | null }
  /** With `until` all days of the range, here and where a skip is taken back. */
  | { readonly name: "skip"; readonly day: Day; readonly until?: Day; readonly why: string }
  | { readonly name: "unskip"; readonly day: Day; readonly until?: Day }
  /** Lets pass what holds the day. */
  | { readonly name: "release"; readonly day: Day; readonly why: string }
  /** Takes back the number that is told of the day. */
  | { readonly name: "withdraw"; readonly day: Day; readonly why: string }
  | { readonly name: "cancel"; readonly which: Which | null }
  | { readonly name: "retry"; readonly which: Which | null }
  | { readonly name: "logs"; readonly day: Day | null; readonly step: EmrStepName | null }
  /** `month` as `2026-11`. */
  | { readonly name: "audit"; readonly month: string; readonly csv: boolean }
  | { readonly name: "teardown" }
  /** Keeps everybody else from changing the stack; `null`: until it is lifted. */
  | { readonly name: "lock"; readonly why: string; readonly until: LockEnd | null }
  | { readonly name: "unlock" }
  /** What one may do now, as buttons; also what a line with nothing in it asks for. */
  | { readonly name: "menu" }
  /** `about` one command; without it all are listed. */
  | { readonly name: "help"; readonly about?: CommandName };

/** How a run, or a day, stands that is asked for: by its newest run, and `succeeded` by what is told of the day. */
export type RunsState = "failed" | "held" | "canceled" | "succeeded" | "underway" | "skipped";

/** When a lock ends, by the bank's clock; without a time it is the end of that day. */
export interface LockEnd {
  readonly day: Day;
  /** `HH:MM` */
  readonly time: string | null;
}

/** A run as people name it: a day's newest batch, the newest of a kind, or one run by its id. */
export type Which = { readonly day: Day } | { readonly of: WholeStackCommand } | { readonly runId: string };

export type CommandName = Command["name"];

/** What somebody wants of the schedule; `why` is in their own words, `null` when they gave none. */
export type ScheduleWish =
  /** With `until` it goes on by itself, and that day is the first. */
  | { readonly is: "pause"; readonly until?: Day; readonly why: string | null }
  | { readonly is: "resume"; readonly why: string | null }
  | { readonly is: "time"; readonly time: string; readonly why: string | null };

/** The command of a workflow that is about the whole stack, which also names its newest run. */
export type WholeStackCommand = Extract<WorkflowFacts, { readonly takes: "stack" }>["command"];

/** A command that asks for a run. */
export type RunCommand = Extract<Command, { readonly name: "deploy" | "run" | "withdraw" | "teardown" }>;

/** The workflow whose run a command asks for; `null`: it asks for none. */
export function workflowAskedFor(command: RunCommand): WorkflowName;
export function workflowAskedFor(command: Command): WorkflowName | null;
export function workflowAskedFor(command: Command): WorkflowName | null {
  switch (command.name) {
    case "deploy":
      return deployFacts.name;
    case "run":
      return command.until === undefined ? batchFacts.name : backfillFacts.name;
    case "withdraw":
      return withdrawFacts.name;
    case "teardown":
      return teardownFacts.name;
    case "status":
    case "runs":
    case "summary":
    case "chart":
    case "compare":
    case "trend":
    case "schedule":
    case "skip":
    case "unskip":
    case "release":
    case "cancel":
    case "retry":
    case "logs":
    case "lock":
    case "unlock":
    case "menu":
    case "audit":
    case "help":
      return null;
    default:
      return assertNever(command);
  }
}

/** What a person types after `/loans` for this command; `parseCommand` reads it back. */
export function formatCommand(command: Command): string {
  switch (command.name) {
    case "run":
      return `run ${daysWord(command)}${command.force ? " --force" : ""}${command.why === undefined ? "" : ` "${command.why}"`}`;
    case "runs":
      return ["runs", command.only, command.month, command.count]
        .filter((word) => word !== undefined)
        .join(" ");
    case "summary":
    case "chart":
      return command.day === null ? command.name : `${command.name} ${command.day}`;
    case "compare":
      return ["compare", command.day, command.other].filter((word) => word !== null).join(" ");
    case "trend":
      return command.category === null ? "trend" : `trend ${command.category}`;
    case "schedule": {
      if (command.change === null) return "schedule";
      const what = changeWord(command.change);
      return `schedule ${what}${command.change.why === null ? "" : ` "${command.change.why}"`}`;
    }
    case "release":
    case "withdraw":
      return `${command.name} ${command.day} "${command.why}"`;
    case "skip":
      return `skip ${daysWord(command)} "${command.why}"`;
    case "lock": {
      const { why, until } = command;
      const end = until === null ? [] : ["until", until.day, until.time];
      return ["lock", `"${why}"`, ...end].filter((word) => word !== null).join(" ");
    }
    case "unskip":
      return `unskip ${daysWord(command)}`;
    case "cancel":
    case "retry":
      return command.which === null ? command.name : `${command.name} ${whichWord(command.which)}`;
    case "help":
      return command.about === undefined ? "help" : `help ${command.about}`;
    case "logs":
      return ["logs", command.day, command.step].filter((word) => word !== null).join(" ");
    case "audit":
      return `audit ${command.month}${command.csv ? " csv" : ""}`;
    default:
      return command.name;
  }
}

/** The whole line to type, for remedies and cards. */
export function typed(command: Command): string {
  return `${COMMAND} ${formatCommand(command)}`;
}

/** The days that a command does something to or tells of, the first and the last; `null` of one that names none. */
export function daysIn(command: Command): { readonly from: Day; readonly until: Day } | null {
  const one = (day: Day | null | undefined) => (day ? { from: day, until: day } : null);
  switch (command.name) {
    case "run":
    case "skip":
    case "unskip":
      return { from: command.day, until: command.until ?? command.day };
    case "cancel":
    case "retry":
      return command.which !== null && "day" in command.which ? one(command.which.day) : null;
    case "release":
    case "withdraw":
    case "summary":
    case "logs":
      return one(command.day);
    default:
      return null;
  }
}

function changeWord(change: ScheduleWish): string {
  if (change.is === "time") return change.time;
  return change.is === "pause" && change.until !== undefined ? `pause until ${change.until}` : change.is;
}

function daysWord({ day, until }: { readonly day: Day; readonly until?: Day }): string {
  return until === undefined ? day : `${day}..${until}`;
}

function whichWord(which: Which): string {
  if ("day" in which) return which.day;
  return "of" in which ? which.of : which.runId;
}
