import type { Day } from "../day.ts";
import { sumOf } from "./amount.ts";
import type { CategoryCount } from "./category-counts.ts";
import { total } from "./category-counts.ts";
import type { SumColumn } from "./contract/spark-contract.ts";
import { isFoldedName, isSmallName, nameOfFile } from "./names/small-counts.ts";
import type { PublishedDay } from "./published-days.ts";
import type { Trend } from "./trend.ts";
import type { UsualEdges } from "./usual-range.ts";

/** So many bank days a trend is of. */
export const TREND_DAYS = 14;

/** With fewer days the change since the day before says as much. */
export const LEAST_DAYS = 3;

/** More categories no message shows; the others have no line, so that no summary grows with them. */
const MOST_LINES = 100;

/** Rows of `sql/summary/amount-sums`. */
type SumRow = Readonly<Record<string, unknown>>;

/** The day's part of the rows; those that were asked for before there was a trend are of one day and do not name it. */
export function rowsOf(rows: readonly SumRow[], day: Day): readonly SumRow[] {
  return rows.filter((row) => (row["insert_date"] ?? day) === day);
}

/**
 * How many loans these categories had on each of the days, and what their amounts came to. What is `shown` together on a
 * day has no number of its own on it. `null` where too few of the days are published for a line.
 */
export function trendOf(
  published: readonly Pick<PublishedDay, "day" | "counts">[],
  {
    days,
    categories,
    shown,
    usual,
    sums: { rows, columns },
  }: {
    readonly days: readonly Day[];
    readonly categories: readonly string[];
    readonly shown: (counts: readonly CategoryCount[]) => readonly CategoryCount[];
    /** Between what counts that category, or the total (`null`), is usual on the last of the days; `null`: it is not known. */
    readonly usual: (category: string | null) => UsualEdges | null;
    readonly sums: { readonly rows: readonly SumRow[]; readonly columns: readonly SumColumn[] };
  },
): Trend | null {
  const each = days.map((day) => {
    const one = published.find((other) => other.day === day);
    return one === undefined ? null : tellingOf(shown(one.counts), rowsOf(rows, day));
  });
  if (each.filter((one) => one !== null).length < LEAST_DAYS) return null;
  const usualOf = (category: string | null) => {
    const edges = usual(category);
    return edges === null ? {} : { usual: edges };
  };
  const lineOf = (category: string) => ({
    category,
    counts: each.map((one) => one?.count(category) ?? null),
    sums: columns.map(({ column }) => each.map((one) => one?.sum(category, column) ?? null)),
    ...usualOf(category),
  });
  return {
    days,
    categories: categories
      .filter((name) => !isFoldedName(name))
      .slice(0, MOST_LINES)
      .map(lineOf),
    total: {
      counts: each.map((one) => one?.loans ?? null),
      sums: columns.map(({ column }) => each.map((one) => one?.total(column) ?? null)),
      ...usualOf(null),
    },
  };
}

/** What one day tells: a category that it does not show has no loans, unless it may be among those shown together. */
function tellingOf(counts: readonly CategoryCount[], rows: readonly SumRow[]) {
  const byName = new Map(counts.map(({ category, count }) => [category, count]));
  const isFolded = counts.some(({ category }) => isSmallName(category));
  const sums = new Map(rows.map((row) => [String(row["loan_category"]), row]));
  const amountIn = (row: SumRow | undefined, column: string) =>
    row?.[column] === undefined || row[column] === null ? null : String(row[column]);
  const count = (category: string) => byName.get(category) ?? (isFolded ? null : 0);
  return {
    count,
    sum: (category: string, column: string) => {
      const loans = count(category);
      if (loans === 0) return "0";
      // The table has it by the name in the file, which may be shown in quotes.
      return loans === null ? null : amountIn(sums.get(nameOfFile(category)), column);
    },
    loans: total(counts),
    total: (column: string) => {
      const amounts = rows.map((row) => amountIn(row, column));
      const known = amounts.filter((amount) => amount !== null);
      return known.length === 0 || known.length < amounts.length ? null : sumOf(known);
    },
  };
}
