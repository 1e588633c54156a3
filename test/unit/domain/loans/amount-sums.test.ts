import { expect, test } from "vitest";
import { shownAmount, sumOf } from "../../../../src/domain/loans/amount.ts";
import { reconcileSums, sumsBeside, sumsIn, totalOf } from "../../../../src/domain/loans/amount-sums.ts";

const columns = [
  { amount: "Loan Amount", column: "sum_loan_amount" },
  { amount: "Income", column: "sum_income" },
];
const rows = [
  { loan_category: "GOLD", sum_loan_amount: "0.1000", sum_income: null },
  { loan_category: "HOUSING", sum_loan_amount: "0.2000", sum_income: null },
  { loan_category: "RARE", sum_loan_amount: "99999999999999999999999999.9999", sum_income: null },
];
const sums = sumsIn(rows, columns);

test("sums are exact where binary fractions are not, whatever their size", () => {
  expect(sumOf(["0.1", "0.2"])).toBe("0.3");
  expect(sumOf(["-1.5", "1", "0.50"])).toBe("0");
  expect(sumOf(["-0.0001", "-2"])).toBe("-2.0001");
  expect(sumOf([])).toBe("0");
  expect(sums.map(totalOf)).toEqual(["100000000000000000000000000.2999", "0"]);
});

test.each([
  ["1234567.5", "1,234,567.50"],
  ["-1234.0000", "-1,234.00"],
  ["0", "0.00"],
  ["999.1230", "999.123"],
  ["-0.05", "-0.05"],
])("the amount %s is shown as %s", (text, shown) => {
  expect(shownAmount(text)).toBe(shown);
});

test("sums are held against those of the file, however they are written", () => {
  const file = { "Loan Amount": "100000000000000000000000000.2999", Income: "0.00" };
  expect(reconcileSums(file, sums)).toEqual({ adds: true });
  expect(reconcileSums({ ...file, Income: "5" }, sums)).toEqual({
    adds: false,
    says: 'the sum of "Income" is 5 in the file, 0 in Redshift',
  });
});

test("what is shown together is summed up together", () => {
  const folds = new Map(sums[0]?.byCategory.slice(1).map(({ category }) => [category, "others (<5)"]));
  expect(sumsBeside(sums.slice(0, 1), folds)).toEqual([
    {
      amount: "Loan Amount",
      byCategory: [
        { category: "GOLD", sum: "0.1000" },
        { category: "others (<5)", sum: "100000000000000000000000000.1999" },
      ],
    },
  ]);
});
