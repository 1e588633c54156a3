import { expect, test } from "vitest";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import { noSummary } from "../../../src/bot/views/no-summary.ts";
import type { Day } from "../../../src/domain/day.ts";
import type { HeldBy } from "../../../src/domain/problem.ts";
import { stackIs } from "../../support/bot/stack-states.ts";
import type { Told } from "../../support/runs/run-views.ts";
import { runView } from "../../support/runs/run-views.ts";

const day = "2026-11-21" as Day;
const identity = { workflow: "daily-batch", id: "batch-loan-tracker-2026-11-21-g1", day } as const;
const answer = (...told: readonly Told[]) =>
  messageAsText(noSummary(day, { batch: runView(identity, ...told), withdrawn: null }));

const ends = (held: boolean, code: string, says: string, holds: readonly HeldBy[] = []): readonly Told[] => [
  { kind: "started", step: "check-source" },
  {
    kind: "failed",
    step: "check-source",
    problem: { code, says, remedy: "mend it", holds: [...holds] },
    held,
    retryFrom: "check-source",
  },
  { kind: "finished", outcome: held ? "held" : "failed" },
];

test("a held day without a summary says that it is held, why, and what helps", () => {
  const text = answer(
    ...ends(true, "held", "3 % of the rows are malformed", [{ rule: "malformed", says: "3 %" }]),
  );
  expect(text.split("\n")).toEqual([
    "Sat 2026-11-21 is held, and no number of it is told.",
    "3 % of the rows are malformed.",
    "Mend it.",
    "Retry on its card, or `/loans retry 2026-11-21`, counts it anew.",
    'Release there, or `/loans release 2026-11-21 "reason"`, tells it as it is.',
    "Its card: `batch-loan-tracker-2026-11-21-g1`",
  ]);
});

test("one that nobody can release names no release", () => {
  const text = answer(...ends(true, "held", "the counts differ"));
  expect(text).toContain("Retry");
  expect(text).not.toContain("elease");
});

test("one whose file is not finished says so, and where it is gone on with", () => {
  const text = answer(...ends(false, "source-unfinished", "the file is still being written"));
  expect(text).toContain(
    "Sat 2026-11-21 has no summary: its batch failed.\nThe file is still being written.",
  );
  expect(text).not.toContain("makes it");
});

test("one that is being counted says so", () => {
  expect(answer()).toContain("Sat 2026-11-21 has no summary yet: its batch is queued.");
  expect(answer({ kind: "started", step: "check-source" })).toContain("its batch is underway.");
});

test("one that was told and whose counts are lost names the command that counts it, though it is done", () => {
  const text = answer({ kind: "finished", outcome: "succeeded" });
  expect(text).toContain("`/loans run 2026-11-21 --force` counts it anew.");
  expect(text).not.toContain("`/loans run 2026-11-21`");
});

test("one that nobody has run names the command that does", () => {
  expect(messageAsText(noSummary(day, { batch: null, withdrawn: null }))).toBe(
    "The stack has no summary of Sat 2026-11-21. `/loans run 2026-11-21` makes it.",
  );
});

test("one that cannot be run now names no run: without a stack, while it is deleted, and far from today", () => {
  const says = (of: Pick<Parameters<typeof noSummary>[1], "stack" | "isFar">) =>
    messageAsText(noSummary(day, { batch: null, withdrawn: null, ...of }));
  expect(says({ stack: stackIs("absent") })).toBe(
    "The stack has no summary of Sat 2026-11-21, and there is no stack. `/loans deploy` makes the stack; then days can be run.",
  );
  expect(says({ stack: stackIs("there", { atWork: "deleting" }) })).toBe(
    "The stack has no summary of Sat 2026-11-21, and the stack is being deleted. Days can be run once it is made anew.",
  );
  expect(says({ isFar: true })).toBe("The stack has no summary of Sat 2026-11-21, which is far from today.");
  expect(says({ stack: stackIs("there") })).toContain("`/loans run 2026-11-21` makes it.");
});

test("one whose number was taken back is named", () => {
  const withdrawn = {
    ...{
      by: "U0OPERATOR",
      at: "2026-11-23T04:00:00.000Z",
      reason: "wrong",
      runId: "withdraw-1",
      instead: null,
    },
  };
  expect(messageAsText(noSummary(day, { batch: null, withdrawn }))).toMatch(
    /^The number of Sat 2026-11-21 was taken back\.\nWithdrawn by /,
  );
});
