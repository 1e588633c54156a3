import type { Day } from "../../domain/day.ts";
import { cardId, partsOf, summaryId } from "../../domain/messages/message-id.ts";
import { isToDo, plannedOf } from "../../domain/runs/backfill.ts";
import type { RunMemory } from "../../domain/runs/card-memory.ts";
import { emrStepsOfTry, readEmrStep, readStageKey, readStepKey } from "../../domain/runs/effect-names.ts";
import type { Entry } from "../../domain/runs/journal.ts";
import { beginsAttempt } from "../../domain/runs/journal.ts";
import type { RunName } from "../../domain/runs/run-id.ts";
import { batchId, readRunId } from "../../domain/runs/run-id.ts";
import { backfillFacts } from "../../domain/workflows/backfill-facts.ts";
import type { batchFacts } from "../../domain/workflows/batch-facts.ts";
import type { WorkflowName } from "../../domain/workflows/index.ts";
import { factsOf, stepNamesOf } from "../../domain/workflows/index.ts";
import type { StepName } from "../../domain/workflows/workflow-facts.ts";

/** A message of ours that stands in the channel. */
export interface MessageTrace {
  /** `card-<run id>` or `summary-<run id>`. */
  readonly id: string;
  readonly ts: string;
  /** Who asked for the run of a card; `null` for other messages. */
  readonly asker: string | null;
  /** What a card says of its run; `null` for other messages, and where it cannot be read. */
  readonly memory: RunMemory | null;
}

/** An EMR step as far as its run is to be told from it. */
interface EmrStepTrace {
  /** `lt/<run id>/a<attempt>/1-in`. */
  readonly name: string;
  readonly isSettled: boolean;
  readonly isCompleted: boolean;
}

/** What the world holds of runs: names mostly, since all of them are derived from run ids. */
export interface WorldTraces {
  readonly stack: string;
  readonly messages: readonly MessageTrace[];
  readonly steps: readonly EmrStepTrace[];
  /** Keys under `stage/`. */
  readonly staged: readonly string[];
  /** What was named after a step's key: change sets, tokens of stack operations, statements. */
  readonly keyed: readonly string[];
  /** The deploy or teardown that CloudFormation still works on, or that waits for a person; `null` when none does. */
  readonly current: string | null;
}

/** A run as the world shows it. */
export interface WorldRun {
  readonly id: string;
  readonly workflow: WorkflowName;
  /** `null` for deploy, teardown and backfill. */
  readonly day: Day | null;
  /**
   * `told`: its summary is in the channel, or its backfill says that it is done. `ended`: its card says how. `going`: it is
   * to go on, because its card says no end, or AWS works on it and nobody was told. `broken`: a step of its newest
   * attempt failed or was canceled. `begun`: it left traces, and only who asks for it again can say what is wanted.
   */
  readonly is: "told" | "ended" | "going" | "broken" | "begun";
  /** The newest attempt that left a trace. */
  readonly attempt: number;
  /** Where each attempt after the first began: attempt 2 first. */
  readonly retriedAt: readonly string[];
  /** What its card says; `null` where there is none that tells. */
  readonly memory: RunMemory | null;
  /** Entries of the card's that still count. */
  readonly said: readonly Entry[];
  /** Slack's user id; `null` where nothing tells. */
  readonly asker: string | null;
  /** The backfill that opened it; `null` for all others. */
  readonly backfill: string | null;
}

/** Whether the run's number was told of its day: also where only its card says so, because somebody took its summary away. */
export function hasTold({ workflow, is, said }: Pick<WorldRun, "workflow" | "is" | "said">): boolean {
  const isDone = said.some((entry) => entry.kind === "finished" && entry.outcome === "succeeded");
  return is === "told" || (workflow === "daily-batch" && is === "ended" && isDone);
}

