import { grouped } from "../grouped.ts";
import { BLANK_CATEGORY } from "./category-counts.ts";
import type { Contract } from "./contract.ts";
import { INVISIBLE } from "./plain-name.ts";

/** A bank has dozens of categories. Where there are more names than this, the column holds something else. */
const MOST_CATEGORIES = 1_000;

/** Once a week of days is published, their names are nearly all that there are. */
export const isKnowing = (days: number) => days >= 7;

/** So many names that are unknown and stand in one row each are no chance: then, before, and in a file of few rows before. */
const LEAST_ALONE = { known: 5, before: 10, ofFew: 20 } as const;

/** A file has few rows where they are fewer than these for each name. */
const MANY_ROWS = 10;

/** The same of names in two or three rows each, which small categories have as well. */
const RARE_ROWS = 3;
const LEAST_RARE = { known: 10, before: 50 } as const;

/** `asha.rao@example.org`, and the address of a payment such as `asha@bank`. */
const MAIL = /[\p{L}\p{N}._%+-]@[\p{L}\p{N}]/u;

/** A word of letters and five digits in a row (`LN9000000`), a tax number (`ABCDE1234F`), nine digits in one word. */
const NUMBERED_WORD = /(?=\S*\p{L})\S*\d{5}|(?<!\S)[A-Z]{5}\d{4}[A-Z](?!\S)|(?=\S*\p{L})(?:\S*\d){9}|\d{9}/u;

/** Ten digits in groups, as of a phone, a card or an account. */
const GROUPED_DIGITS = /\d(?:[\s().-]{0,2}\d){9}/u;

/** `2025-26` and `2025-2026` are years of a scheme. */
const YEARS = /(?<!\d)(?:19|20)\d\d\s?[-–/]\s?(?:(?:19|20)?\d\d)(?!\d)/gu;

/** A person by the title. */
const TITLE = /^(?:mr|mrs|shri|smt)\b\.?\s+\p{L}/iu;

/** Whether a name has the look of an e-mail address, of an account's or customer's number, or of a person with a title. */
export function looksLikeSomebody(name: string): boolean {
  // Digits of every script count as digits, whichever they are.
  const text = name
    .normalize("NFKC")
    .replaceAll(INVISIBLE, "")
    .replaceAll(/(?![0-9])\p{Nd}/gu, "0");
  const rest = text.replaceAll(YEARS, " ");
  return MAIL.test(text) || TITLE.test(text) || NUMBERED_WORD.test(rest) || GROUPED_DIGITS.test(rest);
}

/**
 * The different names of a column with the rows of each, while it is read: no more of them than a column of categories
 * can have, so that two million take no more memory than a thousand.
 */
export class NameCensus {
  readonly #rows = new Map<string, number>();
  #isFull = false;

  take(name: string, times = 1): void {
    const rows = this.#rows.get(name);
    if (rows !== undefined) this.#rows.set(name, rows + times);
    else if (this.#rows.size < MOST_CATEGORIES) this.#rows.set(copied(name), times);
    else this.#isFull = true;
  }

  add(other: NameCensus): void {
    for (const [name, rows] of other.#rows) this.take(name, rows);
    this.#isFull ||= other.#isFull;
  }

  /** Each name with its rows; `null` where there were more names than categories can be. */
  get rows(): ReadonlyMap<string, number> | null {
    return this.#isFull ? null : this.#rows;
  }
}

/** A part of a string keeps the whole of it in memory: the piece of the file in which the name stood. */
function copied(name: string): string {
  return Buffer.from(name).toString();
}

/** What is published, to hold names against. */
export interface KnownNames {
  readonly names: ReadonlySet<string>;
  /** How many days they are of. */
  readonly days: number;
}

/** Before anything is published. */
export const NOTHING_KNOWN: KnownNames = { names: new Set(), days: 0 };

/**
 * Why the names of a day are perhaps customers and no categories, without naming any; `null` where they look like
 * categories. One that a published day had, or that the contract lists, is no person. `rows` is `null` where there are more names than categories can be.
 */
export function looksPersonal(
  rows: ReadonlyMap<string, number> | null,
  {
    contract: { category, categories },
    known,
  }: { readonly contract: Pick<Contract, "category" | "categories">; readonly known: KnownNames },
): string | null {
  const where = `"${category}"`;
  const isKnown = (name: string) => known.names.has(name) || categories.includes(name);
  if (rows === null)
    return `${where} has more than ${grouped(MOST_CATEGORIES)} different names: no categories`;
  const unknown = [...rows].filter(([name]) => !isKnown(name) && name !== BLANK_CATEGORY && name !== "");
  const somebody = unknown.filter(([name]) => looksLikeSomebody(name)).length;
  if (somebody > 0) {
    const look = somebody === 1 ? "1 name looks" : `${grouped(somebody)} names look`;
    return `${look} like an account, an e-mail address or a person, where ${where} should have categories`;
  }
  const upTo = (most: number) => unknown.filter(([, count]) => count <= most).length;
  const isMost = (some: number, least: number) => some >= least && some * 2 > unknown.length;
  const [alone, rare] = [upTo(1), upTo(RARE_ROWS)];
  const since = isKnowing(known.days) ? "known" : "before";
  const all = [...rows.values()].reduce((sum, count) => sum + count, 0);
  const hasFew = since === "before" && all < rows.size * MANY_ROWS;
  const says = (some: number, stand: string) =>
    `${some} of the ${unknown.length} names in ${where}${known.days === 0 ? "" : " that no published day had"} stand in ${stand} each, as customers do and categories do not`;
  if (isMost(alone, LEAST_ALONE[hasFew ? "ofFew" : since])) return says(alone, "one row");
  return isMost(rare, LEAST_RARE[since]) ? says(rare, `${RARE_ROWS} rows or fewer`) : null;
}
