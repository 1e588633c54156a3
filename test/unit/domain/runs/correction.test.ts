import { expect, test } from "vitest";
import { correctionOf } from "../../../../src/domain/runs/day-number/correction.ts";
import type { CountedRun } from "../../../../src/domain/runs/day-number/day-number.ts";

const counts = (of: Readonly<Record<string, number>>) =>
  Object.entries(of).map(([category, count]) => ({ category, count }));
const told = (generation: number, gold: number, withdrawn: CountedRun["withdrawn"] = null): CountedRun => ({
  ...{ runId: `g${generation}`, loans: gold + 10, withdrawn },
  counts: counts({ GOLD: gold, HOUSING: 10 }),
});
const taken = (instead: { readonly runId: string; readonly loans: number } | null) => ({
  ...{ by: "U1", at: "2026-11-23T08:10:00.000Z", reason: "wrong", runId: "withdraw-1", instead },
});

test("the first number of a day corrects none", () => {
  expect(correctionOf([told(1, 5)], "g1")).toBeNull();
  expect(correctionOf([told(2, 5), told(1, 5)], "g1")).toBeNull();
});

test("a later one corrects the one that stood before it", () => {
  expect(correctionOf([told(2, 8), told(1, 5)], "g2")).toEqual({
    was: { runId: "g1", loans: 15 },
    isAfterWithdrawal: false,
    changes: [{ category: "GOLD", count: 8, change: 3 }],
    change: 3,
  });
});

test("what a withdrawal gave back stood before it, and where it gave back nothing the number that was taken back", () => {
  const givenBack = [told(3, 8), told(2, 7, taken({ runId: "g1", loans: 15 })), told(1, 5)];
  expect(correctionOf(givenBack, "g3")).toMatchObject({ was: { runId: "g1" }, isAfterWithdrawal: false });
  const gone = [told(2, 8), told(1, 5, taken(null))];
  expect(correctionOf(gone, "g2")).toMatchObject({ was: { runId: "g1" }, isAfterWithdrawal: true });
});

test("where counts were lost it is not known what is other", () => {
  const lost = { ...told(1, 5), loans: null, counts: null };
  expect(correctionOf([told(2, 8), lost], "g2")).toEqual({
    was: { runId: "g1", loans: null },
    isAfterWithdrawal: false,
    changes: null,
    change: null,
  });
});
