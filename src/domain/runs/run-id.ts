import type { Day } from "../day.ts";
import { parseDay } from "../day.ts";
import { batchFacts } from "../workflows/batch-facts.ts";
import type { WorkflowName } from "../workflows/index.ts";
import { factsOf, workflowNames } from "../workflows/index.ts";
import type { Run } from "./run.ts";

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
  return `${factsOf(workflow).verb}-${stack}-`;
}

/** How the id of that run begins; a number or a generation follows. Numbers are counted by it. */
export function stemOf({ workflow, target }: Pick<Run, "workflow" | "target">): string {
  const begin = idsBegin(workflow, target.stack);
  return factsOf(workflow).takes === "day" ? `${begin}${target.day}` : begin.slice(0, -1);
}

/** One day of one stack. */
export interface DayOfStack {
  readonly stack: string;
  readonly day: Day;
}

/** How the ids of all generations of a day begin. */
export function batchStem(target: DayOfStack): string {
  return stemOf({ workflow: batchFacts.name, target });
}

/** The id of that run up to its number, or its generation. */
export function idBegin(run: Pick<Run, "workflow" | "target">): string {
  return `${stemOf(run)}${factsOf(run.workflow).takes === "day" ? "-g" : "-"}`;
}

/** The id of the run with that number: of a deploy, a teardown or a backfill; of a day it is the generation. */
export function numberedId(run: Pick<Run, "workflow" | "target">, number: number | string): string {
  return `${idBegin(run)}${number}`;
}

/** The id of that generation of a day. */
export function batchId(target: DayOfStack, generation: number | string): string {
  return numberedId({ workflow: batchFacts.name, target }, generation);
}

/** Which workflow's an id or a stem may be, of whatever stack; `null` for what can be none. */
export function workflowOfId(id: string): WorkflowName | null {
  return workflowNames.find((workflow) => id.startsWith(`${factsOf(workflow).verb}-`)) ?? null;
}

/** Whether a person may mean a run by that word, of whatever stack. */
export function mayBeRunId(word: string): boolean {
  return workflowOfId(word) !== null && /^[a-z]+-[a-z0-9-]{1,80}$/.test(word);
}

/** Reads an id; `null` for what is no id of this stack's runs. */
export function readRunId(id: string, stack: string): RunName | null {
  for (const workflow of workflowNames) {
    const begin = idsBegin(workflow, stack);
    const rest = id.startsWith(begin) ? id.slice(begin.length) : "";
    if (factsOf(workflow).takes === "day") {
      const [, text = "", generation = ""] = /^(.{10})-g(\d+)$/.exec(rest) ?? [];
      const day = parseDay(text);
      if (day !== null) return { workflow, stem: `${begin}${day}`, number: Number(generation), day };
    } else if (/^\d+$/.test(rest)) {
      return { workflow, stem: begin.slice(0, -1), number: Number(rest), day: null };
    }
  }
  return null;
}

/** The ids of that day's batches up to this one, its newest, oldest first; none where it has none. */
export function batchesUpTo(newest: string | null, stack: string): readonly string[] {
  const name = newest === null ? null : readRunId(newest, stack);
  if (name === null || name.day === null) return [];
  const { day, number } = name;
  return Array.from({ length: number }, (_, at) => batchId({ stack, day }, at + 1));
}
