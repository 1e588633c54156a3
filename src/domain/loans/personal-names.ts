import { grouped } from "../grouped.ts";
import { BLANK_CATEGORY } from "./category-counts.ts";
import type { Contract } from "./contract.ts";
import { THEN_RESTART } from "./contract.ts";
import type { Finding } from "./finding.ts";
import type { KnownNames } from "./known-names.ts";
import { FEW_ROWS, isKnowing, shownNames } from "./known-names.ts";
import { looksLikeCode, looksLikeSomebody } from "./looks-like-somebody.ts";

/** A bank has dozens of categories. Where there are more names than this, the column holds something else. */
const MOST_CATEGORIES = 1_000;

/**
 * Of all the day's loans so many stand in one row each, or in a few, where they are customers: in a hundred categories of
 * three hundred loans, as shares of categories fall by their rank, a fifth and two fifths do.
 */
const OF_LOANS = { alone: 0.5, few: 0.8 } as const;

/** The same of all the day's names, however many loans the others have: there it is three fifths, and a quarter. */
const OF_NAMES = { alone: 0.8, some: 0.5 } as const;

/** Once enough is known, of all the day's names. */
const OF_NAMES_KNOWING = { alone: 0.1, some: 0.25 } as const;

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

/** The different names of a day with the rows of each; `null` where there are more than categories can be. */
export type NameRows = ReadonlyMap<string, number> | null;

/** What they are held against. */
interface Against {
  readonly contract: Pick<Contract, "category" | "categories">;
  readonly known: KnownNames;
}

/**
 * Why the names of a day may be customers and no categories, without naming any; `null` where they look like categories. A
 * name that `shownNames` knows is none. By the look of a name nobody may let it pass; by how the rows stand, who knows that
 * they are categories.
 */
export function looksPersonal(rows: NameRows, against: Against): Finding | null {
  const { contract, known } = against;
  const where = `"${contract.category}"`;
  if (rows === null) {
    const says = `${where} has more than ${grouped(MOST_CATEGORIES)} different names: no categories`;
    return { rule: "personal-names", says, verdict: "hold" };
  }
  const isKnown = (name: string) =>
    known.names.has(name) || contract.categories.includes(name) || name === BLANK_CATEGORY || name === "";
  const somebody = [...rows.keys()].filter((name) => !isKnown(name) && looksLikeSomebody(name)).length;
  const strangers = strangersIn(rows, against);
  const accounts = somebody > 0 ? 0 : accountsAmong(strangers);
  if (somebody + accounts > 0) {
    const look = somebody + accounts === 1 ? "1 name looks" : `${grouped(somebody + accounts)} names look`;
    const says = `${look} like an account, an e-mail address or a person, where ${where} should have categories`;
    return { rule: "personal-names", says, verdict: "hold" };
  }
  return standLikeCustomers(strangers, { rows, days: known.days, where });
}

/** How many of a day's names are not shown, as a sentence; `null` where all are. */
export function namesNotShown(rows: ReadonlyMap<string, number>, against: Against): Finding | null {
  const isShown = shownNames(countsOf(rows), against);
  const many = [...rows.keys()].filter((name) => !isShown(name)).length;
  if (many === 0) return null;
  const says =
    `${grouped(many)} ${many === 1 ? "name stands" : "names stand"} in ${FEW_ROWS} rows or fewer${many === 1 ? "" : " each"}, today and on every published day, ` +
    `and may be customers, so ${many === 1 ? "it is" : "they are"} not shown; list what is a category under "categories" in LOANS_CONTRACT${THEN_RESTART}`;
  return { rule: "rare-names", says, verdict: "warn" };
}

/**
 * Names with few rows that no published day had. Of days that are known by what was shown of them, as many may have been
 * there as these did not show.
 */
function strangersIn(rows: ReadonlyMap<string, number>, against: Against): ReadonlyMap<string, number> {
  const isShown = shownNames(countsOf(rows), against);
  const { seen, hidden } = against.known;
  const unseen = [...rows].filter(([name]) => !seen.has(name) && !isShown(name));
  return new Map(unseen.toSorted(([, a], [, b]) => a - b).slice(hidden));
}

/** One word with a number is a product, as `HL-10001`; more of them, in few rows each, are accounts. */
function accountsAmong(strangers: ReadonlyMap<string, number>): number {
  const codes = [...strangers.keys()].filter(looksLikeCode).length;
  return codes > 1 ? codes : 0;
}

/** By shares alone, so that three customers in a file of three rows are as many as thousands in a large one. */
function standLikeCustomers(
  strangers: ReadonlyMap<string, number>,
  {
    rows,
    days,
    where,
  }: { readonly rows: ReadonlyMap<string, number>; readonly days: number; readonly where: string },
): Finding | null {
  const named = [...rows].filter(([name]) => name !== BLANK_CATEGORY && name !== "");
  const loans = sumOf(named.map(([, count]) => count));
  const few = [...strangers.values()];
  const alone = few.filter((count) => count === 1).length;
  const some = few.length - alone;
  const isMuch =
    alone > loans * OF_LOANS.alone ||
    sumOf(few) > loans * OF_LOANS.few ||
    alone > named.length * OF_NAMES.alone ||
    some > named.length * OF_NAMES.some;
  // One alone is not shown, and no reason to hold the others back.
  const isMuchKnowing =
    isKnowing(days) &&
    few.length > 1 &&
    (alone > named.length * OF_NAMES_KNOWING.alone || some > named.length * OF_NAMES_KNOWING.some);
  if (!isMuch && !isMuchKnowing) return null;
  const are = few.length === 1 ? "is new and stands" : "are new and stand";
  const rowsEach = `${some === 0 ? "one row" : `${FEW_ROWS} rows or fewer`}${few.length === 1 ? "" : " each"}`;
  const says =
    `${grouped(few.length)} of ${grouped(named.length)} ${named.length === 1 ? "name" : "names"} in ${where} ` +
    `${are} in ${rowsEach}, as customers do and most categories do not`;
  return { rule: "rare-names", says, verdict: "hold" };
}

function countsOf(rows: ReadonlyMap<string, number>) {
  return [...rows].map(([category, count]) => ({ category, count }));
}

const sumOf = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0);
