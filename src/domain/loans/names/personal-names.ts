import { grouped } from "../../grouped.ts";
import { BLANK_CATEGORY } from "../category-counts.ts";
import { COMPARED_WITHIN_DAYS } from "../compared-within.ts";
import type { Contract } from "../contract/contract.ts";
import { THEN_RESTART } from "../contract/contract.ts";
import type { Finding } from "../finding.ts";
import { Occurrences, placesOfRows, rowsInWords } from "../places-of-rows.ts";
import type { KnownNames } from "./known-names.ts";
import { FEW_ROWS, isKnowing, shownNames } from "./known-names.ts";
import { lookOf, looksLikeCode } from "./looks-like-somebody.ts";

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
 * Where a name looks like somebody or a category and most names do, they are none's in fewer rows each than this: a customer has no
 * more loans, a category of a bank that calls them so has.
 */
const OF_NAMES_LOOKING = { share: 0.5, rowsEach: 10 } as const;

/** The table holds 100 bytes of a name: the rest of a longer one, whose day is held anyway, only takes memory. */
const LONGEST_KEPT = 1_000;

/**
 * The different names of a column with the rows of each, while it is read: no more of them than a column of categories
 * can have, so that two million take no more memory than a thousand.
 */
export class NameCensus {
  readonly #names = new Map<string, Occurrences>();
  #isFull = false;

  /** Where the rows of a name are counted; `null`: there are more names than categories can be, and of this one none are. */
  of(name: string): Occurrences | null {
    const kept = name.length > LONGEST_KEPT ? name.slice(0, LONGEST_KEPT) : name;
    const known = this.#names.get(kept);
    if (known !== undefined) return known;
    this.#isFull ||= this.#names.size >= MOST_CATEGORIES;
    if (this.#isFull) return null;
    const rows = new Occurrences();
    this.#names.set(copied(kept), rows);
    return rows;
  }

  /** Takes what another one has of later rows. */
  add(other: NameCensus): void {
    for (const [name, rows] of other.#names) this.of(name)?.add(rows);
    this.#isFull ||= other.#isFull;
  }

  /** Each name with its rows; `null` where there were more names than categories can be. */
  get rows(): NameRows {
    return this.#isFull ? null : new Map([...this.#names].map(([name, { count }]) => [name, count]));
  }

  /** By name the numbers of its first rows. */
  get firstRows(): FirstRows {
    return new Map([...this.#names].map(([name, { rows }]) => [name, rows]));
  }
}

/** A part of a string keeps the whole of it in memory: the piece of the file in which the name stood. */
function copied(name: string): string {
  return Buffer.from(name).toString();
}

/** The different names of a day with the rows of each; `null` where there are more than categories can be. */
export type NameRows = ReadonlyMap<string, number> | null;

/** By name the numbers of its first rows in the file, the first below the header being 1. */
export type FirstRows = ReadonlyMap<string, readonly number[]>;

/** What they are held against. */
interface Against {
  readonly contract: Pick<Contract, "category" | "categories">;
  readonly known: KnownNames;
}

/**
 * Why the names of a day may be customers and no categories, without naming any; `null` where they look like categories. A
 * name that is known is none, nor is one that looks like it. By the look of a name nobody may let it pass; by how the rows stand,
 * who knows that they are categories. `firstRows`: where the file is at hand.
 */
export function looksPersonal(
  rows: NameRows,
  { firstRows = new Map(), ...against }: Against & { readonly firstRows?: FirstRows },
): Finding | null {
  const { contract, known } = against;
  const where = `"${contract.category}"`;
  if (rows === null) {
    const says = `${where} has more than ${grouped(MOST_CATEGORIES)} different names: no categories`;
    return { rule: "personal-names", says, verdict: "hold" };
  }
  const strangers = strangersIn(rows, against);
  const somebody = somebodyAmong(rows, { ...against, strangers });
  if (somebody.length > 0) {
    const look = somebody.length === 1 ? "1 name looks" : `${grouped(somebody.length)} names look`;
    const says = `${look} like an account, an e-mail address or a person, where ${where} should have categories`;
    const many = sumOf(somebody.map((name) => rows.get(name) ?? 0));
    const places = placesOf(somebody, { many, firstRows }) || `in ${rowsInWords(many)}`;
    return { rule: "personal-names", says: `${says}: ${places}`, verdict: "hold" };
  }
  const found = standLikeCustomers(strangers, { rows, days: known.days, where });
  const places = placesOf([...strangers.keys()], { many: sumOf([...strangers.values()]), firstRows });
  return found === null || places === "" ? found : { ...found, says: `${found.says}: ${places}` };
}

/** The names that are somebody's by their look, and by their rows where the look leaves it open. */
function somebodyAmong(
  rows: ReadonlyMap<string, number>,
  { strangers, ...against }: Against & { readonly strangers: ReadonlyMap<string, number> },
): readonly string[] {
  const isKnown = shownNames([], against);
  const isShown = shownNames(countsOf(rows), against);
  const looks = [...rows.keys()].flatMap((name) => {
    const look = lookOf(name);
    return look === null || isKnown(name) ? [] : [{ name, look }];
  });
  const named = (of: typeof looks) => of.map(({ name }) => name);
  const open = named(looks.filter(({ look }) => look !== "sure"));
  const few = looks.filter(({ name, look }) => look !== "sure" && !isShown(name));
  const rowsEach = sumOf(open.map((name) => rows.get(name) ?? 0)) / open.length;
  const areMost =
    open.length > 1 &&
    open.length > rows.size * OF_NAMES_LOOKING.share &&
    rowsEach < OF_NAMES_LOOKING.rowsEach;
  const numbered = [...strangers.keys()].filter((name) => lookOf(name) === null && looksLikeCode(name));
  return [
    ...named(looks.filter(({ look }) => look === "sure")),
    ...(areMost ? open : named(few.filter(({ look }) => look === "perhaps"))),
    ...(areMost ? [] : several(named(few.filter(({ look }) => look === "handle")))),
    ...several(numbered),
  ];
}

/** One word with a number is a product, as `HL-10001`, and one handle a rate; more of them, in few rows each, are accounts. */
function several(names: readonly string[]): readonly string[] {
  return names.length > 1 ? names : [];
}

/** Where names stand in the file, by numbers alone, so that who has it finds them; empty where that is not known. */
function placesOf(
  names: readonly string[],
  { many, firstRows }: { readonly many: number; readonly firstRows: FirstRows },
): string {
  const all = names.flatMap((name) => firstRows.get(name) ?? []).toSorted((a, b) => a - b);
  return all.length === 0 ? "" : placesOfRows(all, many);
}

/** How many of a day's names are not shown, as a sentence; `null` where all are. */
export function namesNotShown(rows: ReadonlyMap<string, number>, against: Against): Finding | null {
  const isShown = shownNames(countsOf(rows), against);
  const many = [...rows.keys()].filter((name) => !isShown(name)).length;
  if (many === 0) return null;
  const says =
    `${grouped(many)} ${many === 1 ? "name stands" : "names stand"} in ${FEW_ROWS} rows or fewer${many === 1 ? "" : " each"}, today and on each day of the last ${COMPARED_WITHIN_DAYS}, ` +
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
