import { z } from "zod";
import { grouped } from "../../../domain/grouped.ts";
import type { CategoryCount } from "../../../domain/loans/category-counts.ts";
import type { Contract } from "../../../domain/loans/contract/contract.ts";
import type { LoanFile } from "../../../domain/loans/loan-file.ts";
import type { CountedDay } from "../../../domain/loans/plausibility.ts";
import type { SparkReading } from "../../../domain/loans/tally.ts";
import { agree, reconcile } from "../../../domain/loans/tally.ts";
import { Problem } from "../../../domain/problem.ts";
import type { World } from "../world.ts";
import { sumsDiffer, tellable } from "./held-day.ts";
import type { PerCategory } from "./per-category.ts";
import { countsFingerprint, sumsFingerprints } from "./per-category.ts";

const count = z.int().nonnegative();

const shared = {
  rows_read: count,
  malformed_rows: count,
  rows_counted: count,
  blank_categories: count,
  /** `null`: more names than categories can be. */
  category_counts: z.record(z.string(), count).nullable(),
  /** Of the file that was counted; scripts of before do not say it. */
  source_sha256: z.string().optional(),
};

/** What the Spark script writes beside its counts; totals only, never a row. */
const reportSchema = z.object({
  ...shared,
  left_out: z.object({ repeated_header: count, blank: count, total: count, footer: count }).nullable(),
  /** The number and amount columns. */
  columns: z.record(z.string(), z.object({ blank: count, unreadable: count })),
  // `null` where it did not look.
  duplicate_ids: count.nullable(),
  amount_sums: z
    .record(
      z.string(),
      z.object({
        total: z.string(),
        // `null`: there are too many.
        by_category: z.record(z.string(), z.string()).nullable().default(null),
      }),
    )
    .default({}),
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

/** What the Spark script told of its counts, of any version of it. */
export type Report = z.infer<typeof reportSchema>;

/** Those that the script writes have less than 1 MB; it once told the sums of each category, however many there were. */
const LARGEST_REPORT = 16_000_000;

/** The report that lies under that prefix; `null` where there is none, or none that can be read. */
export async function readReport(
  lake: World["lake"],
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): Promise<Report | null> {
  const text = await lake.readText({ bucket, key: `${prefix}_quality.json`, maxBytes: LARGEST_REPORT });
  if (text === null) return null;
  return z.union([reportSchema, formerReport]).safeParse(parsed(text)).data ?? null;
}

/** `null` for what is no JSON, as of a file that somebody cut off. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A day cannot be told without its report. */
export function reportUnreadable(prefix: string): Problem {
  return new Problem(
    "report-unreadable",
    `reading the Spark script's report ${prefix}_quality.json: it is not there, or not of the expected form`,
    { remedy: "press Retry to count the day again" },
  );
}

/** What the report says of the loans and of the columns that the contract knows as numbers and amounts. */
export function countedDay({
  category_counts,
  columns,
  left_out,
}: Report): Pick<CountedDay, "counts" | "columns"> {
  return {
    counts: category_counts && countsIn(category_counts),
    // The script of before told of all amounts together.
    columns: left_out === null ? [] : Object.entries(columns).map(([name, values]) => ({ name, ...values })),
  };
}

function countsIn(byName: Readonly<Record<string, number>>): readonly CategoryCount[] {
  return Object.entries(byName).map(([category, loans]) => ({ category, count: loans }));
}

/** A day that may be published. */
export interface Audited {
  readonly sparkRows: number;
  /** Findings that do not block, as sentences. */
  readonly warnings: readonly string[];
  readonly perCategory: PerCategory;
}

/** Reads the Spark script's report and holds it against the file; throws `DayHeld` when the day must not be published. */
export async function audit(
  world: World,
  {
    bucket,
    prefix,
    file,
    rules,
  }: {
    readonly bucket: string;
    readonly prefix: string;
    readonly file: LoanFile;
    readonly rules: Pick<Contract["rules"], "smallCounts">;
  },
): Promise<Audited> {
  const data = await readReport(world.lake, { bucket, prefix });
  if (data === null) throw reportUnreadable(prefix);
  const { rows, malformedRows, leftOut } = file;
  const tally = { fileRows: rows, malformedRows, leftOut, sparkRows: data.rows_counted, redshiftRows: null };
  const spark = readingOf(data);
  for (const verdict of [reconcile(tally), agree(file, spark)])
    if (!verdict.adds) tellable([sumsDiffer(verdict.says)], { released: [], of: { file: file.sha256 } });
  const perCategory = { loans: spark.perCategory, sums: sumsPerCategory(data) };
  return { sparkRows: data.rows_counted, warnings: warningsOf(data, rules), perCategory };
}

function sumsPerCategory({ amount_sums }: Report): PerCategory["sums"] {
  return sumsFingerprints(
    Object.entries(amount_sums).flatMap(([amount, { by_category }]) =>
      by_category === null
        ? []
        : [{ amount, byCategory: Object.entries(by_category).map(([category, sum]) => ({ category, sum })) }],
    ),
  );
}

function readingOf(report: Report): SparkReading {
  const { rows_read, malformed_rows, left_out, amount_sums, category_counts } = report;
  return {
    perCategory: category_counts && countsFingerprint(Object.entries(category_counts)),
    rowsRead: rows_read,
    malformedRows: malformed_rows,
    leftOut: left_out && {
      repeatedHeader: left_out.repeated_header,
      ...{ blank: left_out.blank, total: left_out.total, footer: left_out.footer },
    },
    sums: Object.fromEntries(Object.entries(amount_sums).map(([column, { total }]) => [column, total])),
  };
}

/** What it found that does not block, as sentences. */
export function warningsOf(
  report: Report,
  { smallCounts }: Pick<Contract["rules"], "smallCounts">,
): readonly string[] {
  const say = (many: number, one: string, more: string) =>
    many === 0 ? [] : [`${grouped(many)} ${many === 1 ? one : more}`];
  const columns = Object.entries(report.columns);
  return [
    ...say(report.malformed_rows, "malformed row is in no count", "malformed rows are in no count"),
    // Its number is in the table, or one of the small ones that nobody is to take apart.
    ...(smallCounts > 0 && report.blank_categories > 0
      ? ["some rows without a category are counted as (blank)"]
      : say(
          report.blank_categories,
          "row without a category is counted as (blank)",
          "rows without a category are counted as (blank)",
        )),
    ...columns.flatMap(([name, { blank }]) => say(blank, `row without ${name}`, `rows without ${name}`)),
    ...columns.flatMap(([name, { unreadable }]) => {
      const isSummed = Object.hasOwn(report.amount_sums, name);
      return isSummed
        ? say(
            unreadable,
            `unreadable value in ${name} is in no sum`,
            `unreadable values in ${name} are in no sum`,
          )
        : say(unreadable, `unreadable value in ${name}`, `unreadable values in ${name}`);
    }),
    ...(report.duplicate_ids === null
      ? ["the file is too large to look for customer ids that stand for more than one row"]
      : say(
          report.duplicate_ids,
          "customer id stands for more than one row",
          "customer ids stand for more than one row",
        )),
  ];
}
