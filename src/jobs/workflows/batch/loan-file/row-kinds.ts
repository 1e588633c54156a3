import type { Contract } from "../../../../domain/loans/contract/contract.ts";
import { foldedCase } from "../../../../domain/loans/contract/contract.ts";
import type { LeftOut } from "../../../../domain/loans/loan-file.ts";
import { INVISIBLE } from "../../../../domain/loans/names/plain-name.ts";
import type { Occurrences } from "../../../../domain/loans/places-of-rows.ts";
import { CategoryAmounts } from "./amounts/category-totals.ts";

/** What became of a record below the header; all but `loan` are in no count. */
export type RecordKind = "loan" | "malformed" | keyof LeftOut;

/**
 * The same, and what is said of it: a loan that is perhaps a total, or has a word of totals among others where products and
 * customers may have one as well; a header again with its columns in another order.
 */
export type RowKind = RecordKind | "perhapsTotal" | "totalAmongOthers" | "movedHeader";

/** What a row of each kind is counted as. */
export const countedAs: Readonly<Record<RowKind, RecordKind>> = {
  ...{ loan: "loan", malformed: "malformed", blank: "blank", total: "total", footer: "footer" },
  ...{ perhapsTotal: "loan", totalAmongOthers: "loan" },
  ...{ repeatedHeader: "repeatedHeader", movedHeader: "repeatedHeader" },
};

/** How a word of totals stands in a text: `alike` is alone, in another spelling; `null`: not at all, or in its middle. */
type TotalWord = "alone" | "alike" | "amongOthers" | null;

/** What of a category does not depend on the row that it stands in, and what its rows came to. */
export interface CategoryLooks {
  /** It is the name of a column. */
  readonly isName: boolean;
  readonly word: TotalWord;
  readonly hasLetters: boolean;
  readonly isSeen: boolean;
  readonly tells: boolean;
  /** It begins with a quote. */
  readonly isQuoted: boolean;
  /** In UTF-8. */
  readonly bytes: number;
  /** Of its rows, by column of amounts; empty where there are too many categories to keep them. */
  readonly amounts: readonly CategoryAmounts[];
  /** Where its rows are counted, all but a footer's; `null`: none was counted yet, or no more names are. */
  rows: Occurrences | null;
}

/** A bank has dozens of categories; of more the later ones are looked at anew in each row. */
const MOST_KEPT = 1_000;

/** No word of totals comes near this, whatever stands around it. */
const LONGEST_TOTAL = 300;

/** A class of the letters and the marks on them that anybody sees: Unicode has fillers and selectors among both. */
const LETTERS = String.raw`[[\p{L}\p{M}]--\p{Default_Ignorable_Code_Point}]`;

/** Digits and marks around a word: a digit beside a letter is part of it, as in a customer's number. */
const BEFORE_WORD = new RegExp(`^[^${LETTERS}]*[^${LETTERS}\\p{N}]`, "v");
const BEHIND_WORD = new RegExp(`[^${LETTERS}\\p{N}][^${LETTERS}]*$`, "v");
const BETWEEN_WORDS = new RegExp(`[^${LETTERS}\\p{N}]+`, "v");

const LETTER = new RegExp(LETTERS, "v");
const MARKS_ON_LETTERS = /\p{M}/gu;
const BEYOND_ASCII = /\P{ASCII}/u;

/** The marks that lines are drawn with, and those beside them. A quote is none of them: readers of CSV take one in different ways. */
const MARKS = String.raw`!#-/:-@\[-\x60\{-~\u00af\u00b7\u2010-\u2015\u2022\u203e\u2212\u2500-\u257f`;

/** Nothing, a ruling such as `-----`, or what a database writes for nothing. Linear, as there is no mark in what is between. */
const NOTHING = new RegExp(String.raw`^[\s${MARKS}]*(?:(?:[Nn][Uu][Ll][Ll]|(?<=\\)N)[\s${MARKS}]*)?$`, "u");

/** The same of a line without such nulls. */
const NOTHING_IN_LINE = new RegExp(`^[\\s"${MARKS}]*$`, "u");
const NULLS = /(?<![A-Za-z])(?:[Nn][Uu][Ll][Ll]|(?<=\\)N)(?![A-Za-z])/g;

/** What nearly every id is: letters, if any, and then digits. Letter by letter, which takes a third of a pattern's time. */
function isCode(id: string): boolean {
  let at = 0;
  while (isLatin(id.charCodeAt(at))) at += 1;
  const digits = at;
  while (isDigit(id.charCodeAt(at))) at += 1;
  return at > digits && at === id.length;
}

const isLatin = (code: number) => (code > 0x40 && code < 0x5b) || (code > 0x60 && code < 0x7b);
const isDigit = (code: number) => code > 0x2f && code < 0x3a;

/** What people leave out or put between the words of a column's name. */
const NAME_MARKS = /[\s_.-]+/gu;
const BLANKS = /\s+/gu;

