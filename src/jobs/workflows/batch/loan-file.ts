import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Options } from "csv-parse";
import { CsvError, Parser } from "csv-parse";
import { grouped } from "../../../domain/grouped.ts";
import type { Contract } from "../../../domain/loans/contract/contract.ts";
import { THEN_RESTART } from "../../../domain/loans/contract/contract.ts";
import type { Finding } from "../../../domain/loans/finding.ts";
import type { LoanFile } from "../../../domain/loans/loan-file.ts";
import type { KnownNames } from "../../../domain/loans/names/known-names.ts";
import { NOTHING_KNOWN } from "../../../domain/loans/names/known-names.ts";
import type { FirstRows, NameRows } from "../../../domain/loans/names/personal-names.ts";
import { looksPersonal } from "../../../domain/loans/names/personal-names.ts";
import type { HeldBy, LookedAt } from "../../../domain/problem.ts";
import { Problem } from "../../../domain/problem.ts";
import { tellable } from "./held-day.ts";
import { ByteCount } from "./loan-file/bytes.ts";
import { dialectFindings } from "./loan-file/dialect.ts";
import { endFindings, footerFindings } from "./loan-file/end.ts";
import { findingsOf } from "./loan-file/findings.ts";
import { QuoteCount } from "./loan-file/quotes.ts";
import { isAskedRaw, RecordCount } from "./loan-file/records.ts";
import { openText } from "./loan-file/shape.ts";
import { utf8Of } from "./loan-file/text.ts";
import { countsFingerprint } from "./per-category.ts";

/** A quote that is never closed would make the rest of the file one row; no real row comes near this. */
const LONGEST_ROW_BYTES = 1_000_000;

/** How a loan file is read. */
export interface HowToRead {
  /** As people know the file; never a path. */
  readonly name: string;
  readonly contract: Contract;
  /** What held the day before and was released by a person. */
  readonly released: readonly HeldBy[];
  /** The names of published days; asked for only where those of the file look personal, or one cut off, without them. */
  readonly known: () => Promise<KnownNames>;
}

/**
 * Reads a loan file once, by the contract, in bounded memory. Throws a Problem when it is another kind of file (empty, no
 * text, another header), and `DayHeld` when its numbers must not be told, unless these were `released`.
 *
 * Two counts share nothing but the contract: the records that a reader of CSV makes, and the lines, quotes and letters of
 * the bytes. A third one, Spark's, comes later.
 */
export async function readLoanFile(
  stream: Readable,
  { name, contract, released, known }: HowToRead,
): Promise<Omit<LoanFile, "modifiedAt">> {
  const reading = `reading "${name}"`;
  const [hash, textHash] = [createHash("sha256"), createHash("sha256")];
  const bytes = new ByteCount(contract.encoding);
  const quotes = new QuoteCount(contract.separator);
  const records = new RecordCount(contract, reading);
  const received = { bytes: 0, compression: "none" as LoanFile["compression"] };
  const weigh = (findings: readonly Finding[], of: LookedAt | null = null) =>
    tellable(
      findings.map((finding) =>
        finding.verdict === "warn" ? finding : { ...finding, says: `${reading}: ${finding.says}` },
      ),
      { released, of },
    );

  async function* hashed(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      received.bytes += chunk.length;
      yield chunk;
    }
  }
  async function* looked(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const { compression, text } = await openText(hashed(chunks), {
      ...{ name, reading, encoding: contract.encoding },
    });
    received.compression = compression;
    for await (const chunk of text) {
      if (compression === "gzip") textHash.update(chunk);
      const { lines } = bytes;
      bytes.take(chunk);
      // Before a reader has a rule of its own about what no file may hold.
      weigh(bytes.findings());
      const utf8 = utf8Of(chunk, contract.encoding);
      quotes.take(utf8, lines);
      if (records.header === null) records.head ||= utf8.toString("utf8");
      yield utf8;
    }
    bytes.end();
    quotes.end(bytes.lines);
    weigh(bytes.findings());
  }

  try {
    await pipeline(stream, looked, parserOf(contract, records));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    weigh([unreadable(error, records.records)]);
  }
  if (records.header === null) throw blocked("file-empty", `${reading}: the file is empty`);
  const { rows, loans, malformedRows, leftOut, sums, names, firstRows, otherDecimal } = records.result();
  if (rows === 0) throw blocked("file-without-rows", `${reading}: it has a header and no rows`);
  const withoutAny = loans === 0 ? withoutLoans(reading, { rows, malformedRows, leftOut }) : null;
  // A footer that takes all of a file is a mistake of the contract, whatever else is found in it.
  if (withoutAny !== null && leftOut.footer > 0) throw withoutAny;
  const personal = await personalNames(names, { contract, known, firstRows });
  const sha256 = hash.digest("hex");
  const findings = [
    ...dialectFindings({ bytes, quotes, records }, contract),
    ...findingsOf({ bytes, quotes, records }, contract),
    ...(await endFindings({ bytes, quotes, records }, { contract, known })),
    ...footerFindings(records, contract),
    ...personal,
  ];
  const warnings = weigh(findings, { file: sha256 });
  if (withoutAny !== null) throw withoutAny;
  const textSha256 = received.compression === "none" ? sha256 : textHash.digest("hex");
  return {
    ...{ name, sha256, textSha256, ...received, lines: bytes.lines },
    ...{ rows, malformedRows, leftOut, sums, warnings },
    perCategory: names === null ? null : countsFingerprint(names),
    ...(otherDecimal.length > 0 && { otherDecimal }),
    isMultiLine: records.breaks > 0,
    lineEnds: bytes.ends.cr === 0 ? "lf" : bytes.ends.lf + bytes.ends.crlf === 0 ? "cr" : "mixed",
  };
}

