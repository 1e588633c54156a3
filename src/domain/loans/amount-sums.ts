import { z } from "zod";
import { isSameAmount, sumOf } from "./amount.ts";
import type { SumColumn } from "./contract/spark-contract.ts";
import type { Folds } from "./names/small-counts.ts";
import type { Reconciliation } from "./tally.ts";

/** What amounts came to, by category, in plain decimals; in the order of the contract. */
export const amountSums = z
  .array(
    z.object({
      /** The column of the file. */
      amount: z.string(),
      byCategory: z.array(z.object({ category: z.string(), sum: z.string() })).readonly(),
    }),
  )
  .readonly();

export type AmountSums = z.infer<typeof amountSums>;

/** The sums in the rows of `sql/summary/amount-sums`. */
export function sumsIn(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly SumColumn[],
): AmountSums {
  return columns.map(({ amount, column }) => ({
    amount,
    byCategory: rows.map((row) => ({
      category: String(row["loan_category"]),
      // Null where the day's files have no such column: it was counted before anybody asked for sums.
      sum: String(row[column] ?? "0"),
    })),
  }));
}

/** What an amount came to in all categories. */
export function totalOf({ byCategory }: AmountSums[number]): string {
  return sumOf(byCategory.map(({ sum }) => sum));
}

/** Holds the sums that Redshift answers against those that the upload made of the file, or the day is held. */
export function reconcileSums(ofFile: Readonly<Record<string, string>>, sums: AmountSums): Reconciliation {
  const says = sums.flatMap((one) => {
    const [file, redshift] = [ofFile[one.amount] ?? "0", totalOf(one)];
    if (isSameAmount(file, redshift)) return [];
    return [`the sum of "${one.amount}" is ${file} in the file, ${redshift} in Redshift`];
  });
  return says.length === 0 ? { adds: true } : { adds: false, says: says.join("; ") };
}

/** The sums beside counts that are folded so: what shares a row there is summed up under the same name. */
export function sumsBeside(sums: AmountSums, folds: Folds): AmountSums {
  return sums.map(({ amount, byCategory }) => {
    const shared = new Map<string, string[]>();
    for (const { category, sum } of byCategory) {
      const name = folds.get(category);
      if (name !== undefined) shared.set(name, [...(shared.get(name) ?? []), sum]);
    }
    const own = byCategory.filter(({ category }) => !folds.has(category));
    const together = [...shared].map(([category, some]) => ({ category, sum: sumOf(some) }));
    return { amount, byCategory: [...own, ...together] };
  });
}
