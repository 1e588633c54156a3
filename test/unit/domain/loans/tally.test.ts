import { describe, expect, test } from "vitest";
import { loanFile } from "../../../../src/domain/loans/loan-file.ts";
import { agree, notTold, reconcile, signed, tally } from "../../../../src/domain/loans/tally.ts";

const nothing = { repeatedHeader: 0, blank: 0, total: 0, footer: 0 };
const day = { fileRows: 500, malformedRows: 2, leftOut: nothing, sparkRows: 498, redshiftRows: 498 };

describe("a day adds up", () => {
  test("when file without malformed rows, Spark and Redshift agree", () => {
    expect(reconcile(day)).toEqual({ adds: true });
    expect(reconcile({ ...day, redshiftRows: null })).toEqual({ adds: true });
  });

  test("when what is left out by a rule is taken off too", () => {
    const leftOut = { repeatedHeader: 1, blank: 100, total: 2, footer: 3 };
    expect(reconcile({ ...day, fileRows: 606, leftOut })).toEqual({ adds: true });
    expect(notTold({ malformedRows: 2, leftOut })).toEqual([
      { what: "malformed", rows: 2 },
      { what: "repeated header", rows: 1 },
      { what: "blank", rows: 100 },
      { what: "total", rows: 2 },
      { what: "footer", rows: 3 },
    ]);
    expect(notTold({ malformedRows: 0, leftOut: { ...nothing, total: 1 } })).toEqual([
      { what: "total", rows: 1 },
    ]);
  });

  test("and not when Spark lost a row", () => {
    expect(reconcile({ ...day, sparkRows: 497, redshiftRows: 497 })).toEqual({
      adds: false,
      says: "the file has 498 rows to count, Spark counted 497 (−1)",
    });
  });

  test("and not when Redshift has more than Spark", () => {
    expect(reconcile({ ...day, redshiftRows: 500 })).toEqual({
      adds: false,
      says: "Spark counted 498 rows, Redshift has 500 (+2)",
    });
  });
});

describe("every number that is made twice is compared", () => {
  const file = loanFile.parse({
    ...{ name: "loan.csv", sha256: "ab", bytes: 1, rows: 1_010, malformedRows: 9, isMultiLine: false },
    leftOut: { blank: 1 },
    sums: { "Loan Amount": "1200.5" },
    perCategory: "ab",
  });
  const spark = {
    perCategory: "ab" as string | null,
    ...{ rowsRead: 1_010, malformedRows: 9, leftOut: { ...nothing, blank: 1 } },
    sums: { "Loan Amount": "1200.5000" },
  };

  test("and agrees", () => {
    expect(agree(file, spark)).toEqual({ adds: true });
    expect(agree(file, { ...spark, leftOut: null })).toEqual({ adds: true });
  });

  test("and not where single categories differ while all rows together do not", () => {
    expect(agree(file, { ...spark, perCategory: "cd" })).toEqual({
      adds: false,
      says: "the upload and Spark agree on all loans together, and not on single categories",
    });
    expect(agree(file, { ...spark, perCategory: null })).toEqual({ adds: true });
    expect(agree({ ...file, perCategory: null }, spark)).toEqual({ adds: true });
  });

  test("also where two differences make up one right sum", () => {
    expect(agree(file, { ...spark, malformedRows: 10, leftOut: nothing })).toEqual({
      adds: false,
      says:
        "the upload found 9 malformed rows in the file, Spark 10 (+1); " +
        "the upload found 1 blank row in the file, Spark 0 (−1)",
    });
    expect(agree(file, { ...spark, rowsRead: 1_011 })).toMatchObject({
      says: "the upload found 1,010 rows in the file, Spark 1,011 (+1)",
    });
  });

  test("the sums of amounts too, to the last cent", () => {
    expect(agree(file, { ...spark, sums: { "Loan Amount": "1200.51" } })).toMatchObject({
      says: 'the sum of "Loan Amount" is 1200.5 in the file, 1200.51 by Spark',
    });
    expect(agree(file, { ...spark, sums: {} })).toMatchObject({
      says: 'the sum of "Loan Amount" is 1200.5 in the file, not there by Spark',
    });
  });
});

test("a tally and a file of before the contract are read, with nothing left out", () => {
  const before = { fileRows: 500, malformedRows: 0, sparkRows: 500, redshiftRows: 500 };
  expect(reconcile(tally.parse(before))).toEqual({ adds: true });
  expect(notTold(tally.parse(before))).toEqual([]);
  const file = { name: "loan.csv", sha256: "ab", bytes: 1, rows: 1, malformedRows: 0, isMultiLine: true };
  expect(loanFile.parse(file)).toEqual({
    ...file,
    ...{
      textSha256: null,
      modifiedAt: null,
      lines: null,
      leftOut: nothing,
      lineEnds: "lf",
    },
    ...{ compression: "none", sums: {}, perCategory: null, warnings: [] },
  });
});

test("changes carry their sign", () => {
  expect([signed(3), signed(-2), signed(0)]).toEqual(["+3", "−2", "±0"]);
});
