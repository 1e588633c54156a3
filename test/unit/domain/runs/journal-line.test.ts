import { expect, test } from "vitest";
import type { Entry, Happening } from "../../../../src/domain/runs/journal.ts";
import { journalLine } from "../../../../src/domain/runs/journal-line.ts";

const RUN = "batch-loans-2026-11-10-g1";

/** Entries written a minute apart, each by its attempt. */
function journalOf(happenings: readonly (Happening & { readonly attempt?: number })[]): readonly Entry[] {
  return happenings.map((happening, at) => ({
    v: 1,
    seq: at + 1,
    at: new Date(Date.UTC(2026, 10, 10, 0, at)).toISOString(),
    fence: 1,
    attempt: 1,
    actor: "loan-tracker",
    ...happening,
  }));
}

const opened: Happening = {
  kind: "opened",
  workflow: "daily-batch",
  version: 1,
  steps: ["wake", "process"],
  input: {},
};
const problem = { code: "spark", says: "counting: it failed", remedy: "mend it" };
const failed = { kind: "failed", step: "process", problem, held: false, retryFrom: "process" } as const;

test("a step that is done tells what it took since its start, not since its last look", () => {
  const journal = journalOf([
    opened,
    { kind: "started", step: "wake" },
    { kind: "seen", step: "wake", progress: {} },
    { kind: "done", step: "wake", output: {} },
  ]);
  expect(journalLine(RUN, journal)).toEqual({
    run: RUN,
    workflow: "daily-batch",
    step: "wake",
    kind: "done",
    seq: 4,
    attempt: 1,
    actor: "loan-tracker",
    elapsedMs: 120_000,
  });
});

test("after a retry the time is that of the new attempt, for the step and for the run", () => {
  const journal = journalOf([
    opened,
    { kind: "started", step: "process" },
    failed,
    { kind: "finished", outcome: "failed" },
    { kind: "retried", step: "process", attempt: 2 },
    { kind: "started", step: "process", attempt: 2 },
    { kind: "done", step: "process", output: {}, attempt: 2 },
    { kind: "finished", outcome: "succeeded", attempt: 2 },
  ]);
  expect(journalLine(RUN, journal.slice(0, 3))).toMatchObject({ kind: "failed", elapsedMs: 60_000 });
  expect(journalLine(RUN, journal.slice(0, 7))).toMatchObject({ attempt: 2, elapsedMs: 60_000 });
  expect(journalLine(RUN, journal)).toMatchObject({ step: null, outcome: "succeeded", elapsedMs: 180_000 });
});

test("what has not ended has no time: a start, a look, a person's word", () => {
  const lines = [
    opened,
    { kind: "started", step: "wake" } as const,
    { kind: "canceled", reason: "too late" } as const,
  ].map((_, at, all) => journalLine(RUN, journalOf(all.slice(0, at + 1))));
  expect(lines.map(({ kind }) => kind)).toEqual(["opened", "started", "canceled"]);
  expect(lines.filter((line) => "elapsedMs" in line || "outcome" in line)).toEqual([]);
});
