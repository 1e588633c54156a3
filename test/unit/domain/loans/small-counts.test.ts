import { expect, test } from "vitest";
import { compare, total } from "../../../../src/domain/loans/category-counts.ts";
import { foldSmall } from "../../../../src/domain/loans/small-counts.ts";

const counts = [
  { category: "GOLD LOAN", count: 77 },
  { category: "FARM", count: 2 },
  { category: "BUILDING", count: 4 },
  { category: "HOUSING", count: 5 },
];

test("categories under five loans are shown as one, with the same sum", () => {
  const folded = foldSmall(counts, 5);
  expect(folded).toEqual([
    { category: "GOLD LOAN", count: 77 },
    { category: "HOUSING", count: 5 },
    { category: "others (<5)", count: 6 },
  ]);
  expect(total(folded)).toBe(total(counts));
  expect(foldSmall(counts, 0)).toBe(counts);
  expect(foldSmall(counts, 2)).toBe(counts);
});

test("no change gives a small number of either day away", () => {
  const before = [
    { category: "GOLD LOAN", count: 70 },
    { category: "FARM", count: 60 },
    { category: "HOUSING", count: 3 },
  ];
  expect(compare(foldSmall(counts, 5), foldSmall(before, 5))).toEqual([
    { category: "GOLD LOAN", count: 77, change: 7 },
    { category: "others (<5)", count: 6, change: null },
    { category: "HOUSING", count: 5, change: null },
  ]);
  // One that was never small has gone altogether, and nothing is hidden today.
  expect(compare(foldSmall(counts.slice(0, 1), 5), foldSmall(before.slice(0, 2), 5))).toEqual([
    { category: "GOLD LOAN", count: 77, change: 7 },
    { category: "FARM", count: 0, change: -60 },
  ]);
});
