import { expect, test } from "vitest";
import { contractFile, contractOf, defaultContract } from "../../../../src/domain/loans/contract/contract.ts";
import {
  LONGEST_SPARK_CONTRACT,
  sparkContract,
  sumColumns,
} from "../../../../src/domain/loans/contract/spark-contract.ts";

test("Spark is told what the file is, and nothing of what is done about it", () => {
  const contract = contractOf(
    contractFile.parse({
      separator: "tab",
      columns: {
        Id: { is: "id", personal: true },
        Kind: { is: "category" },
        "Amount Due": { is: "amount", sum: true },
      },
      footer: "^END",
      rules: { malformed: 0.5 },
    }),
  );
  expect(JSON.parse(sparkContract(contract))).toEqual({
    separator: "\t",
    encoding: "utf-8",
    decimal: ".",
    extraColumns: "refuse",
    columns: [
      { name: "Id", is: "id" },
      { name: "Kind", is: "category" },
      { name: "Amount Due", is: "amount", sum: "sum_amount_due" },
    ],
    totals: ["total", "totals", "sub-total", "subtotal", "grand total", "sum"],
    footer: "^END",
  });
});

test("a sum has a column whose name Redshift takes without quotes", () => {
  const amounts = ["Loan Amount", "loan-amount", "Größe (€)", "Crédit", "金额", "a".repeat(200)];
  const columns = amounts.map((name) => ({ name, is: "amount", personal: false, sum: true }) as const);
  expect(sumColumns([...columns, { name: "Income", is: "amount", personal: false, sum: false }])).toEqual([
    { amount: "Loan Amount", column: "sum_loan_amount" },
    { amount: "loan-amount", column: "sum_loan_amount_2" },
    { amount: "Größe (€)", column: "sum_gro_e" },
    { amount: "Crédit", column: "sum_credit" },
    { amount: "金额", column: "sum_amount" },
    { amount: "a".repeat(200), column: `sum_${"a".repeat(100)}` },
  ]);
});

test("the file that the product was made for is told in a tenth of what EMR takes", () => {
  expect(sparkContract(defaultContract).length).toBeLessThan(LONGEST_SPARK_CONTRACT / 8);
});
