import type { HeldBy } from "../problem.ts";
import { factsOf } from "../workflows/index.ts";
import type { Progress, ProgressItem } from "../workflows/progress.ts";
import { ASKED_FOR } from "../workflows/progress.ts";
import type { Approval, Requester } from "./approval.ts";
import { approvalOf, requestersOf } from "./approval.ts";
import type { RunMemory } from "./card-memory.ts";
import { memoryOf } from "./card-memory.ts";
import type { Withdrawal } from "./day-number/withdrawal.ts";
import { hasBegun } from "./has-begun.ts";
import type { Entry, Journal } from "./journal.ts";
import { beginsAttempt, careOf } from "./journal.ts";
import { currentEntries, runAttempt } from "./next-move.ts";
import type { Outcome, ProblemRecord } from "./run.ts";

/** A step as people see it. */
export interface StepProgress {
  readonly name: string;
  readonly state: "waiting" | "underway" | "done" | "failed" | "undone";
  /** ISO times; `null` while there is none. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** The newest news, with the items of all looks merged by name. */
  readonly progress: Progress;
  /** What the step returned; `undefined` until it is done. */
  readonly output: unknown;
  /** What became of stopping it or taking it back: words where there are some, a problem when something is left. */
  readonly undone: { readonly says: string | null; readonly problem: ProblemRecord | null } | null;
}

/** What a person has let pass of what held a day. */
export interface Release {
  /** Slack's user id. */
  readonly by: string;
  readonly reason: string;
  /** ISO times: since when the day was held, and when it was released. */
  readonly heldSince: string;
  readonly at: string;
  /** The attempt that it began. */
  readonly attempt: number;
  readonly holds: readonly HeldBy[];
}

/** A whole run as its journal tells it. Cards, `/loans status` and the outcome are all derived from this. */
export interface RunProgress {
  readonly state: "queued" | "approval" | "underway" | "stopping" | Outcome;
  readonly steps: readonly StepProgress[];
  /** The step that is being worked on, waits for a person, or failed. */
  readonly at: string | null;
  readonly attempt: number;
  /** What a step was tried once more for by itself, in this attempt or one before; `null`: none was. */
  readonly triedAgain: ProblemRecord | null;
  readonly problem: ProblemRecord | null;
  readonly openedAt: string;
  /** ISO time at which its current attempt began: it was opened then, retried or released. */
  readonly begunAt: string;
  readonly endedAt: string | null;
  /** From its opening to its end; `null` until then, and where either time was lost with a Redis. */
  readonly tookMs: number | null;
  /** As `hasBegun` tells. */
  readonly hasBegun: boolean;
  /** Its journal was lost with a Redis: what it did before that took longer than the steps tell. */
  readonly isRebuilt: boolean;
  /** Whoever wants it. */
  readonly requesters: readonly Requester[];
  /** `null` for a run that waits for nobody. */
  readonly approval: Approval | null;
  readonly canceledBy: string | null;
  /** Who looks after what went wrong, in this attempt or one before; `null`: nobody has said so. */
  readonly care: string | null;
  /** What people have let pass of what held it, oldest first. */
  readonly releases: readonly Release[];
  /** `null`: the number that it told stands, or it told none. */
  readonly withdrawn: Withdrawal | null;
  /** Of a backfill: the days that it told and whose numbers were taken back since. */
  readonly withdrawnDays: readonly string[];
  readonly input: Readonly<Record<string, unknown>>;
  /** What the run's card is marked with; derived at each read, because only that mark wants it. */
  readonly memory: RunMemory;
}

