import type { CategoryCount } from "../category-counts.ts";
import { BLANK_CATEGORY } from "../category-counts.ts";
import type { Contract } from "../contract/contract.ts";
import { likenessOf } from "./look-alike.ts";
import { hiddenNames, isFoldedName, nameOfFile } from "./small-counts.ts";

/** Customers have few loans each: a name of so many rows or fewer may be one's. */
export const FEW_ROWS = 3;

/** What is published, to hold names against. */
export interface KnownNames {
  /** Those that one of the days had in more than `FEW_ROWS` rows, which no customer has. */
  readonly names: ReadonlySet<string>;
  /** Those that one of the days had at all. They are no strangers, and may be customers all the same. */
  readonly seen: ReadonlySet<string>;
  /** So many more names one of the days had, of which nothing but their number is known; ∞ where not even that is. */
  readonly hidden: number;
  /** How many days they are of. */
  readonly days: number;
}

/** Before anything is published. */
export const NOTHING_KNOWN: KnownNames = { names: new Set(), seen: new Set(), hidden: 0, days: 0 };

/** Once a week of days is published, their names are nearly all that there are. */
export const isKnowing = (days: number) => days >= 7;

/** What is known of days. */
type CountedDays = readonly { readonly counts: readonly CategoryCount[] }[];

/** What the counts of published days know. */
export function knownNames(days: CountedDays): KnownNames {
  const all = days.flatMap(({ counts }) => counts);
  const named = (counts: readonly CategoryCount[]) => new Set(counts.map(({ category }) => category));
  return {
    names: named(all.filter(({ count }) => count > FEW_ROWS)),
    seen: named(all),
    hidden: 0,
    days: days.length,
  };
}

/** What they know as far as they were shown: a name that was not shown stays unknown. */
export function knownByShown(days: CountedDays): KnownNames {
  const named = days.map(({ counts }) => ({
    counts: counts
      .filter(({ category }) => !isFoldedName(category))
      .map(({ category, count }) => ({ category: nameOfFile(category), count })),
  }));
  return { ...knownNames(named), hidden: Math.max(0, ...days.map(({ counts }) => hiddenNames(counts))) };
}

/**
 * Tells whether a name of that day may be shown: one of more than `FEW_ROWS` rows, that day or on a published one; one that
 * the contract lists; one that a person vouches for; or one that looks like one of these, as `Gold Loan` does like
 * `GOLD LOAN`. Every other may be a customer's.
 */
export function shownNames(
  counts: readonly CategoryCount[],
  {
    contract,
    known,
    areVouched = false,
  }: {
    readonly contract: Pick<Contract, "categories">;
    readonly known: KnownNames;
    /** A person let the day's names pass as they are. */
    readonly areVouched?: boolean;
  },
): (name: string) => boolean {
  const many = counts.filter(({ count }) => areVouched || count > FEW_ROWS).map(({ category }) => category);
  const shown = new Set([BLANK_CATEGORY, "", ...contract.categories, ...known.names, ...many]);
  const likenesses = new Set([...shown].filter((name) => name !== "").map(likenessOf));
  return (name) => shown.has(name) || likenesses.has(likenessOf(name));
}
