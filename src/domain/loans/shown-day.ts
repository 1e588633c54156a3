import type { HeldBy } from "../problem.ts";
import type { CategoryCount } from "./category-counts.ts";
import type { Contract } from "./contract/contract.ts";
import type { KnownNames } from "./names/known-names.ts";
import { shownNames } from "./names/known-names.ts";
import type { Folds } from "./names/small-counts.ts";
import { folded, foldsOf } from "./names/small-counts.ts";

/** A day's counts as everybody sees them. */
export interface ShownDay {
  readonly counts: readonly CategoryCount[];
  /** The day's sums are shown under the same names. */
  readonly folds: Folds;
  /** The counts of another day as they are shown beside this one: what is not shown of this day is not shown of that either. */
  readonly beside: (counts: readonly CategoryCount[]) => readonly CategoryCount[];
}

/** The one way to a day's names. */
export function shownDay(
  counts: readonly CategoryCount[],
  by: {
    readonly contract: Pick<Contract, "categories" | "rules">;
    readonly known: KnownNames;
    /** A person let the day's names pass as they are. */
    readonly areVouched: boolean;
  },
): ShownDay {
  const how = { isShown: shownNames(counts, by), k: by.contract.rules.smallCounts };
  const folds = foldsOf(counts, how);
  return {
    counts: folded(counts, folds),
    folds,
    beside: (others) => folded(others, foldsOf(others, how)),
  };
}

/** Whether a person let names in few rows of that file pass, by the very words that are told of it. */
export function areNamesVouched(
  released: readonly HeldBy[],
  { warnings, file }: { readonly warnings: readonly string[]; readonly file: string },
): boolean {
  return released.some(
    ({ rule, says, of }) =>
      rule === "rare-names" && warnings.includes(says) && (of === undefined || of.file === file),
  );
}
