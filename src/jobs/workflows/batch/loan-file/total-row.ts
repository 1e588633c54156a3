import type { DecimalSign } from "../../../../domain/loans/amount.ts";
import { tenThousandths } from "../../../../domain/loans/amount.ts";

/** A row's amount that is perhaps the sum of all the others. */
interface Candidate {
  /** The row below the header is 1. */
  readonly row: number;
  /** Ten-thousandths. */
  readonly amount: number | bigint;
}

/** Of two amounts one is the other's sum in many a column that is nearly empty. */
const FEWEST_AMOUNTS = 3;

/** Beyond that a number would no longer be exact with one more amount in it. */
const LARGEST_NUMBER = 2 ** 52;

/**
 * Looks in a column of amounts for the one that is the sum of all the others, as a total's is whatever word stands beside it. It
 * keeps two: the greatest, which it is where no amount is negative, and the last, where a total stands.
 */
export class TotalRow {
  readonly #decimal: DecimalSign;
  #greatest: Candidate | null = null; // null: there is no amount yet
  #last: Candidate | null = null;
  #amounts = 0;
  /** The sum is that of both. */
  #number = 0;
  #bigint = 0n;

  constructor(decimal: DecimalSign) {
    this.#decimal = decimal;
  }

  /** Takes an amount as it stands in a file. A blank or unreadable one is none, and nor is 0. */
  take(text: string, row: number): void {
    const amount = tenThousandths(text, this.#decimal);
    if (amount === null || Number(amount) === 0) return;
    this.#amounts += 1;
    this.#last = { row, amount };
    this.#greatest = greater(this.#greatest, this.#last);
    this.#addUp(amount);
  }

  /** Takes the amounts of later rows. */
  add(later: TotalRow): void {
    this.#amounts += later.#amounts;
    this.#last = later.#last ?? this.#last;
    this.#greatest = later.#greatest === null ? this.#greatest : greater(this.#greatest, later.#greatest);
    this.#addUp(later.#bigint);
    this.#addUp(later.#number);
  }

  #addUp(amount: number | bigint): void {
    if (typeof amount === "bigint") this.#bigint += amount;
    else this.#number += amount;
    if (Math.abs(this.#number) < LARGEST_NUMBER) return;
    this.#bigint += BigInt(this.#number);
    this.#number = 0;
  }

  /** The row whose amount all others make up; `null` where there is none. */
  found(): number | null {
    if (this.#amounts < FEWEST_AMOUNTS) return null;
    const sum = this.#bigint + BigInt(this.#number);
    const total = [this.#greatest, this.#last].find((one) => one !== null && BigInt(one.amount) * 2n === sum);
    return total?.row ?? null;
  }
}

/** The earlier one of two that are as great. */
function greater(earlier: Candidate | null, later: Candidate): Candidate {
  return earlier === null || size(later) > size(earlier) ? later : earlier;
}

function size({ amount }: Candidate): number | bigint {
  return amount < 0 ? -amount : amount;
}
