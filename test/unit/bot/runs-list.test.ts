import { expect, test } from "vitest";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import { runsListMessage } from "../../../src/bot/views/runs/runs-list.ts";
import type { Day } from "../../../src/domain/day.ts";
import type { Told } from "../../support/runs/run-views.ts";
import { done, runView, summaryOfToday } from "../../support/runs/run-views.ts";

const batch = (text: string, ...told: readonly Told[]) => {
  const day = text as Day;
  const id = `batch-loan-tracker-${day}-g1`;
  return {
    day,
    noBankDay: null,
    view: runView({ workflow: "daily-batch", id, day, cardUrl: `https://slack.example/${day}` }, ...told),
  };
};
const problem = { code: "x", says: "x", remedy: "x" };
const failed = (held: boolean): readonly Told[] => [
  { kind: "failed", step: "process", problem, held, retryFrom: "check-source" },
  { kind: "finished", outcome: held ? "held" : "failed", after: 0 },
];

test("each of the last days is one line with a sign, a word and its card; days before the first run are left out", () => {
  const days = [
    batch("2026-11-23", { kind: "started", step: "check-source" }),
    batch(
      "2026-11-22",
      { kind: "done", step: "reconcile", output: summaryOfToday },
      { kind: "finished", outcome: "succeeded" },
    ),
    { day: "2026-11-21" as Day, view: null, noBankDay: null },
    batch("2026-11-20", ...failed(false)),
    batch("2026-11-19", ...failed(true)),
    { day: "2026-11-18" as Day, view: null, noBankDay: null },
  ];
  const deploy = runView(
    { workflow: "deploy-stack", id: "deploy-loan-tracker-1" },
    ...done("clear-remains", "plan", "approve"),
    { kind: "finished", outcome: "succeeded" },
  );
  expect(messageAsText(runsListMessage(days, [deploy]))).toMatchInlineSnapshot(`
    "Runs at a glance

    Days
    ▸ 2026-11-23 underway · find the day's file · since 04:00 UTC · batch-loan-tracker-2026-11-23-g1 (https://slack.example/2026-11-23)
    ✓ 2026-11-22 succeeded · 500 loans · 8.0 s · batch-loan-tracker-2026-11-22-g1 (https://slack.example/2026-11-22)
    – 2026-11-21 no run
    ✗ 2026-11-20 failed · count the loans with Spark · 4.0 s · batch-loan-tracker-2026-11-20-g1 (https://slack.example/2026-11-20)
    ⚠ 2026-11-19 held · 4.0 s · batch-loan-tracker-2026-11-19-g1 (https://slack.example/2026-11-19)
    Other runs
    • \`deploy-loan-tracker-1\` · succeeded · 16 s · asked by @operator"
  `);
});

test("without any run it says how to begin", () => {
  expect(
    messageAsText(runsListMessage([{ day: "2026-11-23" as Day, view: null, noBankDay: null }], [])),
  ).toBe("No runs yet\n\n`/loans deploy` begins.");
});

test("a day without a run that is no bank day says which one it is", () => {
  const days = [
    { day: "2026-11-22" as Day, view: null, noBankDay: "Sunday" },
    { ...batch("2026-11-21", ...failed(false)), noBankDay: "Saturday" },
  ];
  expect(messageAsText(runsListMessage(days, []))).toMatch(
    /– 2026-11-22 no bank day \(Sunday\)\n✗ 2026-11-21 failed/,
  );
});