/** Tells what a record below this header is. */
export class RowKinds {
  readonly #category: number;
  readonly #id: number;
  /** A column is named to be the id: elsewhere the first one may be anything. */
  readonly #hasIds: boolean;
  readonly #totals: ReadonlySet<string>;
  readonly #totalWords: ReadonlySet<string>;
  /** `withoutMarks`. */
  readonly #totalsAlike: ReadonlySet<string>;
  /** Those that begin or end with marks of their own, with others around them; `null`: there are none. */
  readonly #markedTotals: RegExp | null;
  readonly #nameMarks: RegExp;
  /** The header, `#closedUp`. */
  readonly #names: readonly string[];
  /** The different ones that are not blank: a file may have columns without a name, or called alike. */
  readonly #named: ReadonlySet<string>;
  readonly #amountColumns: number;
  readonly #looks = new Map<string, CategoryLooks>();

  constructor(contract: Contract, header: readonly string[]) {
    this.#category = header.indexOf(contract.category);
    this.#id = contract.id === null ? 0 : header.indexOf(contract.id);
    this.#hasIds = contract.id !== null;
    this.#amountColumns = contract.columns.filter(({ is }) => is === "amount").length;
    this.#totals = new Set(contract.totals.map(bareWord).filter((word) => word !== ""));
    this.#markedTotals = aroundMarked(contract.totals);
    this.#totalWords = new Set(contract.totals.map((word) => wordsOf(wordIn(word)).join("")));
    this.#totalsAlike = new Set([...this.#totals].map(withoutMarks));
    // A name of nothing but marks has to stay one.
    const isMarked = header.some((name) => name !== "" && name.replace(NAME_MARKS, "") === "");
    this.#nameMarks = isMarked ? BLANKS : NAME_MARKS;
    this.#names = header.map((name) => this.#closedUp(name));
    this.#named = new Set(this.#names.filter((name) => name !== ""));
  }

