import type { Day } from "../../domain/day.ts";
import { dayNumber } from "../../domain/day.ts";
import type { Happening } from "../../domain/runs/journal.ts";
import type { Asker, Outcome, Target } from "../../domain/runs/run.ts";
import type { WorkflowName } from "../../domain/workflows/index.ts";
import { factsOf } from "../../domain/workflows/index.ts";
import type { WorkflowFacts } from "../../domain/workflows/workflow-facts.ts";

/** What a run is opened with. */
export interface Opening {
  readonly workflow: WorkflowName;
  /** The workflow's version and its steps, kept in the journal. */
  readonly version: number;
  readonly steps: readonly string[];
  readonly target: Target;
  readonly input: Readonly<Record<string, unknown>>;
  readonly asker: Asker;
  readonly requestKey: string;
  /** The line that was typed; absent where none was. */
  readonly typed?: string | undefined;
  /** Makes the next generation of a day that has ended. */
  readonly force: boolean;
}

/**
 * What opening came to; `ended` is a day whose run ended badly and was not forced, `overlaps` a backfill some of whose
 * days another live one has.
 */
export interface Opened {
  readonly is: "opened" | "known" | "ended" | "busy" | "overlaps";
  readonly runId: string;
}

/** A run that was found in the world and that Redis knows nothing of. */
export interface RestoredRun {
  readonly id: string;
  readonly target: Target;
  readonly asker: Asker;
  readonly openedAt: Date;
  /** `null`: it goes on. */
  readonly outcome: Outcome | null;
  /** Whether its card shows already how it ended. */
  readonly isShown: boolean;
  readonly opened: Omit<Extract<Happening, { kind: "opened" }>, "kind">;
  readonly happenings: readonly RestoredEntry[];
}

/** What happened in a journal that was lost; by whom and when (ISO time) as far as that is known. */
export interface RestoredEntry {
  readonly happening: Happening;
  readonly attempt: number;
  readonly actor?: string;
  readonly at?: string;
}

/** A claim on a run: what was written under an older fence is refused by Redis. */
export interface Claim {
  readonly runId: string;
  readonly fence: number;
  /** Tells it from every other claim, also from one of the same number after Redis has lost its newest entries. */
  readonly owner: string;
  /** Processes that began a slice, this one included, since one last ended: more than one means that workers died. */
  readonly workersBegun: number;
}

/** Writes down what the world tells of a day; `counted`: there is its output, and nothing tells what came of it. */
export type DayLook = (day: Day, runId: string) => Promise<"counted" | "nothing">;

/** How a run shares the stack, as it is written in Redis: alone, in line for its turn, or as a guest. */
export type Mode = "1" | "0" | "guest";

const modes: Readonly<Record<WorkflowFacts["holds"], Mode>> = { alone: "1", "in-line": "0", guest: "guest" };

/** How a run of that workflow shares the stack. */
export function modeOf(workflow: WorkflowName): Mode {
  return modes[factsOf(workflow).holds];
}

/** The place in the line: by the day, and before its number for what goes first of one day. */
export function placeOf(workflow: WorkflowName, { day }: Pick<Target, "day">): number {
  if (day === null) return 0;
  const facts: WorkflowFacts = factsOf(workflow);
  return facts.holds === "in-line" && facts.ofOneDay === "first" ? firstPlaceOf(day) : dayNumber(day);
}

/** The first place that a run of that day may have; its number is the last one. */
export function firstPlaceOf(day: Day): number {
  return dayNumber(day) - 0.5;
}

/** The days of a backfill as the scripts compare them; `null` for all other runs. */
export function rangeOf({ day, until }: Target): string | null {
  return day === null || until === undefined ? null : `${dayNumber(day)}-${dayNumber(until)}`;
}
