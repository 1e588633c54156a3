import { grouped } from "../grouped.ts";

/** The numbers of so many rows find a file's others. */
const FIRST_ROWS = 3;

/** How many rows something stands in, and the numbers of the first, the first below the header being 1. */
export class Occurrences {
  count = 0;
  rows: readonly number[] = [];

  take(row: number): void {
    this.count += 1;
    if (this.rows.length < FIRST_ROWS) this.rows = [...this.rows, row];
  }

  /** Takes later rows. */
  add(later: Occurrences): void {
    this.count += later.count;
    this.rows = [...this.rows, ...later.rows].slice(0, FIRST_ROWS);
  }
}

/** Where so many rows stand, by the numbers of the first of them: `in row 5`, `in 9 rows, the first of them 1, 2 and 3`. */
export function placesOfRows(rows: readonly number[], many = rows.length): string {
  const first = rows.slice(0, FIRST_ROWS).map(grouped);
  const some = first.length === 1 ? first.join() : `${first.slice(0, -1).join(", ")} and ${first.at(-1)}`;
  return many > first.length
    ? `in ${rowsInWords(many)}, the first of them ${some}`
    : `in row${many === 1 ? "" : "s"} ${some}`;
}

/** `1 row`, `2,000 rows`. */
export const rowsInWords = (many: number) => `${grouped(many)} ${many === 1 ? "row" : "rows"}`;
