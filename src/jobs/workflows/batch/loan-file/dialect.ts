import { grouped } from "../../../../domain/grouped.ts";
import type { Contract } from "../../../../domain/loans/contract/contract.ts";
import type { Finding } from "../../../../domain/loans/finding.ts";
import type { ByteCount } from "./bytes.ts";
import type { QuoteCount } from "./quotes.ts";
import type { RecordCount } from "./records.ts";

/** Spark looks at so many lines at the end of a file for its footer. */
const LONGEST_FOOTER = 1_000;

/** What was counted of a whole file, by three that share nothing but the contract. */
export interface ThreeCounts {
  readonly bytes: ByteCount;
  readonly quotes: QuoteCount;
  readonly records: RecordCount;
}

/**
 * What stands in a file that the upload can read and Spark's reader cannot, or takes for something else: the day is held
 * before a cluster is woken for it.
 */
export function dialectFindings(counts: ThreeCounts, contract: Contract): readonly Finding[] {
  return [
    ...lineEnds(counts),
    ...besideQuotes(counts),
    ...names(counts, contract),
    ...movedHeader(counts),
    ...footer(counts),
  ].map((says) => ({ rule: "dialect", says, verdict: "hold" }));
}

/** Where fields hold line breaks, Spark has to know the one line end that ends a record. */
function lineEnds({ bytes: { ends }, records: { breakRow } }: ThreeCounts): readonly string[] {
  const others = ends.lf + ends.crlf;
  if (breakRow === null || ends.cr === 0 || others === 0) return [];
  return [
    `a field of ${where(breakRow)} holds a line break, and ${many(ends.cr, "line")} of the file with CR alone, ` +
      `${grouped(others)} with LF: end all lines alike`,
  ];
}

function besideQuotes({ quotes: { found } }: ThreeCounts): readonly string[] {
  return [
    ...(found.mark === null
      ? []
      : [
          `line ${grouped(found.mark)} begins with another mark of UTF-8 (U+FEFF), as where files were put together: take it out`,
        ]),
    ...(found.besideBlank === null
      ? []
      : [
          `on line ${grouped(found.besideBlank)} a blank other than a space stands beside a quote: take it out`,
        ]),
    ...(found.behindAsQuoted === null
      ? []
      : [
          `on line ${grouped(found.behindAsQuoted)} a field goes on behind its closing quote and ends with another: double the quotes in it`,
        ]),
  ];
}

/** A name that begins with a quote is one whose quotes were not taken off, or one that has quotes of its own. */
function names({ quotes: { found }, records }: ThreeCounts, { category }: Contract): readonly string[] {
  const { quotedName } = records.result();
  if (found.behind !== null) {
    const goesOn = `on line ${grouped(found.behind)} a field goes on behind its closing quote`;
    const name = quotedName ?? (records.header?.some((one) => one.startsWith('"')) ? 0 : null);
    if (name !== null)
      return [
        `${goesOn}, and ${name === 0 ? "a name in the header" : `the "${category}" of ${where(name)}`} begins with a quote: ` +
          "take the whole field into quotes",
      ];
  }
  if (quotedName === null || records.breakRow === null) return [];
  return [
    `the "${category}" of ${where(quotedName)} begins with a quote, and a field of ${where(records.breakRow)} holds a ` +
      "line break: take one of them out",
  ];
}

/** As where files of several branches were put together: below it each value stands in another column. */
function movedHeader({ records }: ThreeCounts): readonly string[] {
  const { movedHeader: row } = records.result();
  if (row === null) return [];
  return [
    `${where(row)} is the header again with its columns in another order, so that the rows below it belong to other columns`,
  ];
}

function footer({ records }: ThreeCounts): readonly string[] {
  const { brokenFooter, leftOut } = records.result();
  return [
    ...(brokenFooter === null
      ? []
      : [`${where(brokenFooter)} looks like the footer of the contract and holds a line break: take it out`]),
    ...(leftOut.footer <= LONGEST_FOOTER
      ? []
      : [
          `its last ${many(leftOut.footer, "line")} are a footer by the contract, and ${grouped(LONGEST_FOOTER)} may be`,
        ]),
  ];
}

const where = (row: number) => (row === 0 ? "the header" : `row ${grouped(row)}`);
const many = (count: number, one: string) => `${grouped(count)} ${one}${count === 1 ? "" : "s"}`;