  /** `looks`: those of its category. */
  kindOf(record: readonly string[], looks: CategoryLooks | null): RowKind {
    if (looks === null) return isUnseenLine(record) ? "blank" : "malformed";
    if (looks.isName) return this.#headerKind(record) ?? "loan";
    if (!looks.tells && !record.some(tells)) return "blank";
    // Where the first column stands for an id and is the category, nothing beside it tells a loan.
    if (this.#id === this.#category) return kindOfFirst(looks.word);
    const id = plain(record[this.#id] ?? "");
    if (!looks.isSeen || !isSeen(id)) return kindBesideNothing(looks.isSeen ? looks.word : this.#wordOf(id));
    const word = isCode(id) ? null : this.#wordOf(id);
    if (word === "alone" && (looks.word === "alone" || !looks.hasLetters)) return "total";
    if (isWord(word) || isWord(looks.word)) return "perhapsTotal";
    if (word !== null && this.#hasIds) return "perhapsTotal";
    return (word ?? looks.word) === null ? "loan" : "totalAmongOthers";
  }

  /** `category`: the field of its category, `plain`. `null`: the record has not as many fields as the header. */
  looksOf(record: readonly string[], category: string): CategoryLooks | null {
    if (record.length !== this.#names.length) return null;
    const kept = this.#looks.get(category);
    if (kept !== undefined) return kept;
    const isKept = this.#looks.size < MOST_KEPT && category.length <= LONGEST_TOTAL;
    const looks = {
      isName: this.#named.has(this.#closedUp(category)),
      word: this.#wordOf(category),
      hasLetters: LETTER.test(category),
      isSeen: isSeen(category),
      tells: tells(category),
      isQuoted: category.startsWith('"'),
      bytes: Buffer.byteLength(category),
      amounts: Array.from({ length: isKept ? this.#amountColumns : 0 }, () => new CategoryAmounts()),
      rows: null,
    };
    if (isKept) this.#looks.set(category, looks);
    return looks;
  }

  /** Of each category that is kept, by one column of amounts. */
  amountsIn(column: number): readonly CategoryAmounts[] {
    return [...this.#looks.values()].flatMap(({ amounts }) => amounts[column] ?? []);
  }

  /** Of a row whose category is called like a column: it is the header again if most of the header's other names are there. */
  #headerKind(record: readonly string[]): RowKind | null {
    const names = this.#names;
    const fields = record.map((field) => this.#closedUp(plain(field)));
    if (fields.every((field, at) => field === names[at])) return "repeatedHeader";
    const known = new Set(fields.filter((field) => this.#named.has(field)));
    if ((known.size - 1) * 2 <= this.#named.size - 1) return null;
    const inPlace = new Set(fields.filter((field, at) => field === names[at]));
    return [...known].every((field) => inPlace.has(field)) ? "repeatedHeader" : "movedHeader";
  }

  /** For comparing what people write by hand: neither the case of its letters counts nor what is between its words. */
  #closedUp(name: string): string {
    return foldedCase(name.replace(this.#nameMarks, ""));
  }

  /** Whether a text is a word of totals, as in "Total:", "**TOTAL**" or "Total (30)", or begins or ends with one. */
  #wordOf(text: string): TotalWord {
    if (text.length > LONGEST_TOTAL) return null;
    const word = wordIn(text);
    if (this.#totals.has(bareWord(text)) || this.#totals.has(bareWord(word))) return "alone";
    if (this.#markedTotals?.test(foldedCase(text))) return "alone";
    if (this.#totalsAlike.has(withoutMarks(bareWord(word)))) return "alike";
    const words = wordsOf(word);
    const isTold = words.some(
      (_, at) =>
        at > 0 &&
        (this.#totalWords.has(words.slice(at).join("")) || this.#totalWords.has(words.slice(0, at).join(""))),
    );
    return isTold ? "amongOthers" : null;
  }
}

/** Of a row with an id or a category alone. */
function kindBesideNothing(word: TotalWord): RowKind {
  if (word === "alone") return "total";
  return word === null ? "loan" : "perhapsTotal";
}

/** Of a row whose category stands in the first column, and that has no id. */
function kindOfFirst(word: TotalWord): RowKind {
  if (word === "alone") return "total";
  if (word === "alike") return "perhapsTotal";
  return word === null ? "loan" : "totalAmongOthers";
}

const isWord = (word: TotalWord) => word === "alone" || word === "alike";

/** `συνολο` for `σύνολο`, `icmal` for `i̇cmal`: who writes in capitals leaves accents out, and puts dots on others. `word`: in `foldedCase`. */
function withoutMarks(word: string): string {
  // In ASCII there are none: many an id is asked about in each row of a file.
  if (!BEYOND_ASCII.test(word)) return word;
  return foldedCase(word.normalize("NFKD").replaceAll(MARKS_ON_LETTERS, "").replaceAll("ı", "i"));
}

/** A field without the blanks around it. csv-parse leaves the quotes where blanks follow the closing one. */
export function plain(field: string): string {
  if (isInk(field.charCodeAt(0)) && isInk(field.charCodeAt(field.length - 1))) return field;
  const trimmed = field.trim();
  return field.length > trimmed.length && trimmed.length > 1 && field.startsWith('"') && trimmed.endsWith('"')
    ? trimmed.slice(1, -1).trim()
    : trimmed;
}

/** A letter of ASCII that anybody sees. */
function isInk(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}

/** Neither the case of its letters counts nor any blank in it nor what may stand behind it, as in "Sum =" or "Total...". */
function bareWord(text: string): string {
  const letters = foldedCase(text.replace(BLANKS, ""));
  let end = letters.length;
  while (end > 0 && ":.=".includes(letters[end - 1] ?? "")) end -= 1;
  return letters.slice(0, end);
}

/** `*** TOTAL ***` in `*** TOTAL *** (30)`: taken off with what is around it, its own marks would be gone too. */
function aroundMarked(totals: readonly string[]): RegExp | null {
  const marked = totals.filter((word) => bareWord(wordIn(word)) !== bareWord(word));
  if (marked.length === 0) return null;
  const spelt = marked.map((word) => [...bareWord(word)].map(escaped).join(String.raw`\s*`));
  const [before, behind] = [
    `(?:[^${LETTERS}]*[^${LETTERS}\\p{N}])?`,
    `(?:[^${LETTERS}\\p{N}][^${LETTERS}]*)?`,
  ];
  return new RegExp(`^${before}(?:${spelt.join("|")})${behind}$`, "v");
}

const escaped = (letter: string) => String.raw`\u{${letter.codePointAt(0)?.toString(16)}}`;

/** Without the digits and marks around it. */
function wordIn(text: string): string {
  return text.replace(BEFORE_WORD, "").replace(BEHIND_WORD, "");
}

function wordsOf(text: string): readonly string[] {
  // Most ids with marks in them have one word at most.
  if (!BETWEEN_WORDS.test(text)) return [foldedCase(text)];
  return foldedCase(text)
    .split(BETWEEN_WORDS)
    .filter((word) => word !== "");
}

/** Whether anybody can see anything of a field. */
function isSeen(field: string): boolean {
  const first = field.charCodeAt(0);
  // Most begin with a letter of ASCII.
  if (first > 0x22 && first < 0x7f) return true;
  return plain(field).replaceAll(INVISIBLE, "").trim() !== "";
}

/** Whether a field says anything: a ruling between pages does not, nor does what a database writes for nothing. */
export function tells(field: string): boolean {
  const first = field.charCodeAt(0);
  // Most begin with a digit or a letter of ASCII, and a null with one of these.
  if (isDigit(first) || (first > 0x40 && first < 0x5b && first !== 0x4e)) return true;
  return !NOTHING.test(plain(field).replaceAll(INVISIBLE, " "));
}

/** Whether a whole line, with its separators and quotes, says nothing, whatever number of fields it has. */
export function isNothing(line: string): boolean {
  return NOTHING_IN_LINE.test(line.replaceAll(INVISIBLE, " ").replaceAll(NULLS, ""));
}

/** A line without separators of letters that nobody sees. */
function isUnseenLine(record: readonly string[]): boolean {
  return record.length === 1 && plain(record[0] ?? "") !== "" && !isSeen(record[0] ?? "");
}
