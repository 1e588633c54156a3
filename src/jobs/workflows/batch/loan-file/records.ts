import type { Contract } from "../../../../domain/loans/contract/contract.ts";
import { footerOf } from "../../../../domain/loans/contract/footer-expression.ts";
import type { Occurrences } from "../../../../domain/loans/places-of-rows.ts";
import { AmountColumn } from "./amounts/amount-column.ts";
import { CategoryAmounts } from "./amounts/category-totals.ts";
import { OtherDecimal } from "./amounts/other-decimal.ts";
import type { RowGroup } from "./amounts/subtotals.ts";
import type { PlacedAmounts, SwallowedRows } from "./counts.ts";
import { Counts } from "./counts.ts";
import { headerProblem } from "./header.ts";
import type { CategoryLooks, RowKind } from "./row-kinds.ts";
import { countedAs, isNothing, plain, RowKinds, tells } from "./row-kinds.ts";

/** Where a reader of CSV is in the text that it was given, in UTF-8. */
interface ReadSoFar {
  /** How many CR and LF it has passed. */
  readonly lines: number;
  /** How many of these ended an empty line, as the LF of a CRLF does where each of the two ends a record. */
  readonly emptyLines: number;
  readonly bytes: number;
}

/** Counts the records that a reader of CSV makes of a loan file, and remembers none of them. */
export class RecordCount {
  header: readonly string[] | null = null; // null: the file has no record at all
  /** Records, the header among them. */
  records = 0;
  /** Line breaks inside of fields. */
  breaks = 0;
  /** Of the first record with such a break; the header is 0. */
  breakRow: number | null = null;
  /** Lines inside of fields with nothing but blanks. */
  blankLinesInside = 0;
  /** The last record has fewer fields than the header. */
  endsShort = false;
  /** The last record is one field, as a line without a separator is. */
  endsInOneField = false;
  /** Of the last record, where that is a loan and has no field behind its category. */
  lastCategory: string | null = null;
  /** The beginning of the file. */
  head = "";

  readonly #contract: Contract;
  readonly #reading: string;
  readonly #footer: ((line: string) => boolean) | null;
  #swallowedByField: SwallowedRows | null = null;
  /** So many fields with line breaks in them hold as many separators as a row. */
  #wideFields = 0;
  #kinds: RowKinds | null = null;
  #otherDecimal: OtherDecimal | null = null;
  #category = -1;
  #id = 0;
  #headerLines = 1;
  #counts: Counts;
  /** Records that are a footer if no other comes after them, counted as what they are if one does. */
  #perhapsFooter: Counts;
  #perhapsFooterRows = 0;
  /** The amounts of their categories. */
  readonly #perhapsFooterAmounts = new Map<CategoryLooks, readonly CategoryAmounts[]>();
  /** The last row, or the last before a footer, has line breaks in it and ends as a footer does. */
  #brokenFooter: number | null = null;
  /** Up to the record before, without empty ones. */
  #linesBefore = 0;

  constructor(contract: Contract, reading: string) {
    this.#contract = contract;
    this.#reading = reading;
    this.#footer = contract.footer === null ? null : footerOf(contract.footer);
    this.#counts = this.#nothing();
    this.#perhapsFooter = this.#nothing();
  }

