import { ExactSum } from "./exact-sum.ts";
import { FEWEST_ADDED_UP, MOST_TIMES } from "./subtotals.ts";
import type { AllAmounts } from "./total-row.ts";
import { TotalRow } from "./total-row.ts";

/** In a category of so many amounts, that one of them is the sum of the others may be chance, and in most categories it is not. */
const FEWEST_AMOUNTS = 5;
/** In so many it is none in two categories, however many have no such amount. */
const ENOUGH_AMOUNTS = 10;
/** One category may have a loan that is as large as all others. */
const FEWEST_CATEGORIES = 2;

/** The amounts of one category in one column. */
export class CategoryAmounts {
  amounts = 0;
  readonly #sum = new ExactSum();
  readonly #totalRow = new TotalRow();

  /** Takes an amount in ten-thousandths that is not 0. The row below the header is 1. */
  take(amount: number | bigint, row: number): void {
    this.amounts += 1;
    this.#sum.add(amount);
    this.#totalRow.take(amount, row);
  }

  /** Takes the amounts of later rows. */
  add(later: CategoryAmounts): void {
    this.amounts += later.amounts;
    this.#sum.add(later.#sum.value);
    this.#totalRow.add(later.#totalRow);
  }

  get sum(): bigint {
    return this.#sum.value;
  }

  /** One or two rows that have the sum of all others; empty where there are none. */
  totalRows({ isNoChance }: Pick<AllAmounts, "isNoChance">): readonly number[] {
    return this.#totalRow.found({ amounts: this.amounts, sum: this.#sum.value, isNoChance });
  }
}

/** The rows of a column that have the sum of all others of their category, in so many categories that it is no chance. */
export function categoryTotals(
  column: readonly CategoryAmounts[],
  all: Pick<AllAmounts, "isNoChance">,
): readonly number[] {
  const large = column.filter(({ amounts }) => amounts >= FEWEST_AMOUNTS);
  const found = large.filter((category) => category.totalRows(all).length > 0);
  const sure =
    found.length * 2 > large.length ? found : found.filter(({ amounts }) => amounts >= ENOUGH_AMOUNTS);
  if (sure.length < FEWEST_CATEGORIES) return [];
  return sure.flatMap((category) => category.totalRows(all)).toSorted((one, other) => one - other);
}

/** Rows with the sum of all others, or some times that. */
export interface CategoriesOfAll {
  /** Those of one category, or of all that have one row each, or both. */
  readonly are: "of-one" | "alone" | "of-one-and-alone";
  /** Where there are subtotals of several kinds, or a total beside them, it is more than once. */
  readonly times: bigint;
}

/**
 * The rows of one category, whatever its name, that have together the sum of all others, as where subtotals have a word for their
 * category; or those that are each alone in theirs, as where that word stands beside the category's own; or both, as where a total
 * has another word. `null`: there are none.
 */
export function categoriesOfAll(
  column: readonly CategoryAmounts[],
  { amounts, sum }: Pick<AllAmounts, "amounts" | "sum">,
): CategoriesOfAll | null {
  const timesOf = ({ rows, own }: { readonly rows: number; readonly own: bigint }) => {
    const rest = sum - own;
    if (own === 0n || rest === 0n || own % rest !== 0n) return null;
    const times = own / rest;
    const isOften = rows * FEWEST_ADDED_UP <= Number(times) * (amounts - rows);
    return times >= 1n && times <= MOST_TIMES && isOften ? times : null;
  };
  const alone = column.filter((category) => category.amounts === 1);
  const ofAlone = { rows: alone.length, own: alone.reduce((all, one) => all + one.sum, 0n) };
  const ofOne = column.map((category) => ({ rows: category.amounts, own: category.sum }));
  const choices = [
    ...ofOne.map((one) => ({ are: "of-one" as const, ...one })),
    ...(alone.length > 1 ? [{ are: "alone" as const, ...ofAlone }] : []),
    ...ofOne
      .filter(({ rows }) => rows > 1 && alone.length > 0)
      .map(({ rows, own }) => ({
        ...{ are: "of-one-and-alone" as const, rows: rows + ofAlone.rows, own: own + ofAlone.own },
      })),
  ];
  for (const { are, ...choice } of choices) {
    const times = timesOf(choice);
    if (times !== null) return { are, times };
  }
  return null;
}
