import { describe, expect, test } from "vitest";
import { compare, reconcile, signed, total } from "../../../../src/domain/loans/category-counts.ts";

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

describe("a day adds up", () => {
  const tally = { fileRows: 500, malformedRows: 2, sparkRows: 498, redshiftRows: 498 };

  test("when file without malformed rows, Spark and Redshift agree", () => {
    expect(reconcile(tally)).toEqual({ adds: true });
    expect(reconcile({ ...tally, redshiftRows: null })).toEqual({ adds: true });
  });

  test("and not when Spark lost a row", () => {
    expect(reconcile({ ...tally, sparkRows: 497, redshiftRows: 497 })).toEqual({
      adds: false,
      difference: -1,
      says: "the file has 498 rows to count, Spark counted 497 (−1)",
    });
  });

  test("and not when Redshift has more than Spark", () => {
    expect(reconcile({ ...tally, redshiftRows: 500 })).toEqual({
      adds: false,
      difference: 2,
      says: "Spark counted 498 rows, Redshift has 500 (+2)",
    });
  });
});

test("changes carry their sign", () => {
  expect([signed(3), signed(-2), signed(0)]).toEqual(["+3", "−2", "±0"]);
});