/** What a Redis that knows nothing must know before it opens a run. */
export interface WorldRuns {
  /** Oldest day first, then deploys, teardowns and backfills. */
  readonly runs: readonly WorldRun[];
  /** The number below which nothing new may begin: of deploys, teardowns and backfills, and the generation of each day. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** Steps of one run are this many; fewer are the rest of a submission that EMR took in part. */
const STEPS = 3;

/** What was seen of one run: the steps that left a trace, by attempt. */
interface Seen extends RunName {
  readonly attempts: Map<number, Set<string>>;
}

/** The step that EMR steps and staged output tell of. */
const COUNTING = "process" satisfies StepName<typeof batchFacts>;

/** Derives runs and numbers from their traces. What nobody restores and is underway is left free to be asked for again. */
export function worldRuns(traces: WorldTraces): WorldRuns {
  const seen = new Map<string, Seen>();
  const take = (id: string, attempt?: number, step?: string) => {
    const name = readRunId(id, traces.stack);
    if (!name) return;
    const known = seen.get(id) ?? { ...name, attempts: new Map<number, Set<string>>() };
    seen.set(id, known);
    if (attempt === undefined || step === undefined) return;
    known.attempts.set(attempt, (known.attempts.get(attempt) ?? new Set()).add(step));
  };
  for (const { id } of traces.messages) {
    const { runId } = partsOf(id);
    if (runId !== null) take(runId);
  }
  const counting = [
    ...traces.steps.map(({ name }) => readEmrStep(name)),
    ...traces.staged.map((key) => readStageKey(key)),
  ];
  for (const by of counting) if (by) take(by.runId, by.attempt, COUNTING);
  for (const name of traces.keyed) {
    const key = readStepKey(name);
    if (key) take(key.runId, key.attempt, key.step);
  }
  const planned = plannedDays(traces, seen);
  for (const id of planned.keys()) take(id);

  const newest: Record<string, number> = {};
  for (const { stem, number } of seen.values()) newest[stem] = Math.max(newest[stem] ?? 0, number);
  const runs = [...seen].map(([id, name]) =>
    runOf(id, name, { traces, planned, isNewest: newest[name.stem] === name.number }),
  );
  const numbers = { ...newest };
  for (const { id, day, is } of runs) {
    const name = readRunId(id, traces.stack);
    if (name && day === null && is === "begun" && id === traces.current) numbers[name.stem] = name.number - 1;
  }
  return { numbers, runs: runs.toSorted((a, b) => (order(a) < order(b) ? -1 : 1)) };
}

/** The deploy or teardown that a change set's name or an operation's token belongs to; itself when it is none. */
export function runOfOperation(name: string): string {
  return readStepKey(name)?.runId ?? name;
}

function runOf(
  id: string,
  { workflow, day, attempts }: Seen,
  around: { readonly traces: WorldTraces; readonly planned: Planned; readonly isNewest: boolean },
): WorldRun {
  const { traces, planned, isNewest } = around;
  const card = traces.messages.find((message) => message.id === cardId(id));
  const owner = planned.get(id) ?? null;
  const memory = card?.memory ?? null;
  const remembered = memory?.happened.flatMap((entry) => (beginsAttempt(entry) ? [entry.step] : [])) ?? [];
  const attempt = Math.max(1 + remembered.length, ...attempts.keys());
  const inOrder = stepNamesOf(workflow);
  const retriedAt = Array.from({ length: attempt - 1 }, (_, index) => {
    // An attempt that left no trace began no later than the next one that did.
    const later = [...attempts].filter(([number]) => number >= index + 2).flatMap(([, steps]) => [...steps]);
    return remembered[index] ?? inOrder.find((step) => later.includes(step)) ?? inOrder[0] ?? "";
  });
  // A card is edited within seconds, so an attempt may be newer than what it says.
  const isBehind = attempt > 1 + remembered.length;
  const said = isBehind ? [] : (memory?.happened.filter((entry) => !beginsAttempt(entry)) ?? []);

  const steps = traces.steps.filter(({ name }) => name.startsWith(emrStepsOfTry({ runId: id, attempt })));
  const is = ((): WorldRun["is"] => {
    if (traces.messages.some((message) => message.id === summaryId(id)) || owner?.isDone) return "told";
    if (said.some(({ kind }) => kind === "finished")) return "ended";
    if (memory !== null) return isNewest && mayBeLive(memory, { id, workflow, traces }) ? "going" : "begun";
    if (day === null) return id === traces.current && attempt > 1 ? "going" : "begun";
    if (steps.length === 0) return "begun";
    const isBroken = steps.some((step) => step.isSettled && !step.isCompleted) || steps.length < STEPS;
    return isBroken ? "broken" : "going";
  })();
  const asker = card?.asker ?? owner?.asker ?? null;
  const backfill = owner?.backfill ?? null;
  return { id, workflow, day, is, attempt, retriedAt, memory, said, asker, backfill };
}

/**
 * Nothing is opened while a deploy or teardown is live: where something was, it has ended, and only its card was not
 * edited any more. A teardown that went on then would delete what was built since.
 */
function mayBeLive(
  { openedAt }: RunMemory,
  {
    id,
    workflow,
    traces,
  }: { readonly id: string; readonly workflow: WorkflowName; readonly traces: WorldTraces },
): boolean {
  if (factsOf(workflow).holds !== "alone" || id === traces.current) return true;
  return traces.messages.every(({ memory }) => memory === null || memory.openedAt <= openedAt);
}

/** Days that a backfill has opened, by run id: they have neither card nor summary. */
type Planned = ReadonlyMap<
  string,
  { readonly backfill: string; readonly asker: string | null; readonly isDone: boolean }
>;

function plannedDays({ messages, stack }: WorldTraces, seen: ReadonlyMap<string, Seen>): Planned {
  const planned = new Map<string, { backfill: string; asker: string | null; isDone: boolean }>();
  for (const { id, memory, asker } of messages) {
    const { kind, runId: backfill } = partsOf(id);
    if (memory === null || kind !== "card" || backfill === null) continue;
    if (readRunId(backfill, stack)?.workflow !== backfillFacts.name) continue;
    const { days, rows } = plannedOf(memory.happened);
    // Its end tells of the last day, whose row is no news any more.
    const isOver = memory.happened.some(
      (entry) => entry.kind === "finished" && entry.outcome === "succeeded",
    );
    for (const plan of days.filter(isToDo)) {
      const before = (plan.runId === null ? null : readRunId(plan.runId, stack)?.number) ?? 1;
      // A day that is simply to be run although it had a run was counted on a stack that is gone.
      const isNext = plan.does === "again" || (plan.does === "run" && plan.runId !== null);
      const runId = batchId({ stack, day: plan.day }, isNext ? before + 1 : before);
      const isDone = isOver || rows.get(plan.day)?.state === "done";
      const hasCard = messages.some((message) => message.id === cardId(runId));
      if (isDone || (seen.has(runId) && !hasCard)) planned.set(runId, { backfill, asker, isDone });
    }
  }
  return planned;
}

/** Days first, by their date. */
function order({ day, id }: WorldRun): string {
  return `${day ?? "~"} ${id}`;
}
