import { z } from "zod";
import type { LoanFile } from "../../../domain/loans/loan-file.ts";
import type { SparkReading } from "../../../domain/loans/tally.ts";
import { agree, reconcile } from "../../../domain/loans/tally.ts";
import { Problem } from "../../../domain/problem.ts";
import type { World } from "../world.ts";
import { sumsDiffer, tellable } from "./held-day.ts";

const count = z.int().nonnegative();

const shared = {
  rows_read: count,
  malformed_rows: count,
  rows_counted: count,
  blank_categories: count,
  near_duplicate_categories: z.array(z.array(z.string()).readonly()).nullable(),
};

/** What the Spark script writes beside its counts; totals only, never a row. */
const reportSchema = z.object({
  ...shared,
  left_out: z.object({ repeated_header: count, blank: count, total: count, footer: count }).nullable(),
  /** The number and amount columns. */
  columns: z.record(z.string(), z.object({ blank: count, unreadable: count })),
  // `null` where it did not look.
  duplicate_ids: count.nullable(),
  amount_sums: z.record(z.string(), z.object({ total: z.string() })).default({}),
});

/** Of the script before it knew a contract; a retry may meet what that one wrote. */
const formerReport = z
  .object({
    ...shared,
    blank_incomes: count,
    duplicate_customers: count.nullable(),
  })
  .transform(({ blank_incomes, duplicate_customers, ...rest }) => ({
    ...rest,
    left_out: null,
    columns: { Income: { blank: blank_incomes, unreadable: 0 } },
    duplicate_ids: duplicate_customers,
    amount_sums: {},
  }));

type Report = z.infer<typeof reportSchema>;

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
  const report = z.union([reportSchema, formerReport]).safeParse(text === null ? null : JSON.parse(text));
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
  const { rows, malformedRows, leftOut } = file;
  const tally = { fileRows: rows, malformedRows, leftOut, sparkRows: data.rows_counted, redshiftRows: null };
  const spark = readingOf(data);
  for (const verdict of [reconcile(tally), agree(file, spark)])
    if (!verdict.adds) tellable([sumsDiffer(verdict.says)], []);
  return { sparkRows: data.rows_counted, warnings: warningsOf(data) };
}

function readingOf({ rows_read, malformed_rows, left_out, amount_sums }: Report): SparkReading {
  return {
    rowsRead: rows_read,
    malformedRows: malformed_rows,
    leftOut: left_out && {
      repeatedHeader: left_out.repeated_header,
      ...{ blank: left_out.blank, total: left_out.total, footer: left_out.footer },
    },
    sums: Object.fromEntries(Object.entries(amount_sums).map(([column, { total }]) => [column, total])),
  };
}

function warningsOf(report: Report): readonly string[] {
  const say = (many: number, one: string, more: string) =>
    many === 0 ? [] : [`${many.toLocaleString("en-US")} ${many === 1 ? one : more}`];
  const columns = Object.entries(report.columns);
  return [
    ...(report.near_duplicate_categories === null
      ? ["more than a thousand categories: the column may hold something else"]
      : report.near_duplicate_categories.map((pair) => `${pair.join(" and ")} look like one category`)),
    ...say(report.malformed_rows, "malformed row is in no count", "malformed rows are in no count"),
    ...say(
      report.blank_categories,
      "row without a category is counted as (blank)",
      "rows without a category are counted as (blank)",
    ),
    ...columns.flatMap(([name, { blank }]) => say(blank, `row without ${name}`, `rows without ${name}`)),
    ...columns.flatMap(([name, { unreadable }]) =>
      say(unreadable, `unreadable value in ${name}`, `unreadable values in ${name}`),
    ),
    ...(report.duplicate_ids === null
      ? ["the file is too large to look for customer ids that stand for more than one row"]
      : say(
          report.duplicate_ids,
          "customer id stands for more than one row",
          "customer ids stand for more than one row",
        )),
  ];
}
