import { z } from "zod";
import { reconcile } from "../../../domain/loans/category-counts.ts";
import { Problem } from "../../../domain/problem.ts";
import type { World } from "../world.ts";
import { sumsDiffer, tellable } from "./held-day.ts";
import type { LoanFile } from "./loan-file.ts";

/** What the Spark script writes beside its counts; totals only, never a row. */
const reportSchema = z.object({
  rows_read: z.int().nonnegative(),
  malformed_rows: z.int().nonnegative(),
  rows_counted: z.int().nonnegative(),
  blank_categories: z.int().nonnegative(),
  blank_incomes: z.int().nonnegative(),
  unreadable_amounts: z.int().nonnegative(),
  // `null` where it did not look: a file over 256 MiB, more than a thousand categories.
  duplicate_customers: z.int().nonnegative().nullable(),
  near_duplicate_categories: z.array(z.array(z.string()).readonly()).nullable(),
});

/** A day that may be published. */
export interface Audited {
  readonly sparkRows: number;
  /** Findings that do not block, as sentences. */
  readonly warnings: readonly string[];
}

/** Reads the Spark script's report and holds it against the file; throws `DayHeld` when the day must not be published. */
export async function audit(
  world: World,
  { bucket, prefix, file }: { readonly bucket: string; readonly prefix: string; readonly file: LoanFile },
): Promise<Audited> {
  const key = `${prefix}_quality.json`;
  const text = await world.lake.readText({ bucket, key, maxBytes: 1_000_000 });
  const report = reportSchema.safeParse(text === null ? null : JSON.parse(text));
  if (!report.success) {
    throw new Problem(
      "report-unreadable",
      `reading the Spark script's report ${key}: ${text === null ? "it is not there" : "it is not of the expected form"}`,
      {
        remedy: "press Retry to count the day again",
      },
    );
  }
  const { data } = report;
  const verdict = reconcile({
    fileRows: file.rows,
    malformedRows: file.malformedRows,
    sparkRows: data.rows_counted,
    redshiftRows: null,
  });
  if (!verdict.adds) tellable([sumsDiffer(verdict.says)], []);
  return { sparkRows: data.rows_counted, warnings: warningsOf(data) };
}

function warningsOf(report: z.infer<typeof reportSchema>): readonly string[] {
  const count = (many: number, one: string, more: string) =>
    many === 0 ? [] : [`${many} ${many === 1 ? one : more}`];
  return [
    ...(report.near_duplicate_categories === null
      ? ["more than a thousand categories: the column may hold something else"]
      : report.near_duplicate_categories.map((pair) => `${pair.join(" and ")} look like one category`)),
    ...count(report.malformed_rows, "malformed row is in no count", "malformed rows are in no count"),
    ...count(
      report.blank_categories,
      "row without a category is counted as (blank)",
      "rows without a category are counted as (blank)",
    ),
    ...count(report.blank_incomes, "row without an income", "rows without an income"),
    ...count(report.unreadable_amounts, "unreadable amount", "unreadable amounts"),
    ...(report.duplicate_customers === null
      ? ["the file is too large to look for customer ids that stand for more than one row"]
      : count(
          report.duplicate_customers,
          "customer id stands for more than one row",
          "customer ids stand for more than one row",
        )),
  ];
}
