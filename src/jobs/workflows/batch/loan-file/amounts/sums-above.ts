import { greatestDivisor } from "./amount-grain.ts";
import { FOUR_FIFTHS } from "./total-row.ts";

/** Of fewer it is chance in many a file: a loan of the same amount comes again, or one of two together. */
const FEWEST_ADDENDS = 3;
/** So many that add up to a row are no chance. */
const ENOUGH_ADDENDS = 10;
/** Nor are so many rows that each have the sum of a few. */
const ENOUGH_ROWS = 3;
/** A few fees of 50 add up to one of 150: a sum proves something that is so many times what its addends are all multiples of. */
const FEWEST_GRAINS = 100;
/** Finer than a cent nothing needs to be, in ten-thousandths. */
const FINEST = 100;
/** So many of them are remembered. */
const MOST_ROWS = 1_000;

/** A row whose amount those above it make up. */
interface SumAbove {
  /** The row below the header is 1. */
  readonly row: number;
  readonly addends: number;
}

/** Those rows, in their order; `isNoChance` where so many, or what so many rows add up to, cannot be loans. */
interface SumsAboveFound {
  readonly rows: readonly number[];
  readonly isNoChance: boolean;
}

/** What some rows come to, in ten-thousandths. */
class Sum {
  rows = 0;
  sum = 0;
  #belowZero = 0;
  /** Of which all are multiples, as long as that is more than the finest. */
  #grain = 0;

  add(amount: number): void {
    this.rows += 1;
    this.sum += amount;
    if (amount < 0) this.#belowZero += amount;
    if (this.#grain > FINEST || this.#grain === 0)
      this.#grain = greatestDivisor(Math.abs(amount), this.#grain);
  }

  /** With all that another has added up. */
  with(other: Sum): Sum {
    const both = new Sum();
    both.rows = this.rows + other.rows;
    both.sum = this.sum + other.sum;
    both.#belowZero = this.#belowZero + other.#belowZero;
    both.#grain = greatestDivisor(this.#grain, other.#grain);
    return both;
  }

  /** Whether it is seldom that one more amount is their sum. */
  get isProof(): boolean {
    const [size, sizes] = [Math.abs(this.sum), this.sum - 2 * this.#belowZero];
    return (
      this.rows >= FEWEST_ADDENDS &&
      size * FOUR_FIFTHS.of >= sizes * FOUR_FIFTHS.are &&
      size >= this.#grain * FEWEST_GRAINS
    );
  }
}

/**
 * Looks in a column of amounts for rows that have the sum of those above them: since the last such row, as the total of a page, a
 * branch or a category has, or of all that are none, as a total has, whatever comes below it. It knows the sums alone. Beyond
 * 2^53 ten-thousandths (900 thousand millions) they are no longer exact, and such a row is not found.
 */
export class SumsAbove {
  /** Since the last row that is a sum, also that of one row, as where a category has one loan. */
  #since = new Sum();
  /** Up to that row, those rows aside. */
  #before = new Sum();
  readonly #found: SumAbove[] = [];

  /** Takes an amount in ten-thousandths that is not 0. */
  take(exact: number | bigint, row: number): void {
    const amount = Number(exact);
    const since = this.#since;
    if (amount === since.sum || amount === this.#before.sum + since.sum) this.#takeSum(amount, row);
    else since.add(amount);
  }

  /** Takes the amounts of later rows, the lines of what was perhaps a footer: none of them has the sum of rows above. */
  add(later: SumsAbove): void {
    this.#since = this.#since.with(later.#all);
  }

  found(): SumsAboveFound {
    const isNoChance =
      this.#found.length >= ENOUGH_ROWS || this.#found.some(({ addends }) => addends >= ENOUGH_ADDENDS);
    return { rows: this.#found.map(({ row }) => row), isNoChance };
  }

  #takeSum(amount: number, row: number): void {
    const all = this.#all;
    const of = amount === this.#since.sum ? this.#since : all;
    if (of.isProof && this.#found.length < MOST_ROWS) this.#found.push({ row, addends: of.rows });
    this.#before = all;
    this.#since = new Sum();
  }

  get #all(): Sum {
    return this.#before.with(this.#since);
  }
}
