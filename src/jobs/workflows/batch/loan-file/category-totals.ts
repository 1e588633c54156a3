import { ExactSum } from "./exact-sum.ts";
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
  totalRows(): readonly number[] {
    return this.#totalRow.found({ amounts: this.amounts, sum: this.#sum.value });
  }
}

/** The rows of a column that have the sum of all others of their category, in so many categories that it is no chance. */
export function categoryTotals(column: readonly CategoryAmounts[]): readonly number[] {
  const large = column.filter(({ amounts }) => amounts >= FEWEST_AMOUNTS);
  const found = large.filter((category) => category.totalRows().length > 0);
  const sure =
    found.length * 2 > large.length ? found : found.filter(({ amounts }) => amounts >= ENOUGH_AMOUNTS);
  if (sure.length < FEWEST_CATEGORIES) return [];
  return sure.flatMap((category) => category.totalRows()).toSorted((one, other) => one - other);
}

/** Rows with the sum of all others: those of one category, or of all that have one row each. */
export interface CategoriesOfAll {
  readonly areAlone: boolean;
}

/** What is to add up other rows adds up so many of each on an average; of fewer it may be chance. */
const FEWEST_ADDED_UP = 2;

/**
 * The rows of one category, whatever its name, that have together the sum of all others, as where subtotals have a word for their
 * category; or those that are each alone in theirs, as where that word stands beside the category's own. `null`: there are none.
 */
export function categoriesOfAll(
  column: readonly CategoryAmounts[],
  { amounts, sum }: { readonly amounts: number; readonly sum: bigint },
): CategoriesOfAll | null {
  const isOfAll = (rows: number, own: bigint) =>
    rows > 0 && own * 2n === sum && own !== 0n && rows * FEWEST_ADDED_UP <= amounts - rows;
  const one = column.find((category) => isOfAll(category.amounts, category.sum));
  if (one !== undefined) return { areAlone: false };
  const alone = column.filter((category) => category.amounts === 1);
  const together = alone.reduce((all, category) => all + category.sum, 0n);
  return alone.length > 1 && isOfAll(alone.length, together) ? { areAlone: true } : null;
}
