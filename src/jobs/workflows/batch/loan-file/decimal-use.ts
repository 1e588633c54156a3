import type { DecimalSign } from "../../../../domain/loans/amount.ts";
import { isAmount, otherSign } from "../../../../domain/loans/amount.ts";

/** A thousand, in ten-thousandths. */
const THOUSAND = 1_000 * 10_000;

/** `999,999`; `1,00,000` is longer. */
const LONGEST_OF_ONE_GROUP = 7;

/** So many tell that three digits behind a sign are no chance. */
const FEWEST_THOUSANDS = 20;

/**
 * By which decimal sign a column's amounts are written: `1.250.000` is an amount by a comma alone, `1234.50` by a point alone, and
 * `250.000` by both. Once one is by the contract's alone nothing more is looked at.
 */
export class DecimalUse {
  readonly #own: DecimalSign;
  #isOwn = false;
  #onlyOther = 0;
  /** By both signs, with three digits behind the contract's. */
  #threes = 0;
  /** Whole, less than a thousand, without a sign. */
  #small = 0;
  /** There is one of a thousand and more in which the contract's sign stands for nothing else. */
  #isLarge = false;

  constructor(own: DecimalSign) {
    this.#own = own;
  }

  /** Takes a value as it stands in a file, and what it is by the contract: ten-thousandths, or `null` where it is no amount. */
  take(text: string, amount: number | bigint | null): void {
    if (this.#isOwn || text === "") return;
    const own = text.indexOf(this.#own);
    // So few letters have one group at most.
    if (this.#isLarge && amount !== null && own < 0 && text.length <= LONGEST_OF_ONE_GROUP) return;
    const other = text.indexOf(otherSign[this.#own]);
    if (own < 0 && other < 0) {
      if (amount === null || Number(amount) === 0) return;
      if (Math.abs(Number(amount)) < THOUSAND) this.#small += 1;
      else this.#isLarge = true;
      return;
    }
    // By its own sign `1,234` has a group of three digits, which the other sign takes for a fraction, and `1,234,567` has two.
    const isGrouped = amount !== null && own < 0;
    const isOther = isGrouped
      ? other === text.lastIndexOf(otherSign[this.#own])
      : isAmount(text, otherSign[this.#own]);
    if (amount === null) this.#onlyOther += isOther ? 1 : 0;
    else if (!isOther) this.#isOwn = true;
    else if (own >= 0) this.#threes += 1;
    else this.#isLarge = true;
  }

  /** Takes the values of later rows. */
  add(later: DecimalUse): void {
    this.#isOwn ||= later.#isOwn;
    this.#isLarge ||= later.#isLarge;
    this.#onlyOther += later.#onlyOther;
    this.#threes += later.#threes;
    this.#small += later.#small;
  }

  /** How many are amounts by the other sign alone, where none is by the contract's alone. */
  get onlyOther(): number {
    return this.#isOwn ? 0 : this.#onlyOther;
  }

  /** How many may be thousands, and how many others are less; `null` where some cannot be. */
  get thousands(): { readonly threes: number; readonly small: number } | null {
    if (this.#isOwn || this.#isLarge || this.#onlyOther > 0 || this.#threes < FEWEST_THOUSANDS) return null;
    return { threes: this.#threes, small: this.#small };
  }
}
