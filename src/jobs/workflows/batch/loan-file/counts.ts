import { NameCensus } from "../../../../domain/loans/names/personal-names.ts";
import type { AmountColumn } from "./amounts/amount-column.ts";
import type { RowGroup } from "./amounts/subtotals.ts";
import type { RecordKind } from "./row-kinds.ts";

/** Numbers of some of the records, sums of their amounts; never a row. */
export class Counts {
  /** By kind. */
  readonly rows = { loan: 0, malformed: 0, repeatedHeader: 0, blank: 0, total: 0, footer: 0 };
  /** Lines of malformed records. */
  malformedLines = 0;
  /** Loans, by what they say of themselves. */
  readonly groups = { whole: 0, noId: 0, noCategory: 0, neither: 0, worded: 0, amongOthers: 0 };
  /** The first header again whose columns are in another order, the row below the header being 1. */
  movedHeader: number | null = null;
  longestCategoryBytes = 0;
  /** The first one whose category begins with a quote, the row below the header being 1. */
  quotedName: number | null = null;
  /** The first one, as far as it is known by what kind of row it is in. */
  swallowed: SwallowedRows | null = null;
  readonly names = new NameCensus();
  readonly amounts: readonly PlacedAmounts[];

  constructor(amounts: readonly PlacedAmounts[]) {
    this.amounts = amounts;
  }

  add(other: Counts): void {
    for (const [kind, rows] of Object.entries(other.rows)) this.rows[kind as RecordKind] += rows;
    this.malformedLines += other.malformedLines;
    for (const [group, rows] of Object.entries(other.groups)) this.groups[group as RowGroup] += rows;
    this.movedHeader ??= other.movedHeader;
    this.longestCategoryBytes = Math.max(this.longestCategoryBytes, other.longestCategoryBytes);
    this.quotedName ??= other.quotedName;
    this.swallowed ??= other.swallowed;
    this.names.add(other.names);
    for (const [at, { column }] of this.amounts.entries())
      column.add((other.amounts[at] as PlacedAmounts).column);
  }
}

/** A column of amounts and where it stands; -1: the file has none. */
export interface PlacedAmounts {
  readonly place: number;
  readonly column: AmountColumn;
}

/** A record with line breaks in it that looks like rows that a stray quote has swallowed. */
export interface SwallowedRows {
  /**
   * A `field` holds as many separators as a row; or it is of the wrong number of fields, as where a quote opens in a late
   * column and closes in an earlier one of the next row (`malformed`); or its file has `one-column`, so that nothing tells.
   */
  readonly by: "field" | "malformed" | "one-column";
  /** Of the record, the first below the header being 1. */
  readonly row: number;
  readonly lines: number;
}
