import { expect, test } from "vitest";
import type { Day } from "../../../src/domain/day.ts";
import { recoveredLines } from "../../../src/jobs/recovery/recovered-lines.ts";
import type { WorldRun } from "../../../src/jobs/recovery/runs-from-traces.ts";

const batch = (day: string, is: WorldRun["is"], more: Partial<WorldRun> = {}): WorldRun => ({
  id: `batch-loans-${day}-g1`,
  workflow: "daily-batch",
  day: day as Day,
  is,
  attempt: 1,
  retriedAt: [],
  memory: null,
  said: [],
  asker: null,
  backfill: null,
  ...more,
});

const canceled = {
  v: 1,
  seq: 9,
  at: "2026-11-23T04:00:00.000Z",
  fence: 0,
  attempt: 1,
  actor: "loan-tracker",
  kind: "finished",
  outcome: "canceled",
} as const;

test("what was found is said line by line, with what there is to do", () => {
  const lines = recoveredLines(
    {
      messages: 9,
      current: "deploy-loans-3",
      numbers: { "deploy-loans": 2, "batch-loans-2026-11-20": 1 },
      runs: [
        batch("2026-11-18", "told", { backfill: "backfill-loans-1" }),
        batch("2026-11-19", "ended", { said: [canceled] }),
        batch("2026-11-20", "told"),
        batch("2026-11-21", "told"),
        batch("2026-11-22", "broken", { attempt: 2 }),
        batch("2026-11-23", "going", { attempt: 2, asker: "U0OPERATOR" }),
        batch("2026-11-24", "begun"),
        batch("2026-11-25", "going"),
        { ...batch("2026-11-25", "begun"), id: "deploy-loans-3", workflow: "deploy-stack", day: null },
      ],
      restored: ["18", "19", "20", "22", "23"].map((day) => `batch-loans-2026-11-${day}-g1`),
    },
    14,
  );
  expect(lines).toEqual([
    "9 messages of ours in the channel within 14 days",
    "deploy-loans: numbers up to 2 are taken",
    "deploy-loans-3: still underway; `/loans deploy` goes on with it",
    "batch-loans-2026-11-18-g1: done, as backfill-loans-1 tells",
    "batch-loans-2026-11-19-g1: canceled, as its card tells",
    "batch-loans-2026-11-20-g1: done, its summary is in the channel",
    "batch-loans-2026-11-21-g1: done, its summary is in the channel (known already)",
    "batch-loans-2026-11-22-g1: attempt 2 did not complete; `/loans run 2026-11-22` tries again",
    "batch-loans-2026-11-23-g1: has not ended; it goes on with attempt 2",
    "batch-loans-2026-11-24-g1: begun; `/loans run 2026-11-24` goes on with it",
    "batch-loans-2026-11-25-g1: has not ended; it goes on once `/loans run 2026-11-25` asks for it",
    "5 of 8 runs written down",
  ]);
});

test("a Slack that cannot be asked, and a world without a run, are said", () => {
  expect(recoveredLines({ messages: null, current: null, numbers: {}, runs: [], restored: [] }, 14)).toEqual([
    "Slack could not be asked: what was told is not known, and each message is looked for before it is posted",
    "no run was found",
  ]);
});
