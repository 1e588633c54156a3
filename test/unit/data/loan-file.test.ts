import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  dailyLoanFiles,
  defaultLoanFile,
  inIndianGrouping,
  loanLines,
  writeLoanFile,
} from "../../../sandbox/data/loan-file.ts";
import type { Day } from "../../../src/domain/day.ts";
import { daysOf } from "../../../src/domain/day.ts";
import { sampleCounts } from "../../support/runs/sample-counts.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "loans-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function rowsOf(text: string): Record<string, string>[] {
  return parse(text, { columns: true });
}

function countBy(rows: readonly Record<string, string>[], column: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const value = row[column] ?? "";
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
}

test("the default file has 500 rows whose categories count as in the bank's sample", () => {
  expect(countBy(rowsOf(defaultLoanFile()), "loan_category")).toEqual(sampleCounts);
});

test("the file is made as the bank's: its header with spaces, CRLF, padded and grouped amounts, blanks", () => {
  const text = defaultLoanFile();
  const rows = rowsOf(text);

  expect(text.split("\r\n")[0]).toBe(
    "Customer_ID,Age,Gender,Occupation,Marital Status,Family Size,Income,Expenditure,Use Frequency,loan_category,Loan Amount,Overdue, Debt Record, Returned Cheque, Dishonour of Bill",
  );
  expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  expect(text.endsWith("\r\n")).toBe(true);
  expect(text).toMatch(/," \d{1,2}(,\d{2})?,\d{3} ",/);
  expect(rows.some((row) => row["Income"] === "")).toBe(true);
  expect(rows.some((row) => row["Expenditure"] === "")).toBe(true);
  expect(rows.every((row) => /^LN\d{7}$/.test(row["Customer_ID"] ?? ""))).toBe(true);
});

test("each day has a file of its own, with the same loans", () => {
  const fileOf = dailyLoanFiles(defaultLoanFile(), "2026-11-20" as Day);
  expect(fileOf("2026-11-20" as Day)).toBe(defaultLoanFile());
  const days = daysOf("2026-11-01" as Day, "2026-12-01" as Day).map(fileOf);
  expect(new Set(days).size).toBe(days.length);
  for (const text of days) {
    expect(text.split("\r\n").toSorted()).toEqual(defaultLoanFile().split("\r\n").toSorted());
    expect(text.split("\r\n")[0]).toBe(defaultLoanFile().split("\r\n")[0]);
  }
});

test("a day's file keeps together what a quoted field holds, and ends its last line", () => {
  const fileOf = dailyLoanFiles('a,b\n1,"two\nlines"\n3,4', "2026-11-20" as Day);
  expect(fileOf("2026-11-21" as Day)).toBe('a,b\n3,4\n1,"two\nlines"\n');
});

test("the same seed gives the same bytes, another seed others", async () => {
  const write = async (name: string, seed: number) => {
    const file = join(directory, name);
    const written = await writeLoanFile(file, { size: { rows: 3_000 }, seed, categories: 16 });
    return { written, text: readFileSync(file, "utf8") };
  };

  const one = await write("one.csv", 7);
  const same = await write("same.csv", 7);
  const other = await write("other.csv", 8);

  expect(same).toEqual(one);
  expect(other.text).not.toBe(one.text);
  expect(one.written).toEqual({
    rows: rowsOf(one.text).length,
    bytes: Buffer.byteLength(one.text),
    sha256: createHash("sha256").update(one.text).digest("hex"),
  });
  expect(one.written.rows).toBe(3_000);
  expect(readdirSync(directory).sort()).toEqual(["one.csv", "other.csv", "same.csv"]);
});

test("a file of a size ends with the row that reaches it", () => {
  const lines = [...loanLines({ size: { bytes: 100_000 }, seed: 1, categories: 16 })];
  const bytes = lines.join("").length;

  expect(bytes).toBeGreaterThanOrEqual(100_000);
  expect(bytes - (lines.at(-1)?.length ?? 0)).toBeLessThan(100_000);
});

test("more categories than the bank's are named by their number", () => {
  const text = [...loanLines({ size: { rows: 5_000 }, seed: 1, categories: 18 })].join("");
  const counts = countBy(rowsOf(text), "loan_category");

  expect(Object.keys(counts)).toHaveLength(18);
  expect(counts["CATEGORY 17"]).toBeGreaterThan(0);
  expect(counts["CATEGORY 18"]).toBeGreaterThan(0);
});

test("amounts are grouped in lakhs and crores", () => {
  expect([500, 1_000, 42_898, 600_000, 1_000_000, 12_345_678].map(inIndianGrouping)).toEqual([
    "500",
    "1,000",
    "42,898",
    "6,00,000",
    "10,00,000",
    "1,23,45,678",
  ]);
});
