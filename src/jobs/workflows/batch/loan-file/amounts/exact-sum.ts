/** Beyond that a number would no longer be exact with one more amount in it. */
const LARGEST_NUMBER = 2 ** 52;

/** A sum of ten-thousandths, exact however many and however large they are. */
export class ExactSum {
  /** The sum is that of both. */
  #number = 0;
  #bigint = 0n;

  add(amount: number | bigint): void {
    if (typeof amount === "bigint") this.#bigint += amount;
    else this.#number += amount;
    if (Math.abs(this.#number) < LARGEST_NUMBER) return;
    this.#bigint += BigInt(this.#number);
    this.#number = 0;
  }

  get value(): bigint {
    return this.#bigint + BigInt(this.#number);
  }
}
