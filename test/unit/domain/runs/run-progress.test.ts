import { expect, test } from "vitest";
import type { Happening } from "../../../../src/domain/runs/journal.ts";
import { newsIn, progressOf } from "../../../../src/domain/runs/run-progress.ts";
import { canceled, done, failed, journalOf, retried, started } from "../../../support/runs/journal.ts";

const steps = ["plan", "approve", "apply"];

test("a run nobody has looked at is queued", () => {
  expect(progressOf(journalOf(steps))).toMatchObject({
    state: "queued",
    at: "plan",
    attempt: 1,
    endedAt: null,
  });
});

test("a run that waits for a person says so until somebody speaks", () => {
  const waiting = [started("plan"), done("plan", { kind: "create" }), started("approve")];
  expect(progressOf(journalOf(steps, ...waiting)).state).toBe("approval");
  expect(progressOf(journalOf(steps, ...waiting, { kind: "approved", step: "approve" }))).toMatchObject({
    state: "underway",
    approval: { end: { is: "approved", by: "U0OPERATOR" } },
  });
  expect(progressOf(journalOf(steps, ...waiting, canceled)).state).toBe("stopping");
});

test("until when a run waits is counted from the moment in which it began to wait, in the newest attempt", () => {
  const waiting = [started("plan"), done("plan", { kind: "create" }), started("approve")];
  const until = (...happenings: readonly Happening[]) =>
    progressOf(journalOf(steps, ...happenings)).approval?.until;
  expect(until(...waiting.slice(0, 2))).toBeNull();
  expect(until(...waiting)).toBe("2026-11-23T08:00:03.000Z");
  expect(until(...waiting, { kind: "approved", step: "approve" })).toBeNull();
  expect(until(...waiting, canceled)).toBeNull();
  const lapsed = [failed("approve"), { kind: "finished", outcome: "failed" } as const];
  expect(until(...waiting, ...lapsed)).toBeNull();
  expect(until(...waiting, ...lapsed, retried("plan"), ...waiting)).toBe("2026-11-23T08:00:09.000Z");
});

test("a failed run names the step and the problem, a retry forgets both", () => {
  const ended = [started("plan"), failed("plan"), { kind: "finished", outcome: "failed" } as const];
  expect(progressOf(journalOf(steps, ...ended))).toMatchObject({
    state: "failed",
    at: "plan",
    problem: { says: "plan broke", remedy: "mend it" },
    endedAt: "2026-11-23T00:00:03.000Z",
  });
  expect(progressOf(journalOf(steps, ...ended, retried("plan")))).toMatchObject({
    state: "queued",
    at: "plan",
    problem: null,
    endedAt: null,
    attempt: 2,
  });
});

test("what each look found is merged by name, the newest word wins", () => {
  const seen = (name: string, state: "underway" | "done") =>
    ({ kind: "seen", step: "apply", progress: { items: [{ name, state }] } }) as const;
  const { steps: seenSteps } = progressOf(
    journalOf(
      steps,
      started("apply"),
      seen("Lake", "underway"),
      seen("Vpc", "underway"),
      seen("Lake", "done"),
    ),
  );
  expect(seenSteps[2]?.progress.items).toEqual([
    { name: "Lake", state: "done" },
    { name: "Vpc", state: "underway" },
  ]);
});

test("only what changed is news", () => {
  const known = { text: "making", items: [{ name: "Lake", state: "underway" as const }] };
  expect(newsIn(known, known)).toBeNull();
  const more = { ...known, items: [...known.items, { name: "Vpc", state: "done" as const }] };
  expect(newsIn(more, known)).toEqual({ items: [{ name: "Vpc", state: "done" }] });
});
