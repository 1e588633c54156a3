import type { Duration } from "../duration.ts";
import { durationMs } from "../duration.ts";
import type { WorkflowName } from "../workflows/index.ts";
import { factsOf } from "../workflows/index.ts";
import type { ApprovalFacts } from "../workflows/workflow-facts.ts";
import type { Journal } from "./journal.ts";
import { limitOf } from "./journal.ts";
import { ITSELF } from "./run.ts";

/** Somebody who wants a run, so that where a second person is asked for, the yes to it has to be another's. */
export interface Requester {
  /** Slack's user id, or the product's own name; `null`: who it was is not known any more, because Redis was emptied before their card was said. */
  readonly user: string | null;
  /** What made this person one; the first of it where there is more. */
  readonly has: "asked" | "retried";
}

/** How an approval ended: by whom, when (ISO time), and what was said. */
export type ApprovalEnd =
  | { readonly is: "approved"; readonly by: string; readonly at: string }
  | { readonly is: "denied"; readonly by: string; readonly at: string; readonly reason: string }
  /** Somebody ended the run itself, as one may at any step: no answer to what is planned. */
  | { readonly is: "canceled"; readonly by: string; readonly at: string }
  /** Nobody answered before its limit. */
  | { readonly is: "expired"; readonly at: string };

/** A run's wait for a person's word about what it has planned. */
export interface Approval {
  /** Whoever wants it; none of them is the second person that may be asked for. */
  readonly askedBy: readonly Requester[];
  /** Who may is the policy's to say: where it names one of these, a second person, else anybody who may ask for such a run. */
  readonly words: readonly ApprovalFacts["word"][];
  /** How long it waits. */
  readonly limit: Duration;
  /** ISO time at which what is planned is dropped; `null`: it does not wait, or nobody has begun to wait. */
  readonly until: string | null;
  /** `null` until it has one. */
  readonly end: ApprovalEnd | null;
}

/** The code of the problem that an expired approval ends its run with; it stands in journals. */
export const APPROVAL_LAPSED = "approval-lapsed";

/** What a cancel is written down for, by where it was asked for; a person's own words stand there where they denied a plan. They stand in journals. */
export const CANCELED = { button: "canceled on its card", command: "canceled with a command" } as const;

/**
 * The approval of a run as its entries that still count tell it; `null` for a run that waits for nobody. `isOpen`:
 * whether it waits now; `startedAt` (ISO time): since when.
 */
export function approvalOf(
  workflow: WorkflowName,
  current: Journal,
  {
    isOpen,
    startedAt,
    askedBy,
  }: {
    readonly isOpen: boolean;
    readonly startedAt: string | null;
    readonly askedBy: readonly Requester[];
  },
): Approval | null {
  const { approval } = factsOf(workflow);
  const [opened] = current;
  if (opened?.kind !== "opened" || !opened.steps.includes(approval?.waits.step ?? "")) return null;
  if (approval === null) return null;
  const { steps, input } = opened;
  const { word, forced, waits } = approval;
  const words = forced !== undefined && input["force"] === true ? [word, forced] : [word];
  const end = endOf(steps, current, waits.step);
  const began = current.find((entry) => entry.kind === "started" && entry.step === waits.step);
  const limit = limitOf(began, waits);
  const until = isOpen && startedAt !== null ? endsAt(startedAt, limit) : null;
  return { askedBy, words, limit, until, end };
}

/**
 * Whether that step of a run is the wait for a person's word, and was done although nobody gave one: nobody was asked. Of a run
 * whose journal was lost that is not known.
 */
export function isUnasked(
  step: { readonly name: string; readonly state: string },
  {
    workflow,
    approval,
    isRebuilt,
  }: {
    readonly workflow: WorkflowName;
    readonly approval: Approval | null;
    readonly isRebuilt: boolean;
  },
): boolean {
  if (isRebuilt || step.state !== "done" || step.name !== factsOf(workflow).approval?.waits.step)
    return false;
  return approval?.end?.is !== "approved";
}

/** Whether its limit has passed: then nobody carries out what was to be dropped, whether a worker has looked since or not. */
export function isOver({ until }: Approval, now: Date): boolean {
  return until !== null && now.toISOString() >= until;
}

function endOf(steps: readonly string[], current: Journal, step: string): ApprovalEnd | null {
  const approved = current.findLast((entry) => entry.kind === "approved");
  if (approved) return { is: "approved", by: approved.actor, at: approved.at };
  const canceled = current.findLast((entry) => entry.kind === "canceled");
  // What is taken back since has been done then.
  const isDone = (name: string) => current.some((entry) => entry.kind === "done" && entry.step === name);
  const hasWaited = steps.slice(0, steps.indexOf(step)).every(isDone) && !isDone(step);
  if (canceled && hasWaited) {
    const isCancel = Object.values<string>(CANCELED).includes(canceled.reason);
    if (isCancel) return { is: "canceled", by: canceled.actor, at: canceled.at };
    return { is: "denied", by: canceled.actor, at: canceled.at, reason: canceled.reason };
  }
  const failed = current.findLast((entry) => entry.kind === "failed" && entry.step === step);
  const hasLapsed = failed?.kind === "failed" && failed.problem.code === APPROVAL_LAPSED;
  return hasLapsed ? { is: "expired", at: failed.at } : null;
}

function endsAt(startedAt: string, limit: Duration): string {
  return new Date(Date.parse(startedAt) + durationMs(limit)).toISOString();
}

/** `30 minutes`, `8 hours`. */
export function limitInWords(limit: Duration): string {
  const minutes = durationMs(limit) / 60_000;
  return minutes % 60 === 0 ? `${minutes / 60} hours` : `${minutes} minutes`;
}

/**
 * Everybody who wants the run, in order and each once: who opened it, and who retried it, in whatever attempt. What the
 * product opens by itself is nobody's wish, nor what it tries once more by itself; a day that the schedule waited for is taken
 * up again by the schedule. Any other retry under the product's name is one whose person it has forgotten.
 */
export function requestersOf(journal: Journal): readonly Requester[] {
  const [opened] = journal;
  // The schedule asks for days alone.
  const isDay = opened?.kind === "opened" && opened.workflow === "daily-batch";
  const requesters = new Map<string | null, Requester>();
  for (const entry of journal) {
    const { kind, actor } = entry;
    if (kind !== "opened" && kind !== "retried") continue;
    if (kind === "retried" && entry.because !== undefined) continue;
    if (actor === ITSELF && kind === "opened") continue;
    const isKnown = actor !== ITSELF || (isDay && kind === "retried" && entry.isForgotten !== true);
    const user = isKnown ? actor : null;
    if (!requesters.has(user)) requesters.set(user, { user, has: kind === "opened" ? "asked" : "retried" });
  }
  return [...requesters.values()];
}