/** Derives what people see from the journal; throws when the journal does not begin with `opened`. */
export function progressOf(journal: Journal): RunProgress {
  const [opened] = journal;
  if (opened?.kind !== "opened") throw new Error("a journal begins with the entry `opened`");
  const entries = currentEntries(opened.steps, journal);
  const steps = opened.steps.map((name) => stepProgress(name, entries));
  const last = <Kind extends Entry["kind"]>(kind: Kind) =>
    entries.findLast((entry): entry is Extract<Entry, { kind: Kind }> => entry.kind === kind);

  const withdrawals = entries.filter((entry) => entry.kind === "withdrawn");
  const failed = last("failed");
  const canceled = last("canceled");
  const finished = last("finished");
  const at = failed?.step ?? steps.find((step) => step.state !== "done")?.name ?? null;
  const waitsAt = factsOf(opened.workflow).approval?.waits.step ?? null;
  const isAtWork = entries.some((entry) => "step" in entry && !beginsAttempt(entry));
  const state = ((): RunProgress["state"] => {
    if (finished) return finished.outcome;
    if (failed || canceled) return "stopping";
    if (!isAtWork) return "queued";
    return at !== null && at === waitsAt && last("approved") === undefined ? "approval" : "underway";
  })();
  const requesters = requestersOf(journal);
  const startedAt = steps.find(({ name }) => name === waitsAt)?.startedAt ?? null;
  return {
    state,
    steps,
    at: finished && !failed ? null : at,
    attempt: runAttempt(journal),
    triedAgain:
      journal
        .flatMap((entry) => (entry.kind === "retried" && entry.because ? [entry.because.problem] : []))
        .at(-1) ?? null,
    problem: failed?.problem ?? null,
    openedAt: opened.at,
    begunAt: journal.findLast(beginsAttempt)?.at ?? opened.at,
    endedAt: finished?.at ?? null,
    tookMs:
      finished === undefined || finished.isForgotten || opened.isForgotten
        ? null
        : Date.parse(finished.at) - Date.parse(opened.at),
    hasBegun: hasBegun(journal),
    isRebuilt: opened.isRebuilt === true,
    requesters,
    approval: approvalOf(opened.workflow, entries, {
      isOpen: state === "approval",
      startedAt,
      askedBy: requesters,
    }),
    canceledBy: canceled?.actor ?? null,
    care: careOf(journal)?.actor ?? null,
    releases: releasesOf(journal),
    withdrawn: withdrawals.findLast(({ day }) => day === undefined)?.withdrawal ?? null,
    withdrawnDays: withdrawals.flatMap(({ day }) => day ?? []),
    input: opened.input,
    get memory() {
      return memoryOf(journal);
    },
  };
}

/** ISO time up to which people can stop it before anything has begun; `null`: it is not paused for them. */
export function pausedUntil({
  state,
  at,
  steps,
}: Pick<RunProgress, "state" | "at" | "steps">): string | null {
  const now = steps.find(({ name }) => name === at);
  return state === "underway" && now?.state === "underway" ? (now.progress.until ?? null) : null;
}

function releasesOf(journal: Journal): readonly Release[] {
  return journal.flatMap((entry) => {
    if (entry.kind !== "released") return [];
    const { actor: by, reason, since: heldSince, at, attempt, holds } = entry;
    return [{ by, reason, heldSince, at, attempt, holds }];
  });
}

function stepProgress(name: string, entries: Journal): StepProgress {
  const own = entries.filter((entry) => "step" in entry && entry.step === name && !beginsAttempt(entry));
  const done = own.findLast((entry) => entry.kind === "done");
  const failed = own.findLast((entry) => entry.kind === "failed");
  const undone = own.findLast((entry) => entry.kind === "undone");
  const end = done ?? failed ?? null;
  const state = undone
    ? "undone"
    : failed
      ? "failed"
      : done
        ? "done"
        : own.length > 0
          ? "underway"
          : "waiting";
  return {
    name,
    state,
    startedAt: own[0]?.at ?? null,
    endedAt: end?.at ?? null,
    progress: mergedProgress(own),
    output: done?.output,
    undone: undone ? { says: undone.says ?? null, problem: undone.problem ?? null } : null,
  };
}

/** Each look writes down only the items that changed, so that a journal stays small over a long deploy. */
function mergedProgress(entries: Journal): Progress {
  const items = new Map<string, ProgressItem>();
  let text: string | undefined;
  let until: string | undefined;
  for (const entry of entries) {
    if (entry.kind !== "seen") continue;
    text = entry.progress.text ?? text;
    until = entry.progress.until ?? until;
    for (const item of entry.progress.items ?? []) items.set(item.name, item);
  }
  return {
    // Once something is seen of it, that it was asked for tells nothing.
    text: text === ASKED_FOR && items.size > 0 ? undefined : text,
    ...(until !== undefined && { until }),
    items: [...items.values()],
  };
}

/** The news in `seen` against what the journal already tells; `null` when there is none. */
export function newsIn(seen: Progress, known: Progress): Progress | null {
  const items = (seen.items ?? []).filter((item) => {
    const before = known.items?.find((one) => one.name === item.name);
    return before?.state !== item.state || before.note !== item.note || before.by !== item.by;
  });
  const text = seen.text === known.text ? undefined : seen.text;
  const until = seen.until === known.until ? undefined : seen.until;
  if (items.length === 0 && text === undefined && until === undefined) return null;
  return {
    ...(text === undefined ? {} : { text }),
    ...(until === undefined ? {} : { until }),
    ...(items.length === 0 ? {} : { items }),
  };
}
