import { expect, test } from "vitest";
import type { Day } from "../../../src/domain/day.ts";
import type { RunLookup } from "../../../src/jobs/requests/history-words.ts";
import { historyOf } from "../../../src/jobs/requests/history-words.ts";
import { done, runView, summaryOfToday } from "../../support/runs/run-views.ts";

const day = "2026-11-23" as Day;
const batch = (generation: number) =>
  runView(
    { workflow: "daily-batch", id: `batch-loan-tracker-${day}-g${generation}`, day },
    { kind: "done", step: "summarize", output: summaryOfToday },
  );
const failed = runView(
  { workflow: "withdraw-day", id: `withdraw-loan-tracker-${day}-g1`, day },
  ...done("look"),
  { kind: "finished", outcome: "failed" },
);
const withdrawal = {
  ...failed,
  progress: { ...failed.progress, input: { day, reason: "wrong", told: batch(1).run.id } },
};

const wordsWhere = async (...told: readonly ReturnType<typeof batch>[]) =>
  (
    await historyOf(withdrawal, {
      store: { ledger: { currentStack: async () => null } },
      reader: { overtakenBy: async () => null, told: async () => told },
    } as unknown as RunLookup)
  )?.because ?? null;

test("a withdrawal that failed is not taken up again once its number is not the day's any more", async () => {
  expect(await wordsWhere(batch(1))).toBeNull();
  expect(await wordsWhere(batch(2), batch(1))).toBe(
    `it was asked for batch-loan-tracker-${day}-g1, and what is told now is batch-loan-tracker-${day}-g2; ` +
      `\`/loans withdraw ${day} "reason"\` takes back what is told now`,
  );
});
