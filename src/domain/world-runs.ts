import type { Day } from "./day.ts";
import { parseDay } from "./day.ts";

/** A message of ours that stands in the channel. */
export interface StandingMessage {
  /** `card-<run id>` or `summary-<run id>`. */
  readonly id: string;
  readonly ts: string;
}

/** An EMR step as far as its run is to be told from it. */
interface StandingStep {
  /** `lt/<run id>/a<attempt>/1-in`. */
  readonly name: string;
  readonly isSettled: boolean;
  readonly isCompleted: boolean;
}

/** What the world holds of runs: names only, since all of them are derived from run ids. */
export interface WorldTraces {
  readonly stack: string;
  readonly messages: readonly StandingMessage[];
  readonly steps: readonly StandingStep[];
  /** Keys under `stage/`. */
  readonly staged: readonly string[];
  /** Names of change sets and tokens of stack operations. */
  readonly operations: readonly string[];
  /** The deploy or teardown that CloudFormation still works on, or that waits for a person; `null` when none does. */
  readonly current: string | null;
}

/** A batch as the world shows it. */
export interface WorldBatch {
  readonly id: string;
  readonly day: Day;
  /**
   * `told`: its summary is in the channel. `going`: EMR works on it, or has done all of it, and nobody was told.
   * `broken`: a step of its newest attempt failed or was canceled. `begun`: only its card or its output is there.
   */
  readonly is: "told" | "going" | "broken" | "begun";
  /** The newest attempt that left a trace. */
  readonly attempt: number;
}

/** What a Redis that knows nothing must know before it opens a run. */
export interface WorldRuns {
  /** Oldest day first. */
  readonly batches: readonly WorldBatch[];
  /** The number below which nothing new may begin: of deploys, teardowns and backfills, and the generation of each day. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** Steps of one run are this many; fewer are the rest of a submission that EMR took in part. */
const STEPS = 3;

/** Derives runs and numbers from their traces. What is underway under a number is adopted under it, so it is left free. */
export function worldRuns(traces: WorldTraces): WorldRuns {
  const numbers: Record<string, number> = {};
  const seen = new Map<string, { day: Day; stem: string; attempt: number }>();
  const take = (id: string, attempt = 1) => {
    const name = nameOf(id, traces.stack);
    if (!name) return;
    const number = id === traces.current && name.day === null ? name.number - 1 : name.number;
    numbers[name.stem] = Math.max(numbers[name.stem] ?? 0, number);
    if (name.day === null) return;
    const known = seen.get(id)?.attempt ?? 1;
    seen.set(id, { day: name.day, stem: name.stem, attempt: Math.max(known, attempt) });
  };

  for (const { id } of traces.messages) take(id.replace(/^(?:card|summary)-/, ""));
  for (const { name } of traces.steps) take(...partsOf(/^lt\/(.+)\/a(\d+)\//, name));
  for (const key of traces.staged) take(...partsOf(/\/run=(.+)-a(\d+)\//, key));
  for (const name of traces.operations) take(runOfOperation(name));

  const told = new Set(traces.messages.map(({ id }) => id));
  const batches = [...seen].map(([id, { day, attempt }]): WorldBatch => {
    const steps = traces.steps.filter(({ name }) => name.startsWith(`lt/${id}/a${attempt}/`));
    if (told.has(`summary-${id}`)) return { id, day, is: "told", attempt };
    if (steps.length === 0) return { id, day, is: "begun", attempt };
    const isBroken = steps.some((step) => step.isSettled && !step.isCompleted) || steps.length < STEPS;
    return { id, day, is: isBroken ? "broken" : "going", attempt };
  });
  return { numbers, batches: batches.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)) };
}

/** The deploy or teardown that a change set's name or an operation's token belongs to; itself when it is none. */
export function runOfOperation(name: string): string {
  return /^((?:deploy|teardown)-.+-\d+)-[a-z-]+-a\d+/.exec(name)?.[1] ?? name;
}

function partsOf(pattern: RegExp, text: string): [string, number] {
  const [, id = "", attempt = "1"] = pattern.exec(text) ?? [];
  return [id, Number(attempt)];
}

/** What a run's id says of it; `null` for what is no id of this stack's runs. */
function nameOf(
  id: string,
  stack: string,
): { readonly stem: string; readonly number: number; readonly day: Day | null } | null {
  for (const verb of ["deploy", "teardown", "backfill"]) {
    const stem = `${verb}-${stack}`;
    const number = id.startsWith(`${stem}-`) ? id.slice(stem.length + 1) : "";
    if (/^\d+$/.test(number)) return { stem, number: Number(number), day: null };
  }
  const stem = `batch-${stack}-`;
  const [, text = "", generation = ""] = /^(.{10})-g(\d+)$/.exec(id.slice(stem.length)) ?? [];
  const day = parseDay(text);
  return id.startsWith(stem) && day !== null
    ? { stem: `${stem}${day}`, number: Number(generation), day }
    : null;
}
