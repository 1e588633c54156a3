import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parse } from "csv-parse";
import { Problem } from "../../domain/problem.ts";

/** The one column the counts need. */
const COUNTED_COLUMN = "loan_category";

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
}

/** Reads a loan file once. Throws a Problem when there is nothing to count: empty, header only, column missing. */
export async function readLoanFile(stream: Readable, name: string): Promise<LoanFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  let fields = 0;
  let rows = -1;
  let malformedRows = 0;
  let header: readonly string[] = [];
  let isMultiLine = false;
  const parser = parse({ bom: true, relaxColumnCount: true, skipEmptyLines: true, relaxQuotes: true });
  parser.on("data", (record: readonly string[]) => {
    rows += 1;
    isMultiLine ||= record.some((field) => /[\r\n]/.test(field));
    if (rows === 0) {
      header = record;
      fields = record.length;
    } else if (record.length !== fields) malformedRows += 1;
  });
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

  const reading = `reading "${name}"`;
  if (rows < 0) throw blocked("file-empty", `${reading}: the file is empty`);
  if (!header.some((column) => column.trim() === COUNTED_COLUMN)) {
    throw blocked("column-missing", `${reading}: the column "${COUNTED_COLUMN}" is missing from its header`);
  }
  if (rows === 0) throw blocked("file-without-rows", `${reading}: it has a header and no rows`);
  return {
    sha256: hash.digest("hex"),
    bytes,
    rows,
    malformedRows,
    isMultiLine,
  };
}

function blocked(code: string, says: string): Problem {
  return new Problem(code, says, { remedy: "put a complete file in its place, then press Retry" });
}
