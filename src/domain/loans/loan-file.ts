import { z } from "zod";

const count = z.int().nonnegative();

/** How many records each rule of the contract takes for no loans. */
export const leftOut = z
  .object({
    /** Records that equal the header. */
    repeatedHeader: count.default(0),
    /** Records with nothing in any field. */
    blank: count.default(0),
    /** Rows of totals. */
    total: count.default(0),
    /** Lines at the end that the contract calls no loans. */
    footer: count.default(0),
  })
  .readonly();

export type LeftOut = z.infer<typeof leftOut>;

/** Facts about a loan file, taken in one pass, apart from Spark; no row of it is kept. Journals of before know fewer. */
export const loanFile = z.object({
  name: z.string(),
  /** Hex, of the file as received. */
  sha256: z.string(),
  /** Hex, of its text, which is the file itself where it is not packed; `null` where nobody unpacked it for that. */
  textSha256: z.string().nullable().default(null),
  /** As received. */
  bytes: count,
  /** ISO time since which it had not been touched; `null` where nobody looked. */
  modifiedAt: z.string().nullable().default(null),
  /** Lines by their ends, whatever they hold; `null` where nobody counted them. */
  lines: count.nullable().default(null),
  /** Records below the header, malformed and left out ones included. */
  rows: count,
  /** Records with another number of fields than the header. */
  malformedRows: count,
  leftOut: leftOut.prefault({}),
  /** A quoted field holds a line break, so that a line is not always a record. */
  isMultiLine: z.boolean(),
  /** `lf` where all end with LF or CRLF, `cr` where all end with CR. */
  lineEnds: z.enum(["lf", "cr", "mixed"]).default("lf"),
  compression: z.enum(["none", "gzip"]).default("none"),
  /** Of the columns that the contract wants summed, in plain decimals. */
  sums: z.record(z.string(), z.string()).default({}),
  /** What tells whether others have the same loans in each category; `null` where nobody counted them so. */
  perCategory: z.string().nullable().default(null),
  /** Columns of numbers that are written with the other decimal sign than the contract's; absent where none is. */
  otherDecimal: z.array(z.string()).readonly().optional(),
  /** What does not hold the day, or was let pass, as sentences. */
  warnings: z.array(z.string()).readonly().default([]),
});

export type LoanFile = Readonly<z.infer<typeof loanFile>>;
