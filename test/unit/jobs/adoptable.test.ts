import { expect, test } from "vitest";
import type { Day } from "../../../src/domain/day.ts";
import type { WorldRun } from "../../../src/domain/world-runs.ts";
import { adoptable } from "../../../src/jobs/adoptable.ts";
import { workflows } from "../../../src/jobs/workflows/index.ts";

test("a day that only its backfill tells of was opened when that one was, not now: its stack may be gone", () => {
  const run: WorldRun = {
    id: "batch-loans-2026-11-03-g1",
    workflow: "daily-batch",
    day: "2026-11-03" as Day,
    is: "told",
    attempt: 1,
    retriedAt: [],
    memory: null,
    said: [],
    asker: "U0OPERATOR",
    backfill: "backfill-loans-1",
  };
  const card = {
    id: "card-backfill-loans-1",
    ts: String(Date.parse("2026-11-05T08:00:00Z") / 1_000),
    asker: "U0OPERATOR",
    memory: null,
    schedule: null,
    summary: null,
  };
  const adopted = adoptable(run, {
    workflow: workflows["daily-batch"],
    messages: [card],
    sets: [],
    stack: "loans",
    channel: "C0LOANS",
    now: new Date("2026-11-20T08:00:00Z"),
  });
  expect(adopted).toMatchObject({ openedAt: new Date("2026-11-05T08:00:00Z"), outcome: "succeeded" });
});
