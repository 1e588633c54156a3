import type { Contract } from "./contract.ts";

/**
 * Characters of a contract for Spark at most. EMR takes 10,280 in one argument (its API model, `XmlString`) and 10,240 in all
 * strings of a step; the other arguments of the count are places in the lake and in HDFS, named after the run.
 */
export const LONGEST_SPARK_CONTRACT = 8_000;

/** Longer than any name of a column, and a name in Redshift is cut at 127 bytes. */
const LONGEST_SLUG = 100;

/** What the Spark script is told of the contract, as the one argument `--contract`; the same contract is the same text. */
export function sparkContract({
  separator,
  encoding,
  decimal,
  extraColumns,
  columns,
  totals,
  footer,
}: Contract): string {
  const sums = new Map(sumColumns(columns).map(({ amount, column }) => [amount, column]));
  const told = columns.map(({ name, is }) => {
    const sum = sums.get(name);
    return sum === undefined ? { name, is } : { name, is, sum };
  });
  return JSON.stringify({ separator, encoding, decimal, extraColumns, columns: told, totals, footer });
}

/** An amount whose sum per category is told, and the column of the Parquet and of the table that holds it. */
export interface SumColumn {
  /** As in the header. */
  readonly amount: string;
  /** `sum_loan_amount`: lower-case letters, digits and underscores. */
  readonly column: string;
}

/**
 * The sums of a contract, in its order. Where two amounts would have the same column, the later one is numbered, so that
 * an amount added below the others takes no column that a table has already.
 */
export function sumColumns(columns: Contract["columns"]): readonly SumColumn[] {
  const taken = new Set<string>();
  return columns
    .filter(({ sum }) => sum)
    .map(({ name }) => {
      const wanted = `sum_${slug(name)}`;
      let column = wanted;
      for (let number = 2; taken.has(column); number += 1) column = `${wanted}_${number}`;
      taken.add(column);
      return { amount: name, column };
    });
}

/** Without the marks on its letters; what is then no ASCII letter or digit separates words. */
function slug(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = plain.replace(/[^a-z0-9]+/g, "_").slice(0, LONGEST_SLUG);
  return words.replace(/^_+|_+$/g, "") || "amount";
}
