/** So many of the last rows are remembered: beside its total a report may have a number of loans, or an average. */
const LAST = 3;

/** A row that is a total, and those beside it that are none of what it adds up. */
export interface FoundTotal {
  readonly rows: readonly number[];
  readonly beside: readonly number[];
}

/** An amount that is perhaps the sum of all the others. */
interface Candidate {
  /** The row below the header is 1. */
  readonly row: number;
  /** Another that has it too; `null` where there is none. */
  readonly again: number | null;
  /** Ten-thousandths. */
  readonly amount: number | bigint;
}

/** Of two amounts one is the other's sum in many a column that is nearly empty. */
const FEWEST_AMOUNTS = 3;
/** Where two are to be the sum of the others, as where a total is written twice. Of four, two pairs of loans may be that. */
const FEWEST_BESIDE_TWO = 5;

/**
 * Looks in a column of amounts for the one that is the sum of all the others, as a total's is whatever word stands beside it. It
 * keeps two: the greatest, which it is where no amount is negative, with a row that has it too, and the last, where a total stands.
 */
export class TotalRow {
  #greatest: Candidate | null = null; // null: there is no amount yet
  #lastAmount: number | bigint = 0; // 0: there is none yet
  #lastRow = 0;
  /** Amounts below 0, and the last row that has one. */
  #negatives = 0;
  #lastNegative = 0;
  #lastPositive = 0;

  /** Takes an amount in ten-thousandths that is not 0. */
  take(amount: number | bigint, row: number): void {
    this.#lastAmount = amount;
    this.#lastRow = row;
    if (amount < 0) {
      this.#negatives += 1;
      this.#lastNegative = row;
    } else this.#lastPositive = row;
    const greatest = this.#greatest;
    if (greatest === null || sizeOf(amount) >= sizeOf(greatest.amount))
      this.#greatest = greater(greatest, { row, again: null, amount });
  }

  /** Takes the amounts of later rows. */
  add(later: TotalRow): void {
    if (later.#lastAmount !== 0) {
      this.#lastAmount = later.#lastAmount;
      this.#lastRow = later.#lastRow;
      this.#lastNegative = later.#lastNegative || this.#lastNegative;
      this.#lastPositive = later.#lastPositive || this.#lastPositive;
      this.#negatives += later.#negatives;
    }
    this.#greatest = later.#greatest === null ? this.#greatest : greater(this.#greatest, later.#greatest);
  }

  /**
   * The row whose amount all others make up, or the two of which each has that amount; empty where there is none. Asked with
   * the number and the sum of all amounts.
   */
  found({ amounts, sum }: { readonly amounts: number; readonly sum: bigint }): readonly number[] {
    if (amounts < FEWEST_AMOUNTS) return [];
    const greatest = this.#greatest;
    const last = { row: this.#lastRow, again: null, amount: this.#lastAmount };
    const isTold = (one: Candidate | null, times: bigint) =>
      one !== null && BigInt(one.amount) * (times + 1n) === sum;
    const once = [greatest, last].find((one) => isTold(one, 1n));
    if (once) return [once.row];
    // With the other sign, as a report that takes off what it has added up: then it is the only one that has it.
    if (sum === 0n && this.#negatives === 1) return [this.#lastNegative];
    if (sum === 0n && this.#negatives === amounts - 1) return [this.#lastPositive];
    const again = amounts < FEWEST_BESIDE_TWO ? null : (greatest?.again ?? null);
    return greatest !== null && again !== null && isTold(greatest, 2n) ? [greatest.row, again] : [];
  }
}

/** The greater one, by its size; of two that are the same the earlier, with the other's row. */
function greater(earlier: Candidate | null, later: Candidate): Candidate {
  if (earlier === null) return later;
  const [was, is] = [sizeOf(earlier.amount), sizeOf(later.amount)];
  if (is > was) return later;
  const isSame = is >= was && later.amount < 0 === earlier.amount < 0;
  return isSame && earlier.again === null ? { ...earlier, again: later.row } : earlier;
}

function sizeOf(amount: number | bigint): number | bigint {
  return amount < 0 ? -amount : amount;
}

/**
 * The last amounts of a column: a total stands there, and other rows of a report's end may stand beside it, so that it is the
 * sum of all others but for these.
 */
export class LastRows {
  /** By turns, since each amount of a file comes here; a row of 0 is none. */
  readonly #amounts: (number | bigint)[] = [0, 0, 0];
  readonly #rows: number[] = [0, 0, 0];
  #next = 0;

  take(amount: number | bigint, row: number): void {
    this.#amounts[this.#next] = amount;
    this.#rows[this.#next] = row;
    this.#next = this.#next === LAST - 1 ? 0 : this.#next + 1;
  }

  /** Takes the amounts of later rows. */
  add(later: LastRows): void {
    for (const { amount, row } of later.#kept()) this.take(amount, row);
  }

  /** The row whose amount all others of that sum make up but for one or two of the last ones. */
  found(sum: bigint): FoundTotal {
    const last = this.#kept();
    for (const total of last) {
      const others = last.filter((one) => one !== total);
      for (const beside of [...others.map((one) => [one]), others]) {
        const aside = beside.reduce((all, { amount }) => all + BigInt(amount), 0n);
        if (beside.length > 0 && BigInt(total.amount) * 2n + aside === sum)
          return {
            rows: [total.row],
            beside: beside.map(({ row }) => row).toSorted((one, two) => one - two),
          };
      }
    }
    return { rows: [], beside: [] };
  }

  /** From the first to the last. */
  #kept(): readonly { readonly row: number; readonly amount: number | bigint }[] {
    return [0, 1, 2]
      .map((at) => (this.#next + at) % LAST)
      .map((at) => ({ row: this.#rows[at] ?? 0, amount: this.#amounts[at] ?? 0 }))
      .filter(({ row }) => row > 0);
  }
}
