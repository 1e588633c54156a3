import type { DecimalSign } from "../../../../../domain/loans/amount.ts";
import { isAmount, otherSign } from "../../../../../domain/loans/amount.ts";
import { Occurrences } from "../../../../../domain/loans/places-of-rows.ts";

/** 1 and 1,000, in ten-thousandths. */
const ONE = 10_000;
const THOUSAND = 1_000 * ONE;

/** Of so many that are read as they are meant, one of the other sign is a slip. */
const A_SLIP_IN = 50;

/** Fewer than one of so many that are no thousands, or of three decimals alone, tell nothing. */
const A_FEW_IN = 10;

/** So many tell that three digits behind a sign are no chance, however many amounts are less than a thousand. */
const ENOUGH_THOUSANDS = 20;

const ZERO = 0x30;

/** The least amount, in ten-thousandths, of so many digits without a 0 at their beginning. */
const LEAST_OF_DIGITS = Array.from({ length: 12 }, (_, digits) => 10 ** (digits - 1) * ONE);

/** Amounts of a column that are ones by the one decimal sign alone, and by the other alone. */
interface AloneBy {
  readonly own: Pick<Occurrences, "count" | "rows">;
  readonly other: Pick<Occurrences, "count" | "rows">;
  /** Those of the other sign are so few that they are slips, and every other amount is read as it is meant. */
  readonly areSlips: boolean;
  /** No amount by both signs is another one by each of them. */
  readonly isClear: boolean;
}

/**
 * By which decimal sign a column's amounts are written: `1.250.000` is an amount by a comma alone, `1234.50` by a point alone, and
 * `250.000` by both, as is `1500`, which is the same by each. One amount tells nothing, since a file may hold those of several
 * programs, and slips: it goes by their shares.
 */
export class DecimalUse {
  readonly #own: DecimalSign;
  readonly #ownCode: number;
  readonly #otherCode: number;
  readonly #ownAlone = new Occurrences();
  readonly #otherAlone = new Occurrences();
  /** Of those by the contract's sign alone: with three digits behind it, which are no thousands. */
  #ownThrees = 0;
  /** By both signs, with three digits behind the contract's. */
  #threes = 0;
  /** By both signs, with three digits behind the other one. */
  #groups = 0;
  /** Without a sign, the same by both: less than a thousand, and the others. */
  readonly #whole = { small: 0, large: 0 };

  constructor(own: DecimalSign) {
    this.#own = own;
    this.#ownCode = own.charCodeAt(0);
    this.#otherCode = otherSign[own].charCodeAt(0);
  }

  /**
   * Takes a value as it stands in a file, what it is by the contract (ten-thousandths, or `null` where it is no amount), and
   * its row. By the place of its sign, since it is asked of each amount of a file.
   */
  take(text: string, amount: number | bigint | null, row: number): void {
    if (text === "") return;
    if (amount === null) {
      if (isAmount(text, otherSign[this.#own])) this.#otherAlone.take(row);
      return;
    }
    // Digits alone, which many are: with any sign among them, so many letters say less.
    const size = Math.abs(Number(amount));
    if (size >= (LEAST_OF_DIGITS[text.length] ?? Number.POSITIVE_INFINITY)) {
      this.#countWhole(size);
      return;
    }
    // Cents, which most others have.
    if (text.charCodeAt(text.length - 3) === this.#ownCode) {
      this.#ownAlone.take(row);
      return;
    }
    if (text.length > 4 && text.charCodeAt(text.length - 4) === this.#otherCode) {
      // By the other sign `1,234` has a fraction, and `1,234,567` and `1,23,456` are no amounts.
      if (this.#hasTwoGroups(text)) this.#ownAlone.take(row);
      else this.#groups += 1;
      return;
    }
    const own = text.indexOf(this.#own);
    if (own < 0) this.#countWhole(size);
    else if (text.length - own !== 4) this.#ownAlone.take(row);
    else if (isOneGroup(text, size)) this.#threes += 1;
    else {
      this.#ownAlone.take(row);
      this.#ownThrees += 1;
    }
  }

  /** Whether an amount whose last group has three digits has one before it that has a sign as well. */
  #hasTwoGroups(text: string): boolean {
    const { length } = text;
    if (length < 8) return false;
    return text.charCodeAt(length - 7) === this.#otherCode || text.charCodeAt(length - 8) === this.#otherCode;
  }

  #countWhole(amount: number): void {
    if (amount >= THOUSAND) this.#whole.large += 1;
    else if (amount > 0) this.#whole.small += 1;
  }

  /** Takes the values of later rows. */
  add(later: DecimalUse): void {
    this.#ownAlone.add(later.#ownAlone);
    this.#otherAlone.add(later.#otherAlone);
    this.#ownThrees += later.#ownThrees;
    this.#threes += later.#threes;
    this.#groups += later.#groups;
    this.#whole.small += later.#whole.small;
    this.#whole.large += later.#whole.large;
  }

  /** Where some are amounts by the other sign alone; `null`: none is. */
  get alone(): AloneBy | null {
    const [own, other] = [this.#ownAlone, this.#otherAlone];
    if (other.count === 0) return null;
    const isClear = this.#threes === 0;
    const alike = isClear ? this.#groups + this.#whole.small + this.#whole.large : 0;
    return { own, other, isClear, areSlips: other.count * A_SLIP_IN <= own.count + alike };
  }

  /** How many may be thousands, of how many with a sign; `null` where most are none, or these are only a few of all. */
  get thousands(): { readonly threes: number; readonly signed: number } | null {
    const threes = this.#threes;
    const signed = threes + this.#groups + this.#ownAlone.count + this.#otherAlone.count;
    const { small, large } = this.#whole;
    const noThousands = large + (threes < ENOUGH_THOUSANDS ? small : 0);
    const areFew = threes * A_FEW_IN < noThousands || threes <= this.#ownThrees * A_FEW_IN;
    return threes * 2 <= signed || areFew ? null : { threes, signed };
  }
}

/** Whether an amount with three digits behind a sign may have them as its second group: before it stand up to three, and no 0. */
function isOneGroup(text: string, amount: number): boolean {
  if (amount < ONE || amount >= THOUSAND) return false;
  let first = 0;
  while (!isDigit(text.charCodeAt(first))) first += 1;
  return text.charCodeAt(first) !== ZERO;
}

const isDigit = (code: number) => code >= ZERO && code <= ZERO + 9;
