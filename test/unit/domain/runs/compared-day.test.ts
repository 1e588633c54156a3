import { describe, expect, test } from "vitest";
import { isTakenBackSince } from "../../../../src/domain/runs/withdrawal.ts";

const five = [
  { category: "GOLD", count: 2 },
  { category: "HOUSING", count: 3 },
];
const eight = [{ category: "HOUSING", count: 8 }];
const stands = { counts: five, isWithdrawn: false };
const taken = { counts: five, isWithdrawn: true };

describe("counts that a later day was compared with were taken back", () => {
  test("where their number was, in whatever order they are told", () => {
    expect(isTakenBackSince(five.toReversed(), [taken])).toBe(true);
    expect(isTakenBackSince(five, [{ counts: eight, isWithdrawn: false }, taken])).toBe(true);
  });

  test.each([
    ["their number stands", [stands]],
    ["another number of the day was", [stands, { counts: eight, isWithdrawn: true }]],
    ["a number that stands has the same counts", [stands, taken]],
    ["it is not known any more what was told", [{ counts: null, isWithdrawn: true }]],
    ["nothing was told of the day", []],
  ] as const)("but not where %s", (_, told) => {
    expect(isTakenBackSince(five, told)).toBe(false);
  });
});
