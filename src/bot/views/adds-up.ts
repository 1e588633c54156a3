import { grouped } from "../../domain/grouped.ts";
import { shownAmount } from "../../domain/loans/amount.ts";
import type { AmountSums } from "../../domain/loans/amount-sums.ts";
import { totalOf } from "../../domain/loans/amount-sums.ts";
import { plainName } from "../../domain/loans/names/plain-name.ts";
import type { Tally } from "../../domain/loans/tally.ts";
import { notTold, reconcile } from "../../domain/loans/tally.ts";
import type { Markup } from "./block-kit/markup.ts";
import { md } from "./block-kit/markup.ts";

/** The sentence that lets people trust a day's numbers: each of them, from the file to Redshift. */
export function addsUp(tally: Tally, sums: AmountSums = []): Markup {
  const { head, says } = addsUpWords(tally, sums);
  return md`*${head}*: ${says}`;
}

/** The same as a heading and a sentence. */
export function addsUpWords(
  tally: Tally,
  sums: AmountSums = [],
): { readonly head: string; readonly says: string } {
  const result = reconcile(tally);
  if (!result.adds) return { head: "Does not add up", says: `${result.says}.` };
  const file = [
    `${grouped(tally.fileRows)} rows in the file`,
    ...notTold(tally).map(({ what, rows }) => `${grouped(rows)} ${what}`),
  ];
  const redshift = tally.redshiftRows === null ? "" : ` = ${grouped(tally.redshiftRows)} in Redshift`;
  const amounts = sums.map((one) => `${plainName(one.amount)} ${shownAmount(totalOf(one))}`);
  const alike = amounts.length === 0 ? "" : ` The same in all three: ${amounts.join(", ")}.`;
  const says = `${file.join(" − ")} = ${grouped(tally.sparkRows)} counted by Spark${redshift}.${alike}`;
  return { head: "Adds up", says };
}
