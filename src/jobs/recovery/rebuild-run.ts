import { parseDay } from "../../domain/day.ts";
import type { DaySummary } from "../../domain/loans/category-counts.ts";
import { cardId, summaryId } from "../../domain/messages/message-id.ts";
import { stepKey } from "../../domain/runs/effect-names.ts";
import type { Happening } from "../../domain/runs/journal.ts";
import { beginsAttempt } from "../../domain/runs/journal.ts";
import type { Outcome, Target } from "../../domain/runs/run.ts";
import { ITSELF } from "../../domain/runs/run.ts";
import type { batchFacts } from "../../domain/workflows/batch-facts.ts";
import { factsOf, stepNamesOf, stepsFor } from "../../domain/workflows/index.ts";
import type { StepName } from "../../domain/workflows/workflow-facts.ts";
import type { Spoken } from "../messages/announcer.ts";
import type { RestoredRun } from "../store/run-types.ts";
import type { WorldRun } from "./runs-from-traces.ts";
import { hasTold } from "./runs-from-traces.ts";
import { withdrawnByMessages } from "./withdrawn-days.ts";

/** The run as it is written down; `null` for one that is left to whoever asks for it. */
export function rebuildRun(
  run: WorldRun,
  {
    messages,
    sets,
    stack,
    channel,
    now,
    counted = null,
  }: {
    readonly messages: readonly Spoken[];
    /** Names of the change sets that are there. */
    readonly sets: readonly string[];
    readonly stack: string;
    readonly channel: string;
    readonly now: Date;
    /** What the lake tells of a day whose summary no message holds. */
    readonly counted?: DaySummary | null;
  },
): RestoredRun | null {
  const { id, attempt, memory } = run;
  const card = messages.find((message) => message.id === cardId(id));
  const summary = messages.find((message) => message.id === summaryId(id));
  // Cards of an earlier version do not say who asked; a later attempt would not be found by one that begins anew.
  const isLeft = run.is === "begun" || (run.is === "going" && run.asker === null && attempt === 1);
  const target = targetOf(stack, run);
  if (isLeft || target === null) return null;
  // A day that a backfill tells of has neither; it was opened after that one.
  const opener = run.backfill === null ? null : cardId(run.backfill);
  const at = card ?? summary ?? messages.find((message) => message.id === opener);
  const taken = withdrawnByMessages(id, messages);
  const happenings: RestoredRun["happenings"] = [
    ...retries(run),
    ...ending(run, { summary: summary?.summary ?? counted, sets }),
    ...(taken === null
      ? []
      : [
          {
            happening: { kind: "withdrawn", withdrawal: taken } as const,
            attempt,
            actor: taken.by,
            at: taken.at,
          },
        ]),
  ];
  const finished = happenings.findLast(({ happening }) => happening.kind === "finished")?.happening;
  const said = at ? new Date(Number(at.ts) * 1_000) : now;
  const input = memory?.input ?? inputOf(run);
  return {
    id,
    target,
    asker: { user: run.asker ?? ITSELF, channel },
    openedAt: memory === null ? said : new Date(memory.openedAt),
    outcome: finished?.kind === "finished" ? finished.outcome : null,
    // A card from before cards said anything of their runs is left as it is, and a deleted one is not said again.
    isShown: memory === null || run.said.some(({ kind }) => kind === "finished"),
    opened: {
      workflow: run.workflow,
      version: memory?.version ?? factsOf(run.workflow).version,
      steps: [...stepsFor(run.workflow, input)],
      input,
      isRebuilt: true,
      // A summary comes at a run's end, and a backfill begins before its days.
      ...(memory === null && card === undefined && { isForgotten: true }),
    },
    happenings,
  };
}

/** `null` for a backfill whose card does not say its days. */
function targetOf(stack: string, { workflow, day, memory }: WorldRun): Target | null {
  if (factsOf(workflow).takes !== "range") return { stack, day };
  const { from, until } = memory?.input ?? {};
  const [first, last] = [from, until].map((text) => (typeof text === "string" ? parseDay(text) : null));
  return first && last ? { stack, day: first, until: last } : null;
}

function inputOf({ day, backfill }: WorldRun): Readonly<Record<string, unknown>> {
  if (day === null) return {};
  return backfill === null ? { day } : { day, backfill };
}

