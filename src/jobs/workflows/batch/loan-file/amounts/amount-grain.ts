/** So many amounts tell how round those of a column are. */
const LOOKED_AT = 1_000;

/**
 * Sums of amounts that are all multiples of one are multiples of it: so many times that they spread over, so that two of them are
 * the same by chance in fewer than one of 500 files (the density of a normal distribution at its middle is 0.4).
 */
const WIDE_SPREAD = 200;

/**
 * How round the amounts of a column are: of a few fees of 50 and 100 some are often the sum of the others, and of amounts in
 * cents they never are.
 */
export class AmountGrain {
  #looked = 0;
  /** Of which all are multiples, in ten-thousandths. */
  #grain = 0;
  #squares = 0;

  /** Takes an amount in ten-thousandths that is not 0. */
  take(amount: number | bigint): void {
    if (this.#looked === LOOKED_AT) return;
    const size = Math.abs(Number(amount));
    this.#looked += 1;
    this.#grain = greatestDivisor(size, this.#grain);
    this.#squares += size * size;
  }

  /** Takes the amounts of later rows. */
  add(later: AmountGrain): void {
    this.#looked += later.#looked;
    this.#grain = greatestDivisor(this.#grain, later.#grain);
    this.#squares += later.#squares;
  }

  /** Whether it would be no chance if some of so many of them added up to the others. */
  isFine(amounts: number): boolean {
    const spread = Math.sqrt((this.#squares / Math.max(this.#looked, 1)) * amounts);
    return spread >= this.#grain * WIDE_SPREAD;
  }
}

/** The largest number of which both are multiples, each 0 or more; 0 goes into none. */
export function greatestDivisor(one: number, other: number): number {
  let [larger, smaller] = [one, other];
  while (smaller > 0) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
