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
