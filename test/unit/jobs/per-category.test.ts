import { expect, test } from "vitest";
import {
  countsFingerprint,
  reconcilePerCategory,
  sumsFingerprints,
} from "../../../src/jobs/workflows/batch/per-category.ts";

const counts = [
  { category: "GOLD", count: 600 },
  { category: "(blank)", count: 10 },
  { category: "HOUSING", count: 390 },
];
const sums = [
  { amount: "Income", byCategory: [ofName("GOLD", "12.50"), ofName("(blank)", "0"), ofName("HOUSING", "7")] },
];

function ofName(category: string, sum: string) {
  return { category, sum };
}

const spark = {
  loans: countsFingerprint([
    ["HOUSING", 390],
    ["", 10],
    ["GOLD", 600],
  ]),
  sums: sumsFingerprints([
    {
      amount: "Income",
      byCategory: [ofName("HOUSING", "7.0000"), ofName("GOLD", "12.5"), ofName("(blank)", "0.0000")],
    },
  ]),
};

const saysOf = (
  of: Parameters<typeof reconcilePerCategory>[1],
  told: Parameters<typeof reconcilePerCategory>[0] = spark,
) => reconcilePerCategory(told, of).flatMap((one) => (one.adds ? [] : [one.says]));

test("Redshift that has what Spark counted, in another order and with other zeros, adds up", () => {
  expect(saysOf({ counts, sums })).toEqual([]);
});

test("a loan, or an amount, in another category is told without a name", () => {
  const moved = counts.map((one) => ({
    ...one,
    count: one.count + (one.category === "GOLD" ? -1 : one.category === "HOUSING" ? 1 : 0),
  }));
  expect(saysOf({ counts: moved, sums })).toEqual([
    "Spark and Redshift agree on all loans together, and not on single categories",
  ]);
  const swapped = [
    {
      amount: "Income",
      byCategory: [ofName("GOLD", "7"), ofName("(blank)", "0"), ofName("HOUSING", "12.5")],
    },
  ];
  expect(saysOf({ counts, sums: swapped })).toEqual([
    'Spark and Redshift agree on all "Income" together, and not on single categories',
  ]);
});

test("what Spark did not tell is held against nothing: a run of an earlier version, too many sums, a column of the contract of now", () => {
  const other = [{ amount: "Loan Amount", byCategory: [ofName("GOLD", "1")] }];
  expect(reconcilePerCategory(undefined, { counts: [], sums }).every(({ adds }) => adds)).toBe(true);
  expect(saysOf({ counts, sums: other }, { loans: null, sums: {} })).toEqual([]);
  expect(saysOf({ counts, sums: [...sums, ...other] })).toEqual([]);
});
