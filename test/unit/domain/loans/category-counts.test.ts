import { expect, test } from "vitest";
import { compare, total } from "../../../../src/domain/loans/category-counts.ts";

const counts = [
  { category: "GOLD LOAN", count: 77 },
  { category: "HOUSING", count: 67 },
];

test("categories come largest first, with what changed; one that vanished is listed with none", () => {
  const before = [
    { category: "HOUSING", count: 70 },
    { category: "BOOK STORES", count: 7 },
  ];
  expect(compare(counts, before)).toEqual([
    { category: "GOLD LOAN", count: 77, change: 77 },
    { category: "HOUSING", count: 67, change: -3 },
    { category: "BOOK STORES", count: 0, change: -7 },
  ]);
});

test("without a day before, no change is claimed", () => {
  expect(compare(counts, null).map(({ change }) => change)).toEqual([null, null]);
  expect(total(counts)).toBe(144);
});
