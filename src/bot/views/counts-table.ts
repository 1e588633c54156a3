import { grouped } from "../../domain/grouped.ts";
import { shownAmount, sumOf } from "../../domain/loans/amount.ts";
import type { CategoryChange, DaySummary } from "../../domain/loans/category-counts.ts";
import { total } from "../../domain/loans/category-counts.ts";
import { plainName } from "../../domain/loans/names/plain-name.ts";
import { signed } from "../../domain/loans/tally.ts";
import type { Trend } from "../../domain/loans/trend.ts";
import type { MessageBlock } from "./block-kit/blocks.ts";
import { table } from "./block-kit/blocks.ts";
import { bytesOf, limits, shorten } from "./block-kit/limits.ts";
import { trendLine } from "./trend-line.ts";

/** What a row is of: a category, or some together. */
interface CountsRow extends CategoryChange {
  /** Those that it is of. */
  readonly all: readonly string[];
  readonly line: Trend["total"] | undefined;
}

/** A column: its heading, and what stands in it. */
interface CountsColumn {
  readonly head: string;
  readonly cell: (row: CountsRow) => string;
}

/** A row for each category. What a table cannot hold is counted in its last row, so that the sum stays right. */
export function countsTable(changes: readonly CategoryChange[], summary: DaySummary): MessageBlock | null {
  if (changes.length === 0) return null;
  const columns = columnsOf(summary);
  const lineOf = new Map(summary.trend?.categories.map((line) => [line.category, line]));
  const cells = (row: CountsRow) => columns.map(({ cell }) => cell(row));
  const own = (one: CategoryChange): CountsRow => ({
    ...one,
    all: [one.category],
    line: lineOf.get(one.category),
  });
  const kept: (readonly string[])[] = [columns.map(({ head }) => head)];
  const { counts, previous } = summary;
  const totals = cells({
    ...merged("Total", changes),
    // Not what the rows come to: some of them hide their change.
    change: previous === null ? null : total(counts) - total(previous.counts),
    line: summary.trend?.total,
  });
  // The row of the rest is no longer than that of the total but for its name.
  let bytes = bytesOf(kept.concat([totals, totals]).flat().join("")) + 50;
  for (const one of changes) {
    const row = cells(own(one));
    const ofRow = bytesOf(row.join(""));
    if (kept.length >= limits.tableRows - 2 || bytes + ofRow > limits.table) break;
    kept.push(row);
    bytes += ofRow;
  }
  const rest = changes.slice(kept.length - 1);
  if (rest.length > 0)
    kept.push(cells({ ...merged(`${grouped(rest.length)} more categories`, rest), line: undefined }));
  return table([...kept, totals]);
}

/** What there is no room for is left out, the lines first: their numbers stand beside the days before. */
function columnsOf({ sums = [], previous, trend }: DaySummary): readonly CountsColumn[] {
  const amounts = sums.map(({ amount, byCategory }) => {
    const of = new Map(byCategory.map(({ category, sum }) => [category, sum]));
    return {
      head: shorten(plainName(amount), 40),
      cell: ({ all }: CountsRow) => shownAmount(sumOf(all.map((one) => of.get(one) ?? "0"))),
    };
  });
  const fixed: readonly CountsColumn[] = [
    // Names are at most 100 bytes; a longer one has been blocked before this, or has letters that are written out.
    { head: "Category", cell: ({ category }) => shorten(plainName(category), 100) },
    { head: "Loans", cell: ({ count }) => grouped(count) },
  ];
  const change: CountsColumn = {
    head: "Change",
    cell: (row) => (row.change === null ? "–" : signed(row.change)),
  };
  const days = trend?.days.length ?? 0;
  const lines: readonly CountsColumn[] =
    trend === undefined
      ? []
      : [
          { head: `${days} days`, cell: ({ line }) => (line ? trendLine(line.counts) : "–") },
          ...amounts.map(({ head }, at) => ({
            head: `${head}, ${days} days`,
            cell: ({ line }: CountsRow) => trendLine((line?.sums[at] ?? []).map(asNumber)),
          })),
        ];
  const all = [...fixed, ...(previous === null ? [] : [change])];
  const shown = amounts.slice(0, limits.tableColumns - all.length);
  return [...fixed, ...shown, ...all.slice(fixed.length), ...lines].slice(0, limits.tableColumns);
}

function merged(category: string, all: readonly CategoryChange[]): Omit<CountsRow, "line"> {
  const known = all.every(({ change }) => change !== null);
  return {
    category,
    count: total(all),
    change: known ? all.reduce((sum, { change }) => sum + (change ?? 0), 0) : null,
    all: all.map((one) => one.category),
  };
}

/** Exact enough for a line. */
function asNumber(amount: string | null): number | null {
  return amount === null ? null : Number(amount);
}
