import { expect, test } from "vitest";
import { contractFile, contractOf, defaultContract } from "../../../src/domain/loans/contract/contract.ts";
import { sparkContract } from "../../../src/domain/loans/contract/spark-contract.ts";
import { loanFile } from "../../../src/domain/loans/loan-file.ts";
import { readingArguments, readsBy } from "../../../src/jobs/workflows/batch/count-arguments.ts";

const ofBefore = {
  name: "loan.csv",
  sha256: "5e5e",
  bytes: 9,
  rows: 3,
  malformedRows: 0,
  isMultiLine: false,
};
const file = { ...loanFile.parse(ofBefore), lines: 4 };
const text = sparkContract(defaultContract);
const told = ["--contract", text, "--source-sha256", "5e5e"];

test("Spark is told of line ends only where a field holds one", () => {
  const read = (facts: Partial<typeof file>) => readingArguments({ ...file, ...facts }, defaultContract);
  expect(read({})).toEqual(told);
  expect(read({ lineEnds: "cr" })).toEqual(told);
  expect(read({ isMultiLine: true })).toEqual([...told, "--multi-line", "--line-ends", "lf"]);
  expect(read({ isMultiLine: true, lineEnds: "cr" })).toEqual([...told, "--multi-line", "--line-ends", "cr"]);
  expect(read({ isMultiLine: true, lineEnds: "mixed" })).toEqual([
    ...told,
    "--multi-line",
    "--line-ends",
    "lf",
  ]);
});

test("the script that an earlier version has uploaded is told what it takes", () => {
  const read = (isMultiLine: boolean) =>
    readingArguments(loanFile.parse({ ...ofBefore, isMultiLine }), defaultContract);
  expect(read(false)).toEqual([]);
  expect(read(true)).toEqual(["--multi-line"]);
});

test("steps that were told another contract count something else, and those of before knew the default alone", () => {
  const other = contractOf(contractFile.parse({ separator: ";" }));
  const cases = [
    [told, defaultContract, true],
    [told, other, false],
    [["--contract", sparkContract(other)], defaultContract, false],
    [["--contract", sparkContract(other)], other, true],
    [["--multi-line"], defaultContract, true],
    [["--multi-line"], other, false],
  ] as const;
  for (const [args, contract, same] of cases) expect(readsBy(new Set(args), contract)).toBe(same);
});
