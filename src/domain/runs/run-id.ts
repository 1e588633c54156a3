import type { Day } from "../day.ts";
import { parseDay } from "../day.ts";
import type { Run, WorkflowName } from "./run.ts";

/** What the ids of each workflow's runs begin with. */
const VERB = {
  "deploy-stack": "deploy",
  "daily-batch": "batch",
  "teardown-stack": "teardown",
  backfill: "backfill",
} as const satisfies Record<WorkflowName, string>;

const workflows = Object.keys(VERB) as readonly WorkflowName[];

/** What a run's id says of it. */
export interface RunName {
  readonly workflow: WorkflowName;
  readonly stem: string;
  /** A batch's generation. */
  readonly number: number;
  /** `null` for all but batches. */
  readonly day: Day | null;
}

/** What the ids of all runs of a workflow begin with, and with them whatever is named after its steps. */
export function idsBegin(workflow: WorkflowName, stack: string): string {
  return `${VERB[workflow]}-${stack}-`;
}

/** How the id of that run begins; a number or a generation follows. Numbers are counted by it. */
export function stemOf({ workflow, target }: Pick<Run, "workflow" | "target">): string {
  const begin = idsBegin(workflow, target.stack);
  return workflow === "daily-batch" ? `${begin}${target.day}` : begin.slice(0, -1);
}

/** One day of one stack. */
export interface DayOfStack {
  readonly stack: string;
  readonly day: Day;
}

/** How the ids of all generations of a day begin. */
export function batchStem(target: DayOfStack): string {
  return stemOf({ workflow: "daily-batch", target });
}

/** The id of that run up to its number, or its generation. */
export function idBegin(run: Pick<Run, "workflow" | "target">): string {
  return `${stemOf(run)}${run.workflow === "daily-batch" ? "-g" : "-"}`;
}

/** The id of the run with that number: of a deploy, a teardown or a backfill; of a day it is the generation. */
export function numberedId(run: Pick<Run, "workflow" | "target">, number: number | string): string {
  return `${idBegin(run)}${number}`;
}

/** The id of that generation of a day. */
export function batchId(target: DayOfStack, generation: number | string): string {
  return numberedId({ workflow: "daily-batch", target }, generation);
}

/** The word that the ids of its runs begin with, which is also the command's where the command has a word of its own. */
export function verbOf(workflow: WorkflowName): string {
  return VERB[workflow];
}

/** Which workflow's an id or a stem may be, of whatever stack; `null` for what can be none. */
export function workflowOfId(id: string): WorkflowName | null {
  return workflows.find((workflow) => id.startsWith(`${VERB[workflow]}-`)) ?? null;
}

/** Whether a person may mean a run by that word, of whatever stack. */
export function mayBeRunId(word: string): boolean {
  return workflowOfId(word) !== null && /^[a-z]+-[a-z0-9-]{1,80}$/.test(word);
}

/** Reads an id; `null` for what is no id of this stack's runs. */
export function readRunId(id: string, stack: string): RunName | null {
  for (const workflow of workflows.filter((one) => one !== "daily-batch")) {
    const begin = idsBegin(workflow, stack);
    const number = id.startsWith(begin) ? id.slice(begin.length) : "";
    const stem = begin.slice(0, -1);
    if (/^\d+$/.test(number)) return { workflow, stem, number: Number(number), day: null };
  }
  const begin = idsBegin("daily-batch", stack);
  const [, text = "", generation = ""] = /^(.{10})-g(\d+)$/.exec(id.slice(begin.length)) ?? [];
  const day = parseDay(text);
  return id.startsWith(begin) && day !== null
    ? { workflow: "daily-batch", stem: batchStem({ stack, day }), number: Number(generation), day }
    : null;
}
