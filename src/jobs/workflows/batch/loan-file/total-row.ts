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

  /** Takes an amount in ten-thousandths that is not 0. */
  take(amount: number | bigint, row: number): void {
    this.#lastAmount = amount;
    this.#lastRow = row;
    const greatest = this.#greatest;
    if (greatest === null || sizeOf(amount) >= sizeOf(greatest.amount))
      this.#greatest = greater(greatest, { row, again: null, amount });
  }

  /** Takes the amounts of later rows. */
  add(later: TotalRow): void {
    if (later.#lastAmount !== 0) {
      this.#lastAmount = later.#lastAmount;
      this.#lastRow = later.#lastRow;
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
