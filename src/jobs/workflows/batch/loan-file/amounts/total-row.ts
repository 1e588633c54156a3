import { ExactSum } from "./exact-sum.ts";

/** The amounts of a column, or of one category in it. */
export interface AllAmounts {
  readonly amounts: number;
  readonly sum: bigint;
  /** It would be no chance if some of them added up to the others. */
  readonly isNoChance: boolean;
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
  readonly #belowZero = new ExactSum();

  /** Takes an amount in ten-thousandths that is not 0. */
  take(amount: number | bigint, row: number): void {
    this.#lastAmount = amount;
    this.#lastRow = row;
    if (amount < 0) this.#belowZero.add(amount);
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
    this.#belowZero.add(later.#belowZero.value);
    this.#greatest = later.#greatest === null ? this.#greatest : greater(this.#greatest, later.#greatest);
  }

  /** The sizes of all amounts together, of which that is the sum. */
  sizes(sum: bigint): bigint {
    return sum - 2n * this.#belowZero.value;
  }

  /** The row whose amount all others make up, or the two of which each has that amount; empty where there is none. */
  found({ amounts, sum, isNoChance }: AllAmounts): readonly number[] {
    if (amounts < FEWEST_AMOUNTS) return [];
    const sizes = this.sizes(sum);
    const isTold = ({ amount }: Pick<Candidate, "amount">, times: bigint) => {
      const total = BigInt(amount);
      return isTotal(total, {
        ...{ sum: sum - times * total, sizes: sizes - times * absolute(total), isNoChance },
      });
    };
    const greatest = this.#greatest;
    const last = { row: this.#lastRow, amount: this.#lastAmount };
    const once = [greatest, last].find((one) => one !== null && isTold(one, 1n));
    if (once) return [once.row];
    const again = amounts < FEWEST_BESIDE_TWO ? null : (greatest?.again ?? null);
    return greatest !== null && again !== null && isTold(greatest, 2n) ? [greatest.row, again] : [];
  }

  /**
   * The row that has the sum of all others that are above 0, as where a report tells what was lent and the refunds by themselves;
   * `null`: there is none.
   */
  ofLent({ amounts, sum, isNoChance }: AllAmounts): number | null {
    const belowZero = this.#belowZero.value;
    if (amounts < FEWEST_AMOUNTS || belowZero === 0n) return null;
    const sizes = this.sizes(sum);
    const greatest = this.#greatest === null ? [] : [this.#greatest];
    const last = { row: this.#lastRow, amount: this.#lastAmount };
    const found = [...greatest, last].find(({ amount }) => {
      const total = BigInt(amount);
      const others = { sum: sum - belowZero - total, sizes: sizes - absolute(total), isNoChance };
      return total > 0n && isTotal(total, others);
    });
    return found?.row ?? null;
  }
}

/** Of refunds a total takes off so much, at most, where the grain of the amounts proves nothing: it is four fifths of all sizes. */
export const FOUR_FIFTHS = { of: 5, are: 4 } as const;

/**
 * Whether an amount is the total of others of that sum, or the same taken off them. Among reversals many an amount is the sum of
 * others that nearly cancel out: a total is about as large as all of them together, unless chance is ruled out.
 */
function isTotal(
  total: bigint,
  others: { readonly sum: bigint; readonly sizes: bigint; readonly isNoChance: boolean },
): boolean {
  if (total === 0n) return false;
  const isAsLarge = absolute(total) * BigInt(FOUR_FIFTHS.of) >= others.sizes * BigInt(FOUR_FIFTHS.are);
  return total === others.sum ? isAsLarge || others.isNoChance : total === -others.sum && isAsLarge;
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

function absolute(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}

/** So many of the last rows are remembered: beside its total a report may have a number of loans, or an average. */
const LAST = 3;

/** A row that is a total, and those beside it that are none of what it adds up. */
interface FoundTotal {
  readonly rows: readonly number[];
  readonly beside: readonly number[];
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

  /** The row whose amount all others make up but for one or two of the last ones. */
  found({ sum, sizes, isNoChance }: AllAmounts & { readonly sizes: bigint }): FoundTotal {
    const last = this.#kept().map(({ row, amount }) => ({ row, amount: BigInt(amount) }));
    for (const total of last) {
      const others = last.filter((one) => one !== total);
      // A reversal cancels out with what it takes back, whatever all others are.
      const isReversed = others.some(({ amount }) => amount === -total.amount);
      for (const beside of [...others.map((one) => [one]), others]) {
        if (beside.length === 0) continue;
        const [aside, size] = [sumOf(beside.map(({ amount }) => amount)), sizesOf([total, ...beside])];
        const rest = { sum: sum - total.amount - aside, sizes: sizes - size };
        if (isTotal(total.amount, { ...rest, isNoChance: isNoChance && !isReversed }))
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

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((all, one) => all + one, 0n);
}

function sizesOf(some: readonly { readonly amount: bigint }[]): bigint {
  return sumOf(some.map(({ amount }) => absolute(amount)));
}
