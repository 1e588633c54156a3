import { describe, expect, test } from "vitest";
import type { CountedRun } from "../../../../src/domain/runs/day-number/day-number.ts";
import { comparedSince } from "../../../../src/domain/runs/day-number/day-number.ts";

const five = [
  { category: "GOLD", count: 2 },
  { category: "HOUSING", count: 3 },
];
const eight = [{ category: "HOUSING", count: 8 }];
const withdrawal = {
  ...{ by: "U0OPERATOR", at: "2026-11-23T06:00:00.000Z", reason: "wrong", runId: "withdraw-1" },
  instead: null,
};
const stands = (counts: CountedRun["counts"], runId = "g2"): CountedRun => ({
  ...{ runId, loans: 1, counts, withdrawn: null },
});
const taken = (counts: CountedRun["counts"], runId = "g1"): CountedRun => ({
  ...{ runId, loans: 1, counts, withdrawn: withdrawal },
});

describe("of a comparison that names no run, the counts tell what became of its number", () => {
  test("it was withdrawn, in whatever order the counts are told", () => {
    expect(comparedSince({ counts: five.toReversed() }, [taken(five)])).toBe("withdrawn");
    expect(comparedSince({ counts: five }, [stands(eight), taken(five)])).toBe("withdrawn");
  });

  test("another number stands in its place", () => {
    expect(comparedSince({ counts: five }, [stands(eight), stands(five, "g1")])).toBe("replaced");
  });

  test.each([
    ["their number stands", [stands(five)]],
    ["another number of the day was", [stands(five), taken(eight)]],
    ["a number that stands has the same counts", [stands(five), taken(five)]],
    ["it is not known any more what was told", [taken(null)]],
    ["nothing was told of the day", []],
  ] as const)("nothing where %s", (_, told) => {
    expect(comparedSince({ counts: five }, told)).toBeNull();
  });
});

describe("of a comparison that names its run, that one tells it, however names are folded", () => {
  const folded = [{ category: "not shown (2 names)", count: 5 }];

  test.each([
    ["it was withdrawn", [taken(five)], "withdrawn"],
    ["it was withdrawn, and another number stands", [stands(eight), taken(five)], "withdrawn"],
    ["its counts were lost, and it was withdrawn", [taken(null)], "withdrawn"],
    ["the day was counted anew", [stands(eight), stands(five, "g1")], "replaced"],
    ["it stands", [stands(five, "g1")], null],
    [
      "it holds again",
      [
        { ...taken(eight, "g2"), withdrawn: { ...withdrawal, instead: { runId: "g1", loans: 1 } } },
        stands(five, "g1"),
      ],
      null,
    ],
    ["what stands now has the same counts", [stands(five), taken(five)], null],
    ["its run is not known", [stands(eight, "g3")], null],
  ] as const)("%s", (_, told, since) => {
    expect(comparedSince({ runId: "g1", counts: folded }, told)).toBe(since);
  });
});
