import { ExactSum } from "./exact-sum.ts";

/**
 * What a row that is counted says of itself: whose loan it is and which; one of the two; neither; or a word of totals beside
 * something else (`worded`). Reports leave their subtotals without an id or a category. With a word of totals among others for
 * its category (`amongOthers`) a row is as often a loan of such a product, so that nothing is said of it unless sums prove it.
 */
export type RowGroup = "whole" | "noId" | "noCategory" | "neither" | "worded" | "amongOthers";

/** All but `whole`. */
export type DoubtfulGroup = Exclude<RowGroup, "whole">;

const all = ["whole", "noId", "noCategory", "neither", "worded", "amongOthers"] as const satisfies RowGroup[];
const doubtful = all.filter((group) => group !== "whole");

/** Rows of these groups together have so many times the sum of all other rows. */
export interface SubtotalGroups {
  readonly groups: readonly DoubtfulGroup[];
  readonly times: bigint;
}

/** What is to add up other rows adds up so many of each kind of subtotals, on an average; of fewer it may be chance. */
export const FEWEST_ADDED_UP = 2;

/** A report has no more kinds of subtotals. */
export const MOST_TIMES = 3n;

/** The amounts of the rows of a group. */
class GroupAmounts {
  readonly sum = new ExactSum();
  rows = 0;
}

/** Looks in a column of amounts whether the rows that may be subtotals make up the sum of all others. */
export class Subtotals {
  readonly #groups = {
    ...{ whole: new GroupAmounts(), noId: new GroupAmounts(), noCategory: new GroupAmounts() },
    ...{ neither: new GroupAmounts(), worded: new GroupAmounts(), amongOthers: new GroupAmounts() },
  };

  /** Takes an amount in ten-thousandths that is not 0. */
  take(amount: number | bigint, group: RowGroup): void {
    const amounts = this.#groups[group];
    amounts.sum.add(amount);
    amounts.rows += 1;
  }

  /** Takes the amounts of later rows. */
  add(later: Subtotals): void {
    for (const group of all) {
      this.#groups[group].sum.add(later.#groups[group].sum.value);
      this.#groups[group].rows += later.#groups[group].rows;
    }
  }

  /** Of all rows. */
  get total(): bigint {
    return this.#of(all).sum;
  }

  #of(groups: readonly RowGroup[]): { readonly sum: bigint; readonly rows: number } {
    const amounts = groups.map((group) => this.#groups[group]);
    return {
      sum: amounts.reduce((sum, one) => sum + one.sum.value, 0n),
      rows: amounts.reduce((rows, one) => rows + one.rows, 0),
    };
  }

  /** The fewest groups that make it up; more than once where there are subtotals of several kinds. `null`: none do. */
  found(): SubtotalGroups | null {
    const whole = this.#of(all);
    const choices = choicesOf(doubtful.filter((group) => this.#groups[group].sum.value !== 0n));
    for (const groups of choices) {
      const { sum, rows } = this.#of(groups);
      const rest = whole.sum - sum;
      if (rest === 0n || sum % rest !== 0n) continue;
      const times = sum / rest;
      if (times < 1n || times > MOST_TIMES) continue;
      // Of amounts that are all the same, some are so many times the sum of the others as they are times their number.
      if (BigInt(rows * FEWEST_ADDED_UP) <= times * BigInt(whole.rows - rows)) return { groups, times };
    }
    return null;
  }
}

/** Each choice of one or more of them, the smaller ones first. */
function choicesOf(groups: readonly DoubtfulGroup[]): readonly (readonly DoubtfulGroup[])[] {
  const choices = Array.from({ length: 2 ** groups.length }, (_, bits) =>
    groups.filter((_one, at) => Math.floor(bits / 2 ** at) % 2 === 1),
  );
  return choices.filter(({ length }) => length > 0).toSorted((a, b) => a.length - b.length);
}
