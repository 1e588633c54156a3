import { expect, test } from "vitest";
import { runCard } from "../../../src/bot/views/runs/run-card.ts";
import type { Day } from "../../../src/domain/day.ts";
import { runView } from "../../support/runs/run-views.ts";

const policy = { operators: ["U0OPERATOR"], approvers: [], viewers: [], approvals: [] } as const;
const [first, second] = ["2026-11-02", "2026-11-03"].map((day) => day as Day) as [Day, Day];
const withdrawal = {
  ...{ by: "U0OPERATOR", at: "2026-11-23T05:00:00.000Z", reason: "another bank's file" },
  ...{ runId: `withdraw-loan-tracker-${first}-g1`, instead: null },
};

test("a backfill's card marks the row of a day that was withdrawn since, and carries that for an emptied Redis", () => {
  const items = [first, second].map((name) => ({ name, state: "done" as const, note: "500 loans" }));
  const days = [first, second].map((day) => ({ day, does: "run" as const, runId: null, total: null }));
  const view = runView(
    { workflow: "backfill", id: "backfill-loan-tracker-1", day: first, until: second },
    { kind: "done", step: "preview", output: { days } },
    { kind: "done", step: "approve", output: null },
    { kind: "seen", step: "days", progress: { items } },
    { kind: "done", step: "days", output: { items } },
    { kind: "finished", outcome: "succeeded" },
    { kind: "withdrawn", withdrawal, day: first },
  );
  const { text } = runCard(view, policy);
  expect(text).toContain(`⛔ ${first} · 500 loans, withdrawn since\n✓ ${second} · 500 loans`);
  expect(view.progress).toMatchObject({ state: "succeeded", withdrawn: null, withdrawnDays: [first] });
  expect(view.progress.memory.happened.at(-1)).toMatchObject({ kind: "withdrawn", day: first });
});
