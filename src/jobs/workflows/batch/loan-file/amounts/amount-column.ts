import { AmountSum, tenThousandths } from "../../../../../domain/loans/amount.ts";
import type { Contract, ContractColumn } from "../../../../../domain/loans/contract/contract.ts";
import { AmountGrain } from "./amount-grain.ts";
import type { CategoryAmounts } from "./category-totals.ts";
import { categoriesOfAll, categoryTotals } from "./category-totals.ts";
import { DecimalUse } from "./decimal-use.ts";
import type { RowGroup } from "./subtotals.ts";
import { Subtotals } from "./subtotals.ts";
import { SumsAbove } from "./sums-above.ts";
import { LastRows, TotalRow } from "./total-row.ts";

/** In so many amounts it is no chance that one of them is the sum of all others. */
const ENOUGH_AMOUNTS = 10;

/** A column of amounts of some of the rows: its sum, and what tells that it is perhaps another than the file means. */
export class AmountColumn {
  readonly name: string;
  /** `null`: the contract does not want it summed. */
  readonly sum: AmountSum | null;
  readonly decimals: DecimalUse;
  readonly #decimal: Contract["decimal"];
  readonly #totalRow = new TotalRow();
  readonly #lastRows = new LastRows();
  readonly #subtotals = new Subtotals();
  readonly #grain = new AmountGrain();
  readonly #sumsAbove = new SumsAbove();
  /** Blank or unreadable ones are none, and nor is 0. */
  #amounts = 0;

  constructor({ name, sum }: Pick<ContractColumn, "name" | "sum">, decimal: Contract["decimal"]) {
    this.name = name;
    this.sum = sum ? new AmountSum(decimal) : null;
    this.decimals = new DecimalUse(decimal);
    this.#decimal = decimal;
  }

  /**
   * Takes a value as it stands in a file, without blanks around it. The row below the header is 1. `category`: what the amounts of
   * its category in this column are, where that is kept.
   */
  take(text: string, row: number, group: RowGroup, category: CategoryAmounts | undefined): void {
    const amount = tenThousandths(text, this.#decimal);
    this.decimals.take(text, amount, row);
    this.sum?.add(text);
    if (amount === null || Number(amount) === 0) return;
    this.#amounts += 1;
    this.#totalRow.take(amount, row);
    this.#lastRows.take(amount, row);
    this.#subtotals.take(amount, group);
    this.#grain.take(amount);
    this.#sumsAbove.take(amount, row);
    category?.take(amount, row);
  }

  /** Takes the values of later rows. */
  add(later: AmountColumn): void {
    if (this.sum !== null && later.sum !== null) this.sum.addSum(later.sum);
    this.decimals.add(later.decimals);
    this.#amounts += later.#amounts;
    this.#totalRow.add(later.#totalRow);
    this.#lastRows.add(later.#lastRows);
    this.#subtotals.add(later.#subtotals);
    this.#grain.add(later.#grain);
    this.#sumsAbove.add(later.#sumsAbove);
  }

  /**
   * One or two rows, or the rows of some groups, that have the sum of all others, also but for those `beside` them; or one that
   * has that of all others above 0 (`ofLent`); or the rows of some categories together; or the rows that have each that of their
   * category, or of the rows `above` them. `isSure`: it is no chance that one has the sum of all others; `isNoChance`: nor that
   * some together have it.
   */
  totals(categories: readonly CategoryAmounts[]) {
    const [amounts, sum] = [this.#amounts, this.#subtotals.total];
    const all = { amounts, sum, isNoChance: this.#grain.isFine(amounts) };
    const isSure = amounts >= ENOUGH_AMOUNTS;
    const alone = this.#totalRow.found(all);
    const { rows, beside } =
      alone.length === 0 && isSure
        ? this.#lastRows.found({ ...all, sizes: this.#totalRow.sizes(sum) })
        : { rows: alone, beside: [] };
    const ofLent = rows.length === 0 ? this.#totalRow.ofLent(all) : null;
    const subtotals = rows.length === 0 && isSure ? this.#subtotals.found() : null;
    const isTold = rows.length > 0 || subtotals !== null || ofLent !== null;
    const ofAll = isTold || !isSure ? null : categoriesOfAll(categories, all);
    const ofCategories = isTold || ofAll !== null ? [] : categoryTotals(categories, all);
    const isHeld = isTold || ofCategories.length > 0 || (ofAll !== null && all.isNoChance);
    const above = isHeld ? { rows: [], isNoChance: false } : this.#sumsAbove.found();
    const found = { rows, beside, ofLent, subtotals, ofAll, ofCategories, above };
    return { ...found, isSure, isNoChance: all.isNoChance };
  }
}
