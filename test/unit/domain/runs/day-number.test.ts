import { describe, expect, test } from "vitest";
import { dayNumber, replacedBy, withNow } from "../../../../src/domain/runs/day-number/day-number.ts";
import type { ToldRun, Withdrawal } from "../../../../src/domain/runs/day-number/withdrawal.ts";

const number = (generation: number) => ({ runId: `g${generation}`, loans: generation });
const stands = (generation: number): ToldRun => ({ ...number(generation), withdrawn: null });
const back = (instead: number | null): Withdrawal => ({
  ...{ by: "U0OPERATOR", at: "2026-11-23T06:00:00.000Z", reason: "wrong", runId: "withdraw-1" },
  instead: instead === null ? null : number(instead),
});
const taken = (generation: number, instead: number | null): ToldRun => ({
  ...number(generation),
  withdrawn: { ...back(instead), reason: `of ${generation}` },
});

describe("what the day has", () => {
  test.each([
    ["what was told last", [stands(2), stands(1)], 2, null],
    ["what a withdrawal gave back", [taken(2, 1), stands(1)], 1, "of 2"],
    ["nothing, where that was taken back too", [taken(2, 1), taken(1, null)], null, "of 1"],
    ["nothing, where it could not be given back", [taken(2, null), stands(1)], null, "of 2"],
    ["what was counted anew", [stands(3), taken(2, 1), taken(1, null)], 3, null],
    ["what was given back, though its journal was lost", [taken(2, 1)], 1, "of 2"],
    ["nothing, where nothing was told", [], null, null],
  ] as const)("is %s", (_, told, of, why) => {
    const { number: now, withdrawn } = dayNumber(told);
    expect(now).toEqual(of === null ? null : number(of));
    expect(withdrawn?.reason ?? null).toBe(why);
  });
});

test("a withdrawal says what the day has now, and whether that was counted after it", () => {
  const now = (...told: readonly ToldRun[]) => withNow(back(1), told, "g2").now;
  expect(now(taken(2, 1), stands(1))).toEqual(number(1));
  expect(now(taken(2, 1), taken(1, null))).toBeNull();
  expect(now(stands(3), taken(2, 1), taken(1, null))).toEqual({ ...number(3), isAnew: true });
});

test("a number that nobody has taken back is replaced where another is told in its place, or none", () => {
  expect(replacedBy([stands(2), stands(1)], "g1")).toEqual({ by: number(2) });
  expect(replacedBy([taken(2, null), stands(1)], "g1")).toEqual({ by: null });
  expect(replacedBy([stands(2), stands(1)], "g2")).toBeNull();
  expect(replacedBy([taken(2, 1), stands(1)], "g1")).toBeNull();
  expect(replacedBy([stands(2), taken(1, null)], "g1")).toBeNull();
  // Its journal was lost with a Redis.
  expect(replacedBy([stands(1)], "g2")).toBeNull();
});