/**
 * Where nothing is known of a bank's names they are held against nothing, which acquits nearly every file; a few strangers
 * among many names that are known are found before it is told, where all published days are at hand.
 */
async function personalNames(
  names: NameRows,
  { contract, known, firstRows }: Pick<HowToRead, "contract" | "known"> & { readonly firstRows: FirstRows },
): Promise<readonly Finding[]> {
  if (looksPersonal(names, { contract, known: NOTHING_KNOWN }) === null) return [];
  const found = looksPersonal(names, { contract, known: await known(), firstRows });
  return found === null ? [] : [found];
}

/**
 * A reader of CSV that hands each record over as it reads it, and keeps none. By its own `onRecord`, which makes an object of all
 * it knows for each record, that takes a twentieth longer (20 MB, by turns, csv-parse alone).
 */
class RecordReader extends Parser {
  readonly #take: (record: unknown) => void;

  constructor(options: Options, take: (record: unknown) => void) {
    super(options);
    this.#take = take;
    // Nothing comes out of it, but its end.
    this.resume();
  }

  override push(record: unknown): boolean {
    if (record === null) return super.push(null);
    // It goes on to the end of what it was given.
    if (this.destroyed) return false;
    try {
      this.#take(record);
    } catch (error) {
      this.destroy(error as Error);
    }
    return true;
  }
}

function parserOf(contract: Contract, records: RecordCount): Parser {
  const { encoding, separator } = contract;
  const isRaw = isAskedRaw(contract);
  const options: Options = {
    bom: encoding === "utf-8",
    delimiter: separator,
    // Each of them ends a record; left to itself it takes the first one that it meets for the only one. After a CR the LF of
    // a CRLF ends an empty line, which is no record. A third one would be looked for at each letter.
    recordDelimiter: ["\n", "\r"],
    ltrim: true,
    // Not rtrim, which refuses a whole file for a letter behind a closing quote.
    relaxQuotes: true,
    relaxColumnCount: true,
    skipEmptyLines: true,
    maxRecordSize: LONGEST_ROW_BYTES,
    raw: isRaw,
  };
  const reader = new RecordReader(options, (taken) => {
    const { lines, empty_lines: emptyLines, bytes } = reader.info;
    const { record, raw } = isRaw ? (taken as RawRecord) : { record: taken, raw: null };
    records.take(record as readonly string[], { lines, emptyLines, bytes }, raw);
  });
  return reader;
}

interface RawRecord {
  readonly record: readonly string[];
  readonly raw: string;
}

/** What a reader of CSV cannot go on with; its own words would name bytes and options. `row`: the last that it has read. */
function unreadable(error: CsvError, row: number): Finding {
  const where = row === 0 ? "the header" : `row ${row}`;
  switch (error.code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return { rule: "cut-off", says: `a quote that opens in ${where} is never closed`, verdict: "hold" };
    case "CSV_MAX_RECORD_SIZE":
      return {
        rule: "stray-quote",
        says: `${where} is longer than ${LONGEST_ROW_BYTES / 1_000_000} MB, as when a quote is never closed`,
        verdict: "hold",
      };
    default:
      throw error;
  }
}

/** A file of totals alone may be a whole one; that all of its rows are a footer is a mistake of the contract. */
function withoutLoans(
  reading: string,
  { rows, malformedRows, leftOut }: Pick<LoanFile, "rows" | "malformedRows" | "leftOut">,
): Problem {
  const kinds = [
    [leftOut.footer, "footer by the contract"],
    [leftOut.total, "totals"],
    [leftOut.repeatedHeader, "the header again"],
    [leftOut.blank, "blank"],
    [malformedRows, "with another number of fields than the header"],
  ] as const;
  const told = kinds.flatMap(([count, what]) => (count > 0 ? [`${grouped(count)} ${what}`] : []));
  const says = `${reading}: none of its ${grouped(rows)} row${rows === 1 ? "" : "s"} is a loan: ${told.join(", ")}`;
  if (leftOut.footer === 0) return blocked("file-without-loans", says);
  return new Problem("file-without-loans", says, {
    remedy: `mend \`footer\` in LOANS_CONTRACT${THEN_RESTART}, or put a complete file in its place, then press Retry`,
  });
}

function blocked(code: string, says: string): Problem {
  return new Problem(code, says, { remedy: "put a complete file in its place, then press Retry" });
}
