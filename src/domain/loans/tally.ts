import { z } from "zod";
import { grouped } from "../grouped.ts";
import { isSameAmount } from "./amount.ts";
import type { LeftOut, LoanFile } from "./loan-file.ts";
import { leftOut } from "./loan-file.ts";

/** The numbers that must agree before anybody is told: rows in the file, by Spark, and in Redshift. */
export const tally = z
  .object({
    /** Counted by the upload, apart from Spark. */
    fileRows: z.number(),
    /** Rows with a wrong number of fields, counted by the upload. */
    malformedRows: z.number(),
    /** Rows that are no loans by a rule of the contract, counted by the upload; what an earlier version kept has none. */
    leftOut: leftOut.optional(),
    /** Rows that Spark counted into categories. */
    sparkRows: z.number(),
    /** The sum of the counts that Redshift answers; `null` before the day is published. */
    redshiftRows: z.number().nullable(),
  })
  .readonly();

export type Tally = z.infer<typeof tally>;

/** Whether a day adds up; what differs in words when not. */
export type Reconciliation = { readonly adds: true } | { readonly adds: false; readonly says: string };

/** Redshift = Spark = file minus malformed and left out rows, or the day is held. */
export function reconcile(day: Tally): Reconciliation {
  const expected = day.fileRows - notTold(day).reduce((sum, { rows }) => sum + rows, 0);
  const { sparkRows, redshiftRows } = day;
  if (sparkRows !== expected)
    return differs(`the file has ${inRows(expected)} to count, Spark counted ${gap(expected, sparkRows)}`);
  if (redshiftRows !== null && redshiftRows !== sparkRows)
    return differs(`Spark counted ${inRows(sparkRows)}, Redshift has ${gap(sparkRows, redshiftRows)}`);
  return { adds: true };
}

/** What Spark read, of all that the upload counted too; what an older script does not tell is `null`. */
export interface SparkReading {
  readonly rowsRead: number;
  readonly malformedRows: number;
  readonly leftOut: LeftOut | null;
  /** Of the columns that the contract wants summed, in plain decimals. */
  readonly sums: Readonly<Record<string, string>>;
  /** What tells whether others have the same loans in each category; `null` where it does not tell its counts. */
  readonly perCategory: string | null;
}

/** Holds every number that is made twice against its other one: two mistakes may make up one right sum. */
export function agree(file: LoanFile, spark: SparkReading): Reconciliation {
  const numbers = (rows: number, malformed: number, without: LeftOut): readonly NamedRows[] => [
    { what: "row", rows },
    ...named(malformed, without).map((one) => ({ ...one, what: `${one.what} row` })),
  ];
  const one = numbers(file.rows, file.malformedRows, file.leftOut);
  const other = numbers(spark.rowsRead, spark.malformedRows, spark.leftOut ?? file.leftOut);
  const says = one.flatMap(({ what, rows }, at) => {
    const theirs = other[at]?.rows ?? 0;
    if (theirs === rows) return [];
    const found = `${grouped(rows)} ${what}${rows === 1 ? "" : "s"}`;
    return [`the upload found ${found} in the file, Spark ${gap(rows, theirs)}`];
  });
  for (const [column, sum] of Object.entries(file.sums)) {
    const theirs = spark.sums[column];
    if (theirs !== undefined && isSameAmount(sum, theirs)) continue;
    says.push(`the sum of "${column}" is ${sum} in the file, ${theirs ?? "not there"} by Spark`);
  }
  if (says.length > 0) return differs(says.join("; "));
  return agreePerCategory("loans", ["the upload", file.perCategory], ["Spark", spark.perCategory]);
}

/**
 * Holds what two parties have for each category against each other, by fingerprints, as far as both tell: their totals may agree
 * all the same. `what`: `loans`, or the amount that was summed up.
 */
export function agreePerCategory(
  what: string,
  [one, ofOne]: readonly [who: string, fingerprint: string | null],
  [other, ofOther]: readonly [who: string, fingerprint: string | null],
): Reconciliation {
  if (ofOne === null || ofOther === null || ofOne === ofOther) return { adds: true };
  return differs(`${one} and ${other} agree on all ${what} together, and not on single categories`);
}

/** Rows that are in the file and in no count, by the rule that says why; rules without any are left out. */
export function notTold(day: Pick<Tally, "malformedRows" | "leftOut">): readonly NamedRows[] {
  return named(day.malformedRows, day.leftOut ?? leftOut.parse({})).filter(({ rows }) => rows > 0);
}

/** How many rows, and what they are. */
export interface NamedRows {
  readonly what: string;
  readonly rows: number;
}

function named(
  malformedRows: number,
  { repeatedHeader, blank, total, footer }: LeftOut,
): readonly NamedRows[] {
  return [
    { what: "malformed", rows: malformedRows },
    { what: "repeated header", rows: repeatedHeader },
    { what: "blank", rows: blank },
    { what: "total", rows: total },
    { what: "footer", rows: footer },
  ];
}

function differs(says: string): Reconciliation {
  return { adds: false, says };
}

const inRows = (count: number) => `${grouped(count)} ${count === 1 ? "row" : "rows"}`;
const gap = (expected: number, found: number) => `${grouped(found)} (${signed(found - expected)})`;

/** `+3`, `−2`, `±0`, with a real minus sign. */
export function signed(change: number): string {
  if (change === 0) return "±0";
  return change > 0 ? `+${grouped(change)}` : `−${grouped(-change)}`;
}
