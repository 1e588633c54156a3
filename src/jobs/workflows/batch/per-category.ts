import { createHash } from "node:crypto";
import { canonical } from "../../../domain/loans/amount.ts";
import type { AmountSums } from "../../../domain/loans/amount-sums.ts";
import type { CategoryCount } from "../../../domain/loans/category-counts.ts";
import { BLANK_CATEGORY } from "../../../domain/loans/category-counts.ts";
import type { Reconciliation } from "../../../domain/loans/tally.ts";
import { agreePerCategory } from "../../../domain/loans/tally.ts";

/**
 * Tells whether two parties have the same number for each category, and no name of any: journals keep it, where a name may be
 * a customer's. Hex.
 */
export function countsFingerprint(counts: Iterable<readonly [category: string, count: number]>): string {
  const rows = new Map<string, number>();
  for (const [category, count] of counts) {
    const name = category === "" ? BLANK_CATEGORY : category;
    rows.set(name, (rows.get(name) ?? 0) + count);
  }
  return fingerprint([...rows]);
}

/** The same of what each amount came to by category; by the amount's column, since a contract may have other ones by now. */
export function sumsFingerprints(sums: AmountSums): Readonly<Record<string, string>> {
  return Object.fromEntries(
    sums.map(({ amount, byCategory }) => [
      amount,
      fingerprint(byCategory.map(({ category, sum }) => [category, canonical(sum)])),
    ]),
  );
}

/** What tells whether others have the same in each category, as far as Spark tells its own: `loans`, and sums by their column. */
export interface PerCategory {
  readonly loans: string | null;
  readonly sums: Readonly<Record<string, string>>;
}

/** Spark's numbers of single categories against Redshift's; a run that an earlier version began knows none of Spark's. */
export function reconcilePerCategory(
  ofSpark: PerCategory | undefined,
  { counts, sums }: { readonly counts: readonly CategoryCount[]; readonly sums: AmountSums },
): readonly Reconciliation[] {
  const loans = countsFingerprint(counts.map(({ category, count }) => [category, count]));
  return [
    agreePerCategory("loans", ["Spark", ofSpark?.loans ?? null], ["Redshift", loans]),
    ...Object.entries(sumsFingerprints(sums)).map(([amount, ofRedshift]) =>
      agreePerCategory(`"${amount}"`, ["Spark", ofSpark?.sums[amount] ?? null], ["Redshift", ofRedshift]),
    ),
  ];
}

function fingerprint(rows: readonly unknown[]): string {
  const lines = rows.map((row) => JSON.stringify(row)).toSorted();
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}