  /**
   * Takes the next record. `raw`: the record as it stands, where it `isAskedRaw`. Throws what is wrong with the header.
   */
  take(record: readonly string[], { lines, emptyLines, bytes }: ReadSoFar, raw: string | null): void {
    const linesBefore = this.#linesBefore;
    this.#linesBefore = lines - emptyLines;
    if (this.#isLineOfTabs(record, raw)) return;
    this.records += 1;
    // A record without line breaks is one line further on than the one before it.
    const breaks = this.#linesBefore - linesBefore === 1 ? 0 : this.#lookForBreaks(record);
    if (this.header === null) {
      this.#takeHeader(record, { lines: 1 + breaks, bytes });
      return;
    }
    this.endsShort = record.length < this.header.length;
    this.endsInOneField = record.length === 1;
    this.lastCategory = null;
    const text = raw === null ? "" : lineOf(raw);
    const isFooter = this.#isFooter(text);
    if (isFooter && breaks === 0) {
      this.#count(this.#perhapsFooter, record, 1);
      this.#perhapsFooterRows += 1;
      return;
    }
    if (!isFooter && this.#isBehindFooter(record, { text, breaks })) {
      this.#count(this.#counts, record, 1 + breaks);
      return;
    }
    this.#brokenFooter = isFooter ? this.records - 1 : null;
    if (this.#perhapsFooterRows > 0) this.#nowNoFooter();
    this.#count(this.#counts, record, 1 + breaks);
  }

  /** What all of them came to, once there are no more; `rows` are all below the header. */
  result() {
    const { rows, malformedLines, groups, longestCategoryBytes, quotedName, names, swallowed } = this.#counts;
    const { movedHeader } = this.#counts;
    const amounts = this.#counts.amounts.map(({ column }) => column);
    rows.footer = this.#perhapsFooterRows;
    const { loan: loans, malformed: malformedRows, ...leftOut } = rows;
    return {
      ...{ rows: Object.values(rows).reduce((all, some) => all + some, 0), loans, malformedRows, leftOut },
      ...{
        malformedLines,
        groups,
        amounts,
        movedHeader,
        longestCategoryBytes,
        quotedName,
        headerLines: this.#headerLines,
        names: names.rows,
        firstRows: names.firstRows,
      },
      swallowed: this.#swallowedByField ?? swallowed,
      // What the numbers of fields tell of a row no quotes refute.
      ...{ wideFields: this.#wideFields, areFieldsAlone: swallowed === null },
      otherDecimal: this.#otherDecimal?.names() ?? [],
      ...{ endsInFooter: this.#perhapsFooterRows > 0, brokenFooter: this.#brokenFooter },
      sums: Object.fromEntries(
        amounts.flatMap(({ name, sum }) => (sum === null ? [] : [[name, String(sum)]])),
      ),
    };
  }

  /** What in each column of amounts is perhaps a total, or subtotals. */
  totals() {
    return this.#counts.amounts.map(({ column }, at) => ({
      name: column.name,
      ...column.totals(this.#kinds?.amountsIn(at) ?? []),
    }));
  }

  /** Between tabs, what looks like a record of nothing may be a line of blanks, which is none. */
  #isLineOfTabs(record: readonly string[], raw: string | null): boolean {
    return (
      this.#contract.separator === "\t" &&
      record.every((field) => field.trim() === "") &&
      raw?.includes('"') === false
    );
  }

  /** Whether a record is a footer by its text, or by the last line of it: another reader may go by lines. */
  #isFooter(text: string): boolean {
    if (this.#footer === null) return false;
    return this.#footer(text) || this.#footer(text.split(/[\r\n]/).at(-1) ?? "");
  }

  /** Whether a record may stand behind a footer, which is the end of the file all the same: a total, or what says nothing. */
  #isBehindFooter(
    record: readonly string[],
    { text, breaks }: { readonly text: string; readonly breaks: number },
  ): boolean {
    if (this.#perhapsFooterRows === 0 && this.#brokenFooter === null) return false;
    // Another reader, which goes by lines, does not see a total in several of them.
    return isNothing(text) || (breaks === 0 && this.#kindOf(record) === "total");
  }

  #kindOf(record: readonly string[]): RowKind {
    const category = plain(record[this.#category] ?? "");
    return this.#kinds?.kindOf(record, this.#kinds.looksOf(record, category)) ?? "malformed";
  }

  #takeHeader(record: readonly string[], { lines, bytes }: Omit<ReadSoFar, "emptyLines">): void {
    const header = record.map(plain);
    const contract = this.#contract;
    const problem = headerProblem(header, { contract, head: this.head, bytes, reading: this.#reading });
    if (problem) throw problem;
    this.header = header;
    this.#kinds = new RowKinds(contract, header);
    this.#otherDecimal = new OtherDecimal(contract, header);
    this.#headerLines = lines;
    this.#category = header.indexOf(contract.category);
    this.#id = contract.id === null ? 0 : header.indexOf(contract.id);
    this.#counts = this.#nothing();
    this.#perhapsFooter = this.#nothing();
  }

  #nothing(): Counts {
    const { columns, decimal } = this.#contract;
    const amounts = columns.filter(({ is }) => is === "amount");
    return new Counts(
      amounts.map((column) => ({
        place: this.header?.indexOf(column.name) ?? -1,
        column: new AmountColumn(column, decimal),
      })),
    );
  }

  #nowNoFooter(): void {
    this.#counts.add(this.#perhapsFooter);
    for (const [{ amounts }, later] of this.#perhapsFooterAmounts)
      for (const [at, column] of amounts.entries()) column.add(later[at] as CategoryAmounts);
    this.#perhapsFooterAmounts.clear();
    this.#perhapsFooter = this.#nothing();
    this.#perhapsFooterRows = 0;
  }

  #count(counts: Counts, record: readonly string[], lines: number): void {
    const category = plain(record[this.#category] ?? "");
    const looks = this.#kinds?.looksOf(record, category) ?? null;
    const judged = this.#kinds?.kindOf(record, looks) ?? "malformed";
    if (judged === "movedHeader") counts.movedHeader ??= this.records - 1;
    // Nearly each is a loan, whole; by its name a field is found faster than by a key.
    const kind = judged === "loan" ? "loan" : countedAs[judged];
    if (kind === "loan") counts.rows.loan += 1;
    else counts.rows[kind] += 1;
    if (kind === "malformed") counts.malformedLines += lines;
    if (lines > 1 && (kind === "malformed" || this.header?.length === 1))
      counts.swallowed ??= {
        by: kind === "malformed" ? "malformed" : "one-column",
        row: this.records - 1,
        lines,
      };
    if (kind !== "loan" || looks === null) return;
    this.#otherDecimal?.take(record);
    this.#rowsOf(looks, category, counts)?.take(this.records - 1);
    if (this.#category === record.length - 1) this.lastCategory = category;
    const group = judged === "perhapsTotal" ? "worded" : this.#groupOf(record, looks, judged);
    if (group === "whole") counts.groups.whole += 1;
    else counts.groups[group] += 1;
    if (looks.isQuoted) counts.quotedName ??= this.records - 1;
    if (looks.bytes > counts.longestCategoryBytes) counts.longestCategoryBytes = looks.bytes;
    const row = this.records - 1;
    const ofCategory = counts === this.#counts ? looks.amounts : this.#perhapsFooterAmountsOf(looks);
    for (let at = 0; at < counts.amounts.length; at += 1) {
      const { place, column } = counts.amounts[at] as PlacedAmounts;
      column.take(plain(record[place] ?? ""), row, group, ofCategory[at]);
    }
  }

  /** A category looks alike in all its rows, so that it is looked for once. */
  #rowsOf(looks: CategoryLooks, category: string, { names }: Counts): Occurrences | null {
    if (names !== this.#counts.names) return names.of(category);
    looks.rows ??= names.of(category);
    return looks.rows;
  }

  #perhapsFooterAmountsOf(looks: CategoryLooks): readonly CategoryAmounts[] {
    const amounts = this.#perhapsFooterAmounts.get(looks) ?? looks.amounts.map(() => new CategoryAmounts());
    this.#perhapsFooterAmounts.set(looks, amounts);
    return amounts;
  }

  #groupOf(record: readonly string[], category: CategoryLooks, kind: RowKind): RowGroup {
    const hasId = this.#contract.id === null || tells(record[this.#id] ?? "");
    if (category.tells) return !hasId ? "noId" : kind === "totalAmongOthers" ? "amongOthers" : "whole";
    return hasId ? "noCategory" : "neither";
  }

  #lookForBreaks(record: readonly string[]): number {
    let breaks = 0;
    for (const field of record) {
      if (!field.includes("\n") && !field.includes("\r")) continue;
      const lines = field.split(/\r\n|\r|\n/);
      breaks += lines.length - 1;
      this.breakRow ??= this.header === null ? 0 : this.records - 1;
      this.blankLinesInside += lines.slice(1, -1).filter((line) => line.trim() === "").length;
      const rowSeparators = (this.header ?? record).length - 1;
      if (rowSeparators === 0 || field.split(this.#contract.separator).length - 1 < rowSeparators) continue;
      this.#wideFields += 1;
      this.#swallowedByField ??= { by: "field", row: this.records - 1, lines: lines.length };
    }
    this.breaks += breaks;
    return breaks;
  }
}

/** Whether a record's own text is needed to tell what it is; to keep it takes time. */
export function isAskedRaw({ footer, separator }: Contract): boolean {
  return footer !== null || separator === "\t";
}

/**
 * A record as csv-parse keeps it, without the empty lines before it and the line end after it. Of a blank of several bytes
 * before a field it keeps the first byte alone.
 */
function lineOf(raw: string): string {
  return raw
    .replaceAll("\ufffd", " ")
    .replace(/^(?:\s*[\r\n])+/, "")
    .replace(/[\r\n]+$/, "");
}
