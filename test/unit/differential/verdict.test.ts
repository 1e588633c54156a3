import { expect, test } from "vitest";
import { loanFile } from "../../../src/domain/loans/loan-file.ts";
import { countsFingerprint } from "../../../src/jobs/workflows/batch/per-category.ts";
import { oddFile } from "../../differential/odd-files.ts";
import type { PythonAnswer, SparkReport, UploadAnswer } from "../../differential/readers.ts";
import { judge } from "../../differential/verdict.ts";

const file = oddFile("plain", [], 5);
const { truth } = file;
const categories = Object.fromEntries(truth.categories);
const loans = [...truth.categories.values()].reduce((sum, one) => sum + one, 0);
const leftOut = { repeatedHeader: 0, blank: 0, total: 0, footer: 0 };

const decimals = (units: bigint) => `${units / 1_000_000n}.${String(units % 1_000_000n).padStart(6, "0")}`;
const ofColumns = <Value>(value: (byCategory: ReadonlyMap<string, bigint>) => Value) =>
  Object.fromEntries([...truth.sums].map(([column, by]) => [column, value(by)]));
const total = (by: ReadonlyMap<string, bigint>) =>
  decimals([...by.values()].reduce((sum, one) => sum + one, 0n));
const each = (by: ReadonlyMap<string, bigint>) =>
  Object.fromEntries([...by].map(([name, sum]) => [name, decimals(sum)]));

const upload: UploadAnswer = {
  held: [],
  file: loanFile.parse({
    ...{ name: "loan.csv", sha256: "", bytes: 1, lines: truth.lines, rows: truth.rows, malformedRows: 0 },
    ...{ leftOut, isMultiLine: false, sums: ofColumns(total) },
    perCategory: countsFingerprint(truth.categories),
  }),
};
const python: PythonAnswer = {
  ...{ lines: truth.lines, rows: truth.rows, malformed: 0, leftOut, categories, sums: ofColumns(each) },
};
const spark: SparkReport = {
  ...{
    rows_read: truth.rows,
    malformed_rows: 0,
    rows_counted: loans,
    category_counts: categories,
    parquet: categories,
  },
  ...{ left_out: { repeated_header: 0, blank: 0, total: 0, footer: 0 }, parquet_sums: ofColumns(each) },
  amount_sums: ofColumns((by) => ({ total: total(by), by_category: each(by) })),
};

test("a file that all three count as it was made is counted alike", () => {
  expect(judge(file, { upload, python, spark })).toMatchObject({ outcome: "counted alike", differences: [] });
});

test("one loan in another category is noticed", () => {
  const [one = "", other = ""] = Object.keys(categories);
  const moved = { ...categories, [one]: (categories[one] ?? 0) - 1, [other]: (categories[other] ?? 0) + 1 };
  const differing = judge(file, {
    upload,
    python,
    spark: { ...spark, category_counts: moved, parquet: moved },
  });
  expect(differing.differences).toEqual([expect.stringContaining("Spark says of categories")]);
});

test("a report that says otherwise than its Parquet is noticed", () => {
  expect(judge(file, { upload, python, spark: { ...spark, parquet: {} } }).outcome).toBe("differs");
});

test("a file that the upload lets pass and Spark refuses is noticed", () => {
  const refused = { refused: "reading: …" };
  expect(judge(file, { upload, python, spark: refused }).outcome).toBe("differs");
});

test("a file that must be counted and is held differs, as does one that is held for what is not true of it", () => {
  const held = { held: ["encoding"], says: "line 3", file: null };
  const nobody = { python: null, spark: null };
  expect(judge(file, { upload: held, ...nobody }).differences).toEqual([
    expect.stringContaining("without a reason"),
  ]);
  expect(judge({ ...file, reasons: ["cut-off"] }, { upload: held, ...nobody }).outcome).toBe("differs");
  expect(judge({ ...file, reasons: ["cut-off", "encoding"] }, { upload: held, ...nobody })).toMatchObject({
    ...{ outcome: "held", why: "encoding", differences: [] },
  });
  expect(judge({ ...file, reasons: ["cut-off"] }, { upload, python, spark }).outcome).toBe("differs");
});
