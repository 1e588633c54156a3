import type { Entry, Happening, Journal } from "../../../src/domain/runs/journal.ts";
import { runAttempt } from "../../../src/domain/runs/next-move.ts";

/** Writes a journal as the store would, one second an entry: `opened` first, then what happened. */
export function journalOf(steps: readonly string[], ...happenings: readonly Happening[]): Journal {
  const opened: Happening = {
    kind: "opened",
    workflow: "deploy-stack",
    version: 1,
    steps: [...steps],
    input: { day: "2026-11-23" },
  };
  const journal: Entry[] = [];
  for (const happening of [opened, ...happenings]) {
    const before = runAttempt(journal);
    journal.push({
      v: 1,
      seq: journal.length + 1,
      at: new Date(Date.UTC(2026, 10, 23, 0, 0, journal.length)).toISOString(),
      fence: 1,
      attempt: happening.kind === "retried" || happening.kind === "released" ? before + 1 : before,
      actor: "U0OPERATOR",
      ...happening,
    } as Entry);
  }
  return journal;
}

export const started = (step: string): Happening => ({ kind: "started", step });
export const adopted = (step: string): Happening => ({ kind: "adopted", step });
export const done = (step: string, output: unknown = null): Happening => ({ kind: "done", step, output });
export const undone = (step: string): Happening => ({ kind: "undone", step });
export const retried = (step: string): Happening => ({ kind: "retried", step });
export const released = (step: string, rule = "malformed"): Happening => ({
  kind: "released",
  step,
  holds: [{ rule, says: `${rule} holds it` }],
  since: "2026-11-23T04:00:00.000Z",
  reason: "the bank knows",
});
export const canceled: Happening = { kind: "canceled", reason: "changed my mind" };

export const failed = (
  step: string,
  how: { readonly held?: boolean; readonly retryFrom?: string } = {},
): Happening => ({
  kind: "failed",
  step,
  problem: { code: "broken", says: `${step} broke`, remedy: "mend it" },
  held: how.held ?? false,
  retryFrom: how.retryFrom ?? step,
});
