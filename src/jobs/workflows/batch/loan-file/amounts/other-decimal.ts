import type { DecimalSign } from "../../../../../domain/loans/amount.ts";
import { isAmount, otherSign } from "../../../../../domain/loans/amount.ts";
import type { Contract } from "../../../../../domain/loans/contract/contract.ts";
import { plain } from "../row-kinds.ts";

/** So many loans tell by which sign a program writes its amounts; of more they would only be read later. */
const LOOKED_AT = 1_000;

/** Values of one column, by the decimal signs with which they are amounts. */
interface Readings {
  readonly name: string;
  readonly place: number;
  own: number;
  other: number;
}

/** Looks at the first loans of a file, which columns of numbers are written with the other decimal sign than the contract's. */
export class OtherDecimal {
  readonly #own: DecimalSign;
  readonly #columns: readonly Readings[];
  #loans = 0;

  constructor({ columns, decimal }: Pick<Contract, "columns" | "decimal">, header: readonly string[]) {
    this.#own = decimal;
    this.#columns = columns
      .filter(({ is }) => is === "number" || is === "amount")
      .map(({ name }) => ({ name, place: header.indexOf(name), own: 0, other: 0 }));
  }

  /** Takes the fields of the next loan. */
  take(record: readonly string[]): void {
    if (this.#loans >= LOOKED_AT) return;
    this.#loans += 1;
    for (const column of this.#columns) {
      const text = plain(record[column.place] ?? "");
      if (isAmount(text, this.#own)) column.own += 1;
      if (isAmount(text, otherSign[this.#own])) column.other += 1;
    }
  }

  /** The columns of which more values are amounts with the other sign. */
  names(): readonly string[] {
    return this.#columns.filter(({ own, other }) => other > own).map(({ name }) => name);
  }
}
