import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parse } from "csv-parse";

/** A quote that is never closed would make the rest of the file one row. */
const LONGEST_ROW_BYTES = 1_000_000;

/**
 * Reads a file as the upload did while it had one count: hashed, and parsed into records, whose fields are looked through
 * for line breaks and counted, and whose category is measured.
 */
export async function readCsvAlone(stream: Readable): Promise<number> {
  const hash = createHash("sha256");
  const parser = parse({
    bom: true,
    relaxColumnCount: true,
    skipEmptyLines: true,
    relaxQuotes: true,
    maxRecordSize: LONGEST_ROW_BYTES,
  });
  const seen = { rows: 0, malformed: 0, isMultiLine: false, longest: 0 };
  let header: readonly string[] = [];
  let category = -1;
  parser.on("data", (record: readonly string[]) => {
    seen.isMultiLine ||= record.some((field) => /[\r\n]/.test(field));
    if (header.length === 0) {
      header = record;
      category = record.findIndex((column) => column.trim() === "loan_category");
      return;
    }
    seen.rows += 1;
    if (record.length === header.length) {
      const bytes = Buffer.byteLength((record[category] ?? "").trim());
      seen.longest = Math.max(seen.longest, bytes);
    } else seen.malformed += 1;
  });
  await pipeline(
    stream,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    parser,
  );
  return seen.rows;
}
