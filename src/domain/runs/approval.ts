import type { Journal } from "./journal.ts";
import { ITSELF } from "./run.ts";

/** The step that waits for a person; named here because the card of a waiting run shows buttons. */
export const APPROVAL_STEP = "approve";

/**
 * How long a plan waits for a person: a working day. A deploy that waits holds the stack, and keeps the daily batch out.
 * No pace divides it, because people have none.
 */
export const APPROVAL_HOURS = 8;

/** The moment (ISO time) at which a plan is dropped that has waited for a person since `startedAt`. */
export function approvalEndsAt(startedAt: string): string {
  return new Date(Date.parse(startedAt) + APPROVAL_HOURS * 3_600_000).toISOString();
}

/** Somebody who wants a run, so that where a second person is asked for, the yes to it has to be another's. */
export interface Requester {
  /** Slack's user id; `null`: who it was is not known any more, because Redis was emptied before their card was said. */
  readonly user: string | null;
  /** What made this person one; the first of it where there is more. */
  readonly has: "asked" | "retried";
}

/**
 * Everybody who wants the run, in order and each once: who opened it, and who retried it, in whatever attempt. What the
 * product opens by itself is nobody's wish; no run that waits for a person is retried by it, so that a retry under its
 * name is one whose person it has forgotten.
 */
export function requestersOf(journal: Journal): readonly Requester[] {
  const requesters = new Map<string, Requester>();
  for (const { kind, actor } of journal) {
    if (kind !== "opened" && kind !== "retried") continue;
    if (requesters.has(actor) || (actor === ITSELF && kind === "opened")) continue;
    const user = actor === ITSELF ? null : actor;
    requesters.set(actor, { user, has: kind === "opened" ? "asked" : "retried" });
  }
  return [...requesters.values()];
}
