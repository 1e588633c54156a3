import { describe, expect, test } from "vitest";
import type { DayRun } from "../../../src/domain/backfill.ts";
import { dayItem, isToldElsewhere, needsForce, planDay, standingOf } from "../../../src/domain/backfill.ts";
import type { Day } from "../../../src/domain/day.ts";
import type { Outcome } from "../../../src/domain/run.ts";

const day = "2026-11-16" as Day;
const run = (outcome: Outcome | null, runId = "batch-loans-2026-11-16-g1"): DayRun => ({
  runId,
  isOfStack: true,
  outcome,
  total: outcome === "succeeded" ? 500 : null,
  problem: outcome === "failed" ? { code: "broken", says: "it broke", remedy: "mend it" } : null,
  file: null,
});
const plan = (of: DayRun | null, force = false) => planDay(day, of, { force });

describe("the preview", () => {
  test.each([
    [null, "run"],
    [run("succeeded"), "skip"],
    [run(null), "adopt"],
    [run("failed"), "resume"],
    [run("held"), "resume"],
    [run("canceled"), "resume"],
  ] as const)("%j will %s", (of, does) => {
    expect(plan(of).does).toBe(does);
  });

  test("counts a day anew whose run was of a stack that is gone, whatever came of it", () => {
    const old = { ...run("succeeded"), isOfStack: false };
    expect(plan(old)).toEqual({ day, does: "run", runId: old.runId, total: null });
    expect(plan(old, true).does).toBe("run");
    expect(plan({ ...run("failed"), isOfStack: false }).does).toBe("run");
    expect(standingOf(plan(old), old, { isAsked: true })).toBe("open");
    const anew = run("succeeded", "batch-loans-2026-11-16-g2");
    expect(standingOf(plan(old), anew, { isAsked: true })).toBe("done");
  });

  test("forced, a day that is done is counted again; others as ever", () => {
    expect(plan(run("succeeded"), true).does).toBe("again");
    expect(plan(run("failed"), true).does).toBe("resume");
    expect(plan(null, true).does).toBe("run");
  });
});

describe("a day", () => {
  test("that was done before is left alone, whatever has become of it", () => {
    expect(standingOf(plan(run("succeeded")), run("failed"), { isAsked: false })).toBe("done");
  });

  test("is opened once, waited for, and done", () => {
    const planned = plan(null);
    expect(standingOf(planned, null, { isAsked: false })).toBe("open");
    expect(standingOf(planned, run(null), { isAsked: true })).toBe("underway");
    expect(standingOf(planned, run("succeeded"), { isAsked: true })).toBe("done");
  });

  test("that somebody else has at work is asked for, so that its bad end is seen as one", () => {
    expect(standingOf(plan(run(null)), run(null), { isAsked: false })).toBe("open");
    expect(standingOf(plan(run(null)), run("failed"), { isAsked: true })).toBe("failed");
  });

  test("that ended badly before this try goes on; in this try it ends the backfill", () => {
    expect(standingOf(plan(run("failed")), run("failed"), { isAsked: false })).toBe("open");
    expect(standingOf(plan(run("failed")), run("held"), { isAsked: true })).toBe("failed");
  });

  test("that is counted again gets one new generation, also when the backfill is tried once more", () => {
    const planned = plan(run("succeeded"), true);
    const [old, newer] = [run("succeeded"), run("failed", "batch-loans-2026-11-16-g2")];
    expect(standingOf(planned, old, { isAsked: false })).toBe("open");
    expect(needsForce(planned, old)).toBe(true);
    expect(standingOf(planned, newer, { isAsked: false })).toBe("open");
    expect(needsForce(planned, newer)).toBe(false);
    expect(standingOf(planned, { ...newer, outcome: "succeeded" }, { isAsked: false })).toBe("done");
  });

  test("is one row, with its loans or with what is wrong", () => {
    const planned = plan(null);
    expect(dayItem(planned, "done", run("succeeded"))).toEqual({
      name: day,
      state: "done",
      note: "500 loans",
    });
    expect(dayItem(plan(run("succeeded")), "done", null).note).toBe("500 loans, done before");
    expect(dayItem(planned, "failed", run("failed"))).toEqual({
      name: day,
      state: "failed",
      note: "it broke",
    });
  });
});

test("a day of a backfill has no card of its own until it ends badly", () => {
  const input = { day, backfill: "backfill-loans-1" };
  expect(isToldElsewhere({ input, state: "underway" })).toBe(true);
  expect(isToldElsewhere({ input, state: "succeeded" })).toBe(true);
  expect(isToldElsewhere({ input, state: "failed" })).toBe(false);
  expect(isToldElsewhere({ input: { day }, state: "underway" })).toBe(false);
});
