import type { Tally } from "../../domain/loans/tally.ts";
import { notTold, reconcile } from "../../domain/loans/tally.ts";
import type { Markup } from "./markup.ts";
import { md } from "./markup.ts";

/** The sentence that lets people trust a day's numbers: each of them, from the file to Redshift. */
export function addsUp(tally: Tally): Markup {
  const result = reconcile(tally);
  if (!result.adds) return md`*Does not add up*: ${result.says}.`;
  const file = [
    `${number(tally.fileRows)} rows in the file`,
    ...notTold(tally).map(({ what, rows }) => `${number(rows)} ${what}`),
  ];
  const redshift = tally.redshiftRows === null ? "" : ` = ${number(tally.redshiftRows)} in Redshift`;
  return md`*Adds up*: ${file.join(" − ")} = ${number(tally.sparkRows)} counted by Spark${redshift}.`;
}

const number = (count: number) => count.toLocaleString("en-US");
