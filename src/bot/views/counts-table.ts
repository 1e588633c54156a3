import { grouped } from "../../domain/grouped.ts";
import { shownAmount, sumOf } from "../../domain/loans/amount.ts";
import type { CategoryChange, DaySummary } from "../../domain/loans/category-counts.ts";
import { total } from "../../domain/loans/category-counts.ts";
import { plainName } from "../../domain/loans/names/plain-name.ts";
import type { Trend } from "../../domain/loans/trend.ts";
import { longDay, shortDay } from "../../domain/long-day.ts";
import type { MessageBlock } from "./block-kit/blocks.ts";
import { bytesOf, limits, shorten } from "./block-kit/limits.ts";
import type { DataCell } from "./block-kit/rich-blocks.ts";
import { dataTable } from "./block-kit/rich-blocks.ts";
import { changeWords, NOT_TOLD, rangeWords, usualNote } from "./count-words.ts";
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
  readonly cell: (row: CountsRow) => DataCell;
}

/** What of a summary stands in its table. */
type Counted = Pick<DaySummary, "day" | "counts" | "previous" | "sums" | "trend">;

/**
 * A row for each category. What a table cannot hold is counted in the row before the last, so that the sum stays right: that is
 * what is smallest on both days, so that a large category that is gone has a row.
 */
export function countsTable(changes: readonly CategoryChange[], summary: Counted): MessageBlock | null {
  if (changes.length === 0) return null;
  const { day, counts, previous } = summary;
  const columns = columnsOf(summary);
  const lineOf = new Map(summary.trend?.categories.map((line) => [line.category, line]));
  const cells = (row: CountsRow) => columns.map(({ cell }) => cell(row));
  const own = (one: CategoryChange): CountsRow => ({
    ...one,
    all: [one.category],
    line: lineOf.get(one.category),
  });
  const head = columns.map((one) => one.head);
  const shown = new Set<CategoryChange>();
  const totals = cells({
    ...merged("Total", changes),
    // Not what the rows come to: some of them hide their change.
    change: previous === null ? null : total(counts) - total(previous.counts),
    line: summary.trend?.total,
  });
  // The row of the rest is no longer than that of the total but for its name.
  let bytes = bytesOfCells([head, totals, totals].flat()) + 50;
  for (const one of changes.toSorted((a, b) => mostOf(b) - mostOf(a))) {
    const ofRow = bytesOfCells(cells(own(one)));
    if (shown.size >= limits.tableRows - 3 || bytes + ofRow > limits.dataTable) break;
    shown.add(one);
    bytes += ofRow;
  }
  const rows = changes.filter((one) => shown.has(one)).map((one) => cells(own(one)));
  const rest = changes.filter((one) => !shown.has(one));
  if (rest.length > 0)
    rows.push(cells({ ...merged(`${grouped(rest.length)} more categories`, rest), line: undefined }));
  const beside = previous === null ? "" : ` beside ${longDay(previous.day)}`;
  return dataTable(`Loans per category, ${longDay(day)}${beside}`, [head, ...rows, totals]);
}

/** The larger of its counts of both days. */
function mostOf({ count, change }: CategoryChange): number {
  return Math.max(count, count - (change ?? 0));
}

function bytesOfCells(cells: readonly DataCell[]): number {
  return bytesOf(cells.map((cell) => (typeof cell === "string" ? cell : cell.text)).join(""));
}

/** What there is no room for is left out, the lines first: their numbers stand beside the days before. */
function columnsOf(summary: Counted): readonly CountsColumn[] {
  const { previous, trend } = summary;
  const first: readonly CountsColumn[] = [
    // Names are at most 100 bytes; a longer one has been blocked before this, or has letters that are written out.
    { head: "Category", cell: ({ category }) => shorten(plainName(category), 100) },
    { head: "Loans", cell: ({ count }) => ({ value: count, text: grouped(count) }) },
    ...(previous === null ? [] : besideColumns(previous.day)),
  ];
  const hasUsual = trend !== undefined && [trend.total, ...trend.categories].some(({ usual }) => usual);
  const usual: readonly CountsColumn[] = hasUsual
    ? [{ head: "Usual", cell: ({ line }) => (line?.usual ? rangeWords(line.usual) : "–") }]
    : [];
  const note: readonly CountsColumn[] = hasUsual || previous !== null ? [{ head: "Note", cell: noteOf }] : [];
  const room = limits.tableColumns - first.length - usual.length - note.length;
  const amounts = amountColumns(summary).slice(0, room);
  const lines = lineColumns(summary).slice(0, room - amounts.length);
  return [...first, ...amounts, ...usual, ...note, ...lines];
}

function besideColumns(before: DaySummary["day"]): readonly CountsColumn[] {
  return [
    {
      head: shortDay(before),
      cell: ({ count, change }) =>
        change === null ? NOT_TOLD : { value: count - change, text: grouped(count - change) },
    },
    {
      head: "Change",
      cell: ({ change }) => (change === null ? NOT_TOLD : { value: change, text: changeWords(change) }),
    },
  ];
}

/** What is to be known of a row, in words. What the day before did not have is new where none of the days of its line had it. */
function noteOf({ all, count, change, line }: CountsRow): string {
  const [only, ...more] = all;
  const hasCome = only !== undefined && more.length === 0 && count > 0 && change === count;
  if (count === 0) return "gone";
  const unusual = line?.usual === undefined ? "" : usualNote(count, line.usual);
  const wasThere = line?.counts.slice(0, -1).some((one) => one !== null && one > 0);
  return [hasCome && (wasThere ? "back" : "new"), unusual].filter(Boolean).join(", ");
}

function amountColumns({ sums = [] }: Counted): readonly CountsColumn[] {
  return sums.map(({ amount, byCategory }) => {
    const of = new Map(byCategory.map(({ category, sum }) => [category, sum]));
    return {
      head: amountHead(amount),
      cell: ({ all }: CountsRow) => {
        const sum = sumOf(all.map((one) => of.get(one) ?? "0"));
        return { value: Number(sum), text: shownAmount(sum) };
      },
    };
  });
}

function lineColumns({ sums = [], trend }: Counted): readonly CountsColumn[] {
  if (trend === undefined) return [];
  const days = `${trend.days.length} days`;
  return [
    { head: days, cell: ({ line }) => (line ? trendLine(line.counts) : "–") },
    ...sums.map(({ amount }, at) => ({
      head: `${amountHead(amount)}, ${days}`,
      cell: ({ line }: CountsRow) => trendLine((line?.sums[at] ?? []).map(asNumber)),
    })),
  ];
}

function amountHead(amount: string): string {
  return shorten(plainName(amount), 40);
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
