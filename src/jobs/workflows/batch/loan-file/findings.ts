import { grouped } from "../../../../domain/grouped.ts";
import type { Contract } from "../../../../domain/loans/contract/contract.ts";
import { THEN_RESTART } from "../../../../domain/loans/contract/contract.ts";
import type { Finding } from "../../../../domain/loans/finding.ts";
import { amountFindings } from "./amounts/amount-findings.ts";
import type { ByteCount } from "./bytes.ts";
import type { SwallowedRows } from "./counts.ts";
import type { ThreeCounts } from "./dialect.ts";
import type { RecordCount } from "./records.ts";

/** `last.loan_tracker` declares varchar(100), and Redshift counts bytes, not characters. */
const LONGEST_CATEGORY_BYTES = 100;

/** What the three counts of a whole file came to: reasons to hold the day, and what is told beside its numbers. */
export function findingsOf(counts: ThreeCounts, contract: Contract): readonly Finding[] {
  const { bytes, records } = counts;
  return [
    ...swallowed(counts, contract),
    ...unlike(bytes, records),
    ...cutOff(bytes, records),
    ...malformed(bytes, records, contract),
    ...tooLong(records, contract),
    ...amountFindings(records, contract),
  ];
}

/** Lines that are no records of their own, since they stand inside quoted fields. */
function swallowed(
  { bytes, quotes, records: recordCount }: ThreeCounts,
  { rules }: Contract,
): readonly Finding[] {
  const { records, breaks, header } = recordCount;
  const { swallowed: rows, headerLines, wideFields, areFieldsAlone } = recordCount.result();
  // What stands in the header is no row: by the names of its columns it is a whole one.
  const beyond = bytes.lines - bytes.blankLines - records - (headerLines - 1);
  const counted = `${many(bytes.lines, "line")}, ${many(records, "record")}`;
  // All quotes open and close where a field does, as in an address of several lines; and as where two stray ones are far apart.
  const isWellQuoted = areFieldsAlone && quotes.found.behind === null;
  const isMuch = beyond > bytes.lines * rules.swallowed;
  if (rows !== null && isWellQuoted && !isMuch) {
    const says = `${counted}: ${wideWords(rows, wideFields)}: text of several lines, or rows that quotes have swallowed`;
    return [{ rule: "perhaps-swallowed", says, verdict: "hold" }];
  }
  if (rows !== null && !isWellQuoted) {
    const says = swallowedWords(rows, header?.length ?? 0);
    return [{ rule: "stray-quote", says: `${counted}: ${says}`, verdict: "hold" }];
  }
  if (isMuch) {
    const says = `${counted}: ${many(beyond, "line")} inside quoted fields, more than the ${percent(rules.swallowed)} allowed`;
    return [{ rule: "swallowed", says, verdict: "hold" }];
  }
  if (breaks > 0) {
    const says = `${many(breaks, "line break")} ${breaks === 1 ? "stands" : "stand"} inside quoted fields`;
    return [{ rule: "swallowed", says, verdict: "warn" }];
  }
  if (bytes.oddQuoteLines === 0) return [];
  const says = `${many(bytes.oddQuoteLines, "line")} ${bytes.oddQuoteLines === 1 ? "has" : "have"} a quote that stands by itself`;
  return [{ rule: "swallowed", says, verdict: "warn" }];
}

function wideWords({ row, lines }: SwallowedRows, fields: number): string {
  const more = fields - 1;
  const others = more === 0 ? "" : `, as ${more === 1 ? "does 1 more" : `do ${grouped(more)} more`}`;
  return `a field of row ${grouped(row)} spans ${many(lines, "line")} and holds as many separators as a row${others}`;
}

function swallowedWords({ by, row, lines }: SwallowedRows, columns: number): string {
  const spans = `row ${grouped(row)} spans ${many(lines, "line")}`;
  switch (by) {
    case "field":
      return `a field of ${spans} and holds as many separators as a row, as when a quote is never closed`;
    case "malformed":
      return `${spans} and has another number of fields than the header (${columns}), as when a quote swallows a row`;
    case "one-column":
      return `${spans} in a file of one column, as when a quote swallows a row`;
  }
}

/** The lines that the bytes have are those that the records have, or one of the counts is wrong. */
function unlike(
  { lines, blankLines }: ByteCount,
  { records, breaks, blankLinesInside }: RecordCount,
): readonly Finding[] {
  if (lines - blankLines === records + breaks - blankLinesInside) return [];
  const says =
    `${many(lines, "line")}, ${many(records, "record")}, ${many(breaks, "line break")} inside quoted fields: ` +
    "they do not make up the file";
  return [{ rule: "sums-differ", says, verdict: "hold" }];
}

/** A line without a separator may be the beginning of a row as well as no row at all: nobody but the contract tells which. */
function cutOff(bytes: ByteCount, records: RecordCount): readonly Finding[] {
  const { endsInFooter, rows } = records.result();
  if (!bytes.endsInLine || !records.endsShort || endsInFooter) return [];
  const says = `it ends in the middle of row ${grouped(rows)}, with fewer fields than the header`;
  const help = `; where its last line is no row, as \`200 records\`, name it by \`footer\` in LOANS_CONTRACT${THEN_RESTART}`;
  return [{ rule: "cut-off", says: records.endsInOneField ? `${says}${help}` : says, verdict: "hold" }];
}

function malformed(
  { lines, blankLines }: ByteCount,
  records: RecordCount,
  { rules }: Contract,
): readonly Finding[] {
  const { malformedLines, headerLines } = records.result();
  const all = lines - blankLines - headerLines;
  if (malformedLines <= all * rules.malformed) return [];
  const says =
    `${grouped(malformedLines)} of ${many(all, "line")} ${malformedLines === 1 ? "has" : "have"} another number of fields ` +
    `than the header (${records.header?.length ?? 0}), more than the ${percent(rules.malformed)} allowed`;
  return [{ rule: "malformed", says, verdict: "hold" }];
}

function tooLong(records: RecordCount, { category }: Contract): readonly Finding[] {
  const { longestCategoryBytes } = records.result();
  if (longestCategoryBytes <= LONGEST_CATEGORY_BYTES) return [];
  const says = `a name in "${category}" is ${longestCategoryBytes} bytes long, the table holds ${LONGEST_CATEGORY_BYTES}`;
  return [{ rule: "name-too-long", says, verdict: "hold" }];
}

const many = (count: number, one: string) => `${grouped(count)} ${one}${count === 1 ? "" : "s"}`;
/** 0.07 × 100 is a little more than 7. */
const percent = (share: number) => `${Number((share * 100).toFixed(6))} %`;
