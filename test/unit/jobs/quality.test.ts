import { describe, expect, test } from "vitest";
import { loanFile } from "../../../src/domain/loans/loan-file.ts";
import { DayHeld, Problem } from "../../../src/domain/problem.ts";
import { countsFingerprint } from "../../../src/jobs/workflows/batch/per-category.ts";
import { audit } from "../../../src/jobs/workflows/batch/quality.ts";
import type { World } from "../../../src/jobs/workflows/world.ts";

const file = loanFile.parse({
  ...{ name: "loan.csv", sha256: "ab", bytes: 1, lines: 1_006, rows: 1_005, malformedRows: 1 },
  ...{ isMultiLine: false, leftOut: { repeatedHeader: 1, blank: 3 }, sums: { Income: "12.5" } },
});

const report = {
  ...{ run_id: "batch-1", day: "2026-11-23", rows_read: 1_005, malformed_rows: 1, rows_counted: 1_000 },
  left_out: { repeated_header: 1, blank: 3, total: 0, footer: 0 },
  ...{ categories: 1, blank_categories: 0, category_counts: { GOLD: 1_000 }, near_duplicate_categories: [] },
  columns: { Income: { blank: 26, unreadable: 0 }, Age: { blank: 0, unreadable: 1 } },
  ...{ duplicate_ids: null, amount_sums: { Income: { total: "12.50", by_category: null } } },
  ...{ multi_line: false, source_sha256: "ab" },
};

/** As the script told it before there was a contract. */
const former = {
  ...{ run_id: "batch-1", day: "2026-11-23", rows_read: 500, malformed_rows: 0, rows_counted: 500 },
  ...{ categories: 1, blank_categories: 2, blank_incomes: 26, unreadable_amounts: 0 },
  ...{ duplicate_customers: 1, category_counts: { GOLD: 500 }, near_duplicate_categories: [] },
  multi_line: false,
};

/** Audits a report that lies under the prefix, or none. */
async function audited(text: unknown, of = file, rules = { smallCounts: 0 }) {
  const lake = {
    readText: async ({ key, maxBytes }: { readonly key: string; readonly maxBytes: number }) => {
      const report = key === "stage/_quality.json" && text !== null ? JSON.stringify(text) : null;
      if ((report?.length ?? 0) > maxBytes) throw new Error("it is larger than the app takes");
      return report;
    },
  };
  return await audit({ lake } as unknown as World, { bucket: "lake", prefix: "stage/", file: of, rules });
}

async function refusalOf(text: unknown, of = file): Promise<Problem> {
  const error = await audited(text, of).catch((thrown: unknown) => thrown);
  if (!(error instanceof Problem)) throw new Error("the day was let pass", { cause: error });
  return error;
}

test("a report that agrees with the file lets the day pass, and its findings are told", async () => {
  const { sparkRows, warnings } = await audited(report);
  expect(sparkRows).toBe(1_000);
  expect(warnings).toEqual(
    expect.arrayContaining([
      "1 malformed row is in no count",
      "26 rows without Income",
      "1 unreadable value in Age",
    ]),
  );
});

test("categories that Spark counts otherwise than the upload hold the day, whatever they come to together, and no name is told", async () => {
  const counts = { GOLD: 600, HOUSING: 390, "": 10 };
  const of = { ...file, perCategory: countsFingerprint(Object.entries(counts)) };
  const spark = (category_counts: Readonly<Record<string, number>>) => ({ ...report, category_counts });
  expect((await audited(spark({ HOUSING: 390, "(blank)": 10, GOLD: 600 }), of)).sparkRows).toBe(1_000);
  for (const moved of [
    { GOLD: 601, HOUSING: 389, "(blank)": 10 },
    { GOLD: 390, HOUSING: 600, "(blank)": 10 },
    { GOLD: 600, HOUSING: 400 },
    { GOLD: 600, Housing: 390, "(blank)": 10 },
  ]) {
    const { message } = await refusalOf(spark(moved), of);
    expect(message).toContain(
      "the upload and Spark agree on all loans together, and not on single categories",
    );
    expect(message).not.toMatch(/GOLD|HOUSING/i);
  }
});

test("rows without a category are told, by their number only where small counts may be shown", async () => {
  const of = async (blank_categories: number, smallCounts: number) =>
    (await audited({ ...report, blank_categories }, file, { smallCounts })).warnings.filter((one) =>
      one.includes("without a category"),
    );
  expect(await of(0, 5)).toEqual([]);
  expect(await of(1, 0)).toEqual(["1 row without a category is counted as (blank)"]);
  expect(await of(2, 0)).toEqual(["2 rows without a category are counted as (blank)"]);
  for (const rows of [1, 2, 7])
    expect(await of(rows, 5)).toEqual(["some rows without a category are counted as (blank)"]);
});

test("values that are no amounts are told with how many are in no sum", async () => {
  const of = async (unreadable: number) =>
    (await audited({ ...report, columns: { ...report.columns, Income: { blank: 0, unreadable } } })).warnings;
  expect(await of(1)).toContain("1 unreadable value in Income is in no sum");
  expect(await of(1_234)).toContain("1,234 unreadable values in Income are in no sum");
});

test("a report of the script that knew no contract is read, with a file of that time", async () => {
  const of = loanFile.parse({
    ...{ name: "loan.csv", sha256: "ab", bytes: 1, rows: 500, malformedRows: 0, isMultiLine: false },
  });
  expect(await audited(former, of)).toMatchObject({ sparkRows: 500 });
  expect((await audited(former, of)).warnings).toContain("26 rows without Income");
});

test("a report of a thousand long names, whose sums it tells one by one, is read", async () => {
  const names = Array.from({ length: 1_000 }, (_, at) => `${at} ${"x".repeat(95)}`);
  const of = (value: unknown) => Object.fromEntries(names.map((name) => [name, value]));
  const more = Array.from({ length: 12 }, (_, at) => [
    `Amount ${at}`,
    { total: "0", by_category: of("0.00") },
  ]);
  const amount_sums = { ...report.amount_sums, ...Object.fromEntries(more) };
  const large = { ...report, categories: 1_000, category_counts: of(1), amount_sums };
  const sums = { Income: "12.5", ...Object.fromEntries(more.map(([name]) => [name, "0"])) };
  expect(JSON.stringify(large).length).toBeGreaterThan(1_000_000);
  expect(await audited(large, { ...file, sums })).toMatchObject({ sparkRows: 1_000 });
});

describe("the day is held", () => {
  test.each([
    [
      "rows are missing",
      { rows_read: 1_004, rows_counted: 999 },
      "the file has 1,000 rows to count, Spark counted 999 (−1)",
    ],
    [
      "two differences make up one right sum",
      { malformed_rows: 2, left_out: { repeated_header: 0, blank: 3, total: 0, footer: 0 } },
      "the upload found 1 malformed row in the file, Spark 2 (+1); the upload found 1 repeated header row in the file, Spark 0 (−1)",
    ],
    [
      "an amount differs by a cent",
      { amount_sums: { Income: { total: "12.51", by_category: null } } },
      'the sum of "Income" is 12.5 in the file, 12.51 by Spark',
    ],
  ])("where %s", async (_, wrong, says) => {
    const problem = await refusalOf({ ...report, ...wrong });
    expect(problem).toBeInstanceOf(DayHeld);
    expect(problem.says).toBe(says);
  });
});

test("a report that is not there, or has another form, is no reason to tell anything", async () => {
  expect((await refusalOf(null)).code).toBe("report-unreadable");
  expect((await refusalOf({ ...report, rows_read: -1 })).code).toBe("report-unreadable");
});