function retries({ retriedAt, memory }: WorldRun): RestoredRun["happenings"] {
  return retriedAt.map((step, index) => {
    const attempt = index + 2;
    const entry = memory?.happened.filter(beginsAttempt).find((one) => one.attempt === attempt);
    if (!entry) return { happening: { kind: "retried", step, isForgotten: true }, attempt };
    const by = { actor: entry.actor, at: entry.at };
    if (entry.kind === "released") {
      const { holds, since, reason } = entry;
      return { happening: { kind: "released", step, holds, since, reason }, attempt, ...by };
    }
    const { because, isForgotten } = entry;
    const why = { ...(because && { because }), ...(isForgotten && { isForgotten }) };
    return { happening: { kind: "retried", step, ...why }, attempt, ...by };
  });
}

/** Steps of a batch that leave its summary. */
const summarized: readonly string[] = ["reconcile", "summarize"] satisfies StepName<typeof batchFacts>[];

/** What is known of the newest attempt, to its end where it has one. */
function ending(
  run: WorldRun,
  {
    summary,
    sets,
  }: {
    readonly summary: DaySummary | null;
    readonly sets: readonly string[];
  },
): RestoredRun["happenings"] {
  const { attempt } = run;
  const now = (happening: Happening) => ({ happening, attempt });
  const ends = (outcome: Outcome) => now({ kind: "finished", outcome, isForgotten: true });
  const steps = stepsFor(run.workflow, run.memory?.input ?? inputOf(run));
  const [first = ""] = steps;
  // An approval was of that very plan; where that is gone, the next one wants an approval of its own.
  const isPlanThere = hasPlan(run, sets);
  const said = run.said
    .filter(({ kind }) => kind !== "approved" || isPlanThere)
    .map(({ v: _v, seq: _seq, fence: _fence, at, actor, attempt: its, ...happening }) => ({
      happening,
      attempt: its,
      actor,
      at,
    }));
  if (hasTold(run)) {
    // All that comes before its summary was done; what it came to is in the summary alone, or in the lake.
    return [
      ...steps.map((name) => {
        const output = summarized.includes(name) ? summary : null;
        return now({ kind: "done", step: name, output });
      }),
      said.find(({ happening }) => happening.kind === "finished") ?? ends("succeeded"),
    ];
  }
  switch (run.is) {
    case "broken":
      return [now(broken(run, first)), ends("failed")];
    case "going": {
      const isStopping = said.some(({ happening }) => happening.kind === "canceled");
      return isStopping ? [...said, now(unstopped(run, first)), ends("canceled")] : said;
    }
    default:
      return said;
  }
}

/** Whether the plan that was approved is still known: its card carries it, or its change set is there. */
function hasPlan({ id, workflow, retriedAt, said }: WorldRun, sets: readonly string[]): boolean {
  const waits = factsOf(workflow).approval?.waits;
  if (!waits) return false;
  const isCarried = said.some((entry) => entry.kind === "done" && entry.step === waits.planStep);
  const steps = stepNamesOf(workflow);
  // A retry from there, or from a step before it, planned anew.
  const planning = steps.slice(0, steps.indexOf(waits.planStep) + 1);
  const attempt = retriedAt.findLastIndex((step) => planning.includes(step)) + 2;
  return isCarried || sets.includes(stepKey({ runId: id, step: waits.planStep, attempt }));
}

function broken({ day, attempt }: WorldRun, retryFrom: string) {
  return {
    kind: "failed" as const,
    step: "process" satisfies StepName<typeof batchFacts>,
    problem: {
      code: "emr-step-failed",
      says: `running the EMR steps of ${day}: attempt ${attempt} did not complete, and its journal was lost with Redis`,
      remedy: `mend the cause, then type \`/loans run ${day}\``,
    },
    held: false,
    retryFrom,
  };
}

/** What a canceled run had underway is known to its lost journal alone. */
function unstopped({ id }: WorldRun, step: string) {
  return {
    kind: "undone" as const,
    step,
    problem: {
      code: "journal-lost",
      says: `stopping ${id}: Redis was emptied meanwhile, so what was underway may go on`,
      remedy: "look for its name in AWS, and cancel it there",
    },
  };
}
