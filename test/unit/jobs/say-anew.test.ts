import { expect, test } from "vitest";
import type { Day } from "../../../src/domain/day.ts";
import type { DayRun } from "../../../src/domain/runs/backfill.ts";
import { batchId } from "../../../src/domain/runs/run-id.ts";
import { sayAnew } from "../../../src/jobs/workflows/steps/say-anew.ts";
import type { World } from "../../../src/jobs/workflows/world.ts";

const stack = "loans";
const runOf = (day: string) => batchId({ stack, day: day as Day }, 1);

test("what people were called for of a later day that ended badly is told anew, since it says what stands meanwhile", async () => {
  const outcomes = new Map<string, DayRun["outcome"]>([
    ["2026-11-13", "failed"],
    ["2026-11-16", "succeeded"],
    ["2026-11-23", "held"],
    ["2026-11-24", "failed"],
    ["2026-11-25", null],
    ["2026-11-30", "failed"],
    ["2026-12-01", "failed"],
  ]);
  const shown: string[] = [];
  const see = async (day: Day) => {
    const outcome = outcomes.get(day);
    return outcome === undefined ? null : ({ runId: runOf(day), outcome } as DayRun);
  };
  const world = {
    settings: { stack },
    days: { see, told: async () => [], showCard: async (runId: string) => void shown.push(runId) },
    outbox: { renewNotices: async () => {} },
  } as unknown as World;
  await sayAnew(world, "2026-11-16" as Day);
  expect(shown).toEqual(["2026-11-16", "2026-11-23", "2026-11-24", "2026-11-30"].map(runOf));
});
