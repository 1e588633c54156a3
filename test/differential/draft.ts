import type { Random } from "../../sandbox/data/random.ts";
import { shuffle } from "../../sandbox/data/random.ts";
import type { Rule } from "../../src/domain/loans/finding.ts";
import type { Bank } from "./banks.ts";

/** What a record below the header is to be taken for. */
export type Fate = "loan" | "malformed" | "repeatedHeader" | "blank" | "total" | "footer";

/** Why a file may be held: a rule of the product, or the code of a `Problem` where it is another kind of file. */
export type Reason =
  | Rule
  | "file-empty"
  | "file-without-rows"
  | "file-without-loans"
  | "file-no-text"
  | "gzip-broken"
  | "header-wrong"
  | "header-elsewhere";

/** One value of a record. */
export interface Cell {
  readonly value: string;
  /** In quotes, also where it needs none. */
  readonly quoted?: boolean;
  /** As it stands in the file, whatever `value` and the file's style are. */
  readonly text?: string;
}

/** One record, or a line of blanks, which is `nothing`. */
export interface Line {
  fate: Fate | "nothing";
  /** By the names of their columns; a column without one is empty. */
  readonly cells: Map<string, Cell>;
  /** Of a loan: what is to be added to a column's sum, in millionths. */
  readonly amounts: Map<string, bigint>;
  /** Fields beyond the header's number; negative: so many fewer. */
  fields: number;
  /** The whole line as it stands in the file. */
  raw?: string;
  /** What ends it, where that is not the file's own. */
  end?: string;
}

/** A file that is being made: what it holds is known from how it is made, no reader is ever asked. */
export class Draft {
  readonly random: Random;
  readonly bank: Bank;
  separator: "," | ";" | "tab" | "|" = ",";
  /** Of the file, where it is not the one that the contract says. */
  otherSeparator: string | null = null;
  encoding: "utf-8" | "windows-1252" | "iso-8859-1" = "utf-8";
  decimal: "." | "," = ".";
  extraColumns: "refuse" | "allow" = "refuse";
  footer: string | null = null;
  totals: readonly string[] = ["total", "totals", "sub-total", "subtotal", "grand total", "sum"];
  /** Names that are categories by the contract, whatever they look like. */
  categories: readonly string[] = [];
  /** Names in the order of the file. */
  columns: string[];
  /** Of the header, where a name does not stand there plainly. */
  readonly headerTexts = new Map<string, string>();
  /** Lines above the header. */
  top: string[] = [];
  lines: Line[] = [];
  end = "\r\n";
  hasLastEnd = true;
  style: "as needed" | "all quoted" | "spaced" | "all quoted, spaced" | "no quotes" = "as needed";
  /** What is done with the text, in this order, then with the bytes. */
  readonly texts: ((text: string) => string)[] = [];
  readonly bytes: ((bytes: Buffer) => Buffer)[] = [];
  isPacked = false;
  /** What is true of the file and holds it. */
  readonly reasons = new Set<Reason>();
  /** Together they hold it: readers of CSV cannot tell them apart from each other. */
  goesOnBehindQuote = false;
  nameBeginsWithQuote = false;
  /** The names that loans are told under, without blanks around them. */
  readonly names = new Map<Line, string>();
  readonly #touched = new Set<Line>();

  constructor(bank: Bank, random: Random) {
    this.bank = bank;
    this.random = random;
    this.columns = bank.columns.map(({ name }) => name);
  }

  get fileSeparator(): string {
    return this.otherSeparator ?? (this.separator === "tab" ? "\t" : this.separator);
  }

  /** A place among the lines, never the last one, nor in a footer. */
  place(): number {
    const footer = this.lines.findIndex(({ fate }) => fate === "footer");
    return this.random.integer(Math.max(1, (footer < 0 ? this.lines.length : footer) - 1));
  }

  /** Puts a line somewhere between others. */
  insert(line: Line): void {
    this.lines.splice(this.place(), 0, line);
  }

  /** Some of the loans that nothing was done to yet, never the last one. */
  someLoans(count: number): readonly Line[] {
    const plain = this.lines.slice(0, -1).filter((line) => line.fate === "loan" && !this.#touched.has(line));
    if (plain.length < count) throw new Error(`${count} loans are wanted, ${plain.length} are left`);
    const chosen = shuffle(plain, this.random).slice(0, count);
    for (const line of chosen) this.#touched.add(line);
    return chosen;
  }

  /** Gives a loan another name of a category, as told and, where that differs, as it stands in the file. */
  rename(line: Line, name: string, cell: Cell = { value: name }): void {
    line.cells.set(this.bank.category, cell);
    this.names.set(line, name);
  }

  headerLine(): string {
    return this.columns
      .map((name) => this.headerTexts.get(name) ?? this.fieldText({ value: name }))
      .join(this.fileSeparator);
  }

  textOf(line: Line): string {
    if (line.raw !== undefined) return line.raw;
    const fields = this.columns.map((name) => this.fieldText(line.cells.get(name) ?? { value: "" }));
    if (line.fields < 0) fields.length += line.fields;
    for (let more = 0; more < line.fields; more += 1) fields.push("9");
    return fields.join(this.fileSeparator);
  }

  fieldText({ value, quoted = false, text }: Cell): string {
    if (text !== undefined) return text;
    const needs = value.includes(this.fileSeparator) || /["\r\n]/.test(value);
    if (!needs && !quoted && !this.style.startsWith("all quoted")) return value;
    const inQuotes = `"${value.replaceAll('"', '""')}"`;
    return this.style.endsWith("spaced") ? ` ${inQuotes} ` : inQuotes;
  }

  /** The whole text before anything is done with it. */
  text(): string {
    const body = this.lines.map((line, at) => {
      const isLast = at === this.lines.length - 1 && !this.hasLastEnd;
      return this.textOf(line) + (isLast ? "" : (line.end ?? this.end));
    });
    const top = [...this.top, this.headerLine()];
    return top.map((line) => line + this.end).join("") + body.join("");
  }
}
