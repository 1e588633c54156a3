import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import type { Finding } from "../../../domain/loans/finding.ts";
import type { HeldBy } from "../../../domain/problem.ts";
import { Problem } from "../../../domain/problem.ts";
import { tellable } from "./held-day.ts";

/** The one column the counts need. */
const COUNTED_COLUMN = "loan_category";

/** `last.loan_tracker` declares varchar(100), and Redshift counts bytes, not characters. */
const LONGEST_CATEGORY_BYTES = 100;

/** More malformed rows than this share, and the day is not published. */
const MALFORMED_SHARE = 0.01;

/** A quote that is never closed would make the rest of the file one row; no real row comes near this. */
const LONGEST_ROW_BYTES = 1_000_000;

/** Facts about a loan file, taken in one pass, apart from Spark; no row of it is kept. */
export interface LoanFile {
  readonly sha256: string;
  readonly bytes: number;
  /** Records below the header, malformed ones included. */
  readonly rows: number;
  /** Records with another number of fields than the header. */
  readonly malformedRows: number;
  /** A quoted field holds a line break, so that a line is not always a record. */
  readonly isMultiLine: boolean;
  /** What does not hold the day, or was let pass, as sentences. */
  readonly warnings: readonly string[];
}

/**
 * Reads a loan file once. Throws a Problem when it cannot be counted (empty, header only, column missing, a quote
 * that is never closed), and `DayHeld` when it must not be: too many malformed rows, unless these were `released`, a name
 * too long for the table.
 */
export async function readLoanFile(
  stream: Readable,
  name: string,
  released: readonly HeldBy[] = [],
): Promise<LoanFile> {
  const reading = `reading "${name}"`;
  const hash = createHash("sha256");
  const tally = new RowTally();
  let bytes = 0;
  const parser = parse({
    bom: true,
    relaxColumnCount: true,
    skipEmptyLines: true,
    relaxQuotes: true,
    maxRecordSize: LONGEST_ROW_BYTES,
  });
  parser.on("data", (record: readonly string[]) => tally.take(record));
  try {
    await pipeline(
      stream,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          bytes += chunk.length;
          yield chunk;
        }
      },
      parser,
    );
  } catch (error) {
    throw error instanceof CsvError ? unreadable(error, { reading, row: tally.rows + 1 }) : error;
  }

  const { header, rows, malformedRows, isMultiLine, longestCategoryBytes } = tally;
  if (header === null) throw blocked("file-empty", `${reading}: the file is empty`);
  if (!tally.hasCategories) {
    throw blocked("column-missing", `${reading}: the column "${COUNTED_COLUMN}" is missing from its header`);
  }
  if (rows === 0) throw blocked("file-without-rows", `${reading}: it has a header and no rows`);
  const findings: Finding[] = [];
  if (malformedRows > rows * MALFORMED_SHARE) {
    const says =
      `${reading}: ${malformedRows} of ${rows} rows ${malformedRows === 1 ? "has" : "have"} another number of ` +
      `fields than the header (${header.length}), more than the ${MALFORMED_SHARE * 100} % allowed`;
    findings.push({ rule: "malformed", says, verdict: "hold" });
  }
  if (longestCategoryBytes > LONGEST_CATEGORY_BYTES) {
    const says =
      `${reading}: a name in "${COUNTED_COLUMN}" is ${longestCategoryBytes} bytes long, ` +
      `the table holds ${LONGEST_CATEGORY_BYTES}`;
    findings.push({ rule: "name-too-long", says, verdict: "hold" });
  }
  const warnings = tellable(findings, released);
  return { sha256: hash.digest("hex"), bytes, rows, malformedRows, isMultiLine, warnings };
}

/** What is remembered of the rows while they pass: numbers, never a row. */
class RowTally {
  header: readonly string[] | null = null; // null: the file has no line at all
  rows = 0;
  malformedRows = 0;
  isMultiLine = false;
  longestCategoryBytes = 0;
  #category = -1;

  get hasCategories(): boolean {
    return this.#category >= 0;
  }

  take(record: readonly string[]): void {
    this.isMultiLine ||= record.some((field) => /[\r\n]/.test(field));
    if (this.header === null) {
      this.header = record;
      this.#category = record.findIndex((column) => column.trim() === COUNTED_COLUMN);
      return;
    }
    this.rows += 1;
    if (record.length !== this.header.length) {
      this.malformedRows += 1;
      return;
    }
    const bytes = Buffer.byteLength((record[this.#category] ?? "").trim());
    this.longestCategoryBytes = Math.max(this.longestCategoryBytes, bytes);
  }
}

/** The parser's own words would name bytes and options. */
function unreadable(
  error: CsvError,
  { reading, row }: { readonly reading: string; readonly row: number },
): Problem {
  const where = row === 1 ? "the header or the first row" : `row ${row}`;
  switch (error.code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return blocked("quote-not-closed", `${reading}: a quote that opens in ${where} is never closed`);
    case "CSV_MAX_RECORD_SIZE":
      return blocked(
        "row-too-long",
        `${reading}: ${where} is longer than ${LONGEST_ROW_BYTES / 1_000_000} MB, as when a quote is never closed`,
      );
    default:
      return blocked("file-unreadable", `${reading}: ${where} cannot be read as CSV (${error.code})`);
  }
}

function blocked(code: string, says: string): Problem {
  return new Problem(code, says, { remedy: "put a complete file in its place, then press Retry" });
}
