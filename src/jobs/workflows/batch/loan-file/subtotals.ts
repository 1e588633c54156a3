import { ExactSum } from "./exact-sum.ts";

/**
 * What a row that is counted says of itself: whose loan it is and which; one of the two; neither; or a word of totals beside
 * something else (`worded`). Reports leave their subtotals without an id or a category.
 */
export type RowGroup = "whole" | "noId" | "noCategory" | "neither" | "worded";

/** All but `whole`. */
export type DoubtfulGroup = Exclude<RowGroup, "whole">;

const doubtful = ["noId", "noCategory", "neither", "worded"] as const satisfies readonly DoubtfulGroup[];

/** Rows of these groups together have so many times the sum of all other rows. */
export interface SubtotalGroups {
  readonly groups: readonly DoubtfulGroup[];
  readonly times: bigint;
}

/** Looks in a column of amounts whether the rows that may be subtotals make up the sum of all others. */
export class Subtotals {
  readonly #sums = {
    ...{ whole: new ExactSum(), noId: new ExactSum(), noCategory: new ExactSum() },
    ...{ neither: new ExactSum(), worded: new ExactSum() },
  };

  /** Takes an amount in ten-thousandths. */
  take(amount: number | bigint, group: RowGroup): void {
    this.#sums[group].add(amount);
  }

  /** Takes the amounts of later rows. */
  add(later: Subtotals): void {
    for (const group of ["whole", ...doubtful] as const) this.#sums[group].add(later.#sums[group].value);
  }

  /** Of all rows. */
  get total(): bigint {
    return this.#sumOf(["whole", ...doubtful]);
  }

  #sumOf(groups: readonly RowGroup[]): bigint {
    return groups.reduce((sum, group) => sum + this.#sums[group].value, 0n);
  }

  /** The fewest groups that make it up; more than once where there are subtotals of several kinds. `null`: none do. */
  found(): SubtotalGroups | null {
    const { total } = this;
    const choices = choicesOf(doubtful.filter((group) => this.#sums[group].value !== 0n));
    for (const groups of choices) {
      const sum = this.#sumOf(groups);
      const rest = total - sum;
      if (rest !== 0n && sum % rest === 0n && sum / rest > 0n) return { groups, times: sum / rest };
    }
    return null;
  }
}

/** Each choice of one or more of them, the smaller ones first. */
function choicesOf(all: readonly DoubtfulGroup[]): readonly (readonly DoubtfulGroup[])[] {
  const choices = Array.from({ length: 2 ** all.length }, (_, bits) =>
    all.filter((_one, at) => Math.floor(bits / 2 ** at) % 2 === 1),
  );
  return choices.filter(({ length }) => length > 0).toSorted((a, b) => a.length - b.length);
}
