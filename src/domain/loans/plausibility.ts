import type { Day } from "../day.ts";
import type { CategoryCount } from "./category-counts.ts";
import { total } from "./category-counts.ts";
import type { Contract } from "./contract.ts";
import type { Finding, Rule } from "./finding.ts";
import { likenessOf, lookAlikes } from "./look-alike.ts";
import { looksPersonal } from "./personal-names.ts";
import { nameInSentence, namesInSentence } from "./plain-name.ts";
import type { UsualRange } from "./usual-range.ts";
import { grouped, isUnusual, rangeInWords, usualRange } from "./usual-range.ts";

/** A published day as Redshift has it. */
export interface PublishedDay {
  readonly day: Day;
  readonly counts: readonly CategoryCount[];
}

/** The values of a number or amount column, as Spark read them. */
export interface ColumnReading {
  readonly name: string;
  readonly blank: number;
  readonly unreadable: number;
}

/** All that is known of a day before anybody is told. */
export interface CountedDay {
  /** `null`: more names than categories can be. */
  readonly counts: readonly CategoryCount[] | null;
  /** The number and amount columns; empty where nothing was reported of them. */
  readonly columns: readonly ColumnReading[];
  /** Another day that was published by the same bytes; `null` without one. */
  readonly sameAs: Day | null;
}

/** What a rule of the contract does with what it finds. */
type RuleSetting = Contract["rules"]["newCategory"];

/** What rows without a category are counted as. */
const BLANK = "(blank)";

/** So many standard deviations of a small number are chance: that of a count is its root. */
const CHANCE = 3;

/**
 * Holds a day against the published bank days before it, newest first. Where its names may be customers it says that
 * alone, since every other finding could name one.
 */
export function judge(
  { counts, columns, sameAs }: CountedDay,
  {
    earlier,
    rules,
    column,
  }: {
    readonly earlier: readonly PublishedDay[];
    readonly rules: Contract["rules"];
    readonly column: string;
  },
): readonly Finding[] {
  const known = new Set(earlier.flatMap((one) => one.counts.map(({ category }) => category)));
  const rows = counts && new Map(counts.map(({ category, count }) => [category, count]));
  const personal = looksPersonal(rows, { column, known });
  if (personal !== null) return [{ rule: "personal-names", says: personal, verdict: "hold" }];
  return counts === null ? [] : compared({ counts, columns, sameAs }, { earlier, rules, known });
}

function compared(
  { counts, columns, sameAs }: CountedDay & { readonly counts: readonly CategoryCount[] },
  { earlier, rules, known }: Comparison & { readonly known: ReadonlySet<string> },
): readonly Finding[] {
  return [
    ...identical(sameAs, rules),
    ...unreadableColumns(columns, { rows: total(counts), most: rules.columns }),
    ...totalRange(counts, { earlier, rules }),
    ...categoryRange(counts, { earlier, rules }),
    ...names(counts, { earlier, rules, known }),
  ];
}

function found(rule: Rule, verdict: RuleSetting, says: string): readonly Finding[] {
  return verdict === "ignore" ? [] : [{ rule, verdict, says }];
}

function identical(sameAs: Day | null, rules: Contract["rules"]): readonly Finding[] {
  return sameAs === null ? [] : found("identical", rules.identical, `the same file as ${sameAs}`);
}

/** Columns that do not look like themselves, as when everything has moved by one. */
function unreadableColumns(
  columns: readonly ColumnReading[],
  { rows, most }: { readonly rows: number; readonly most: number },
): readonly Finding[] {
  const strange = columns.filter(({ blank, unreadable }) => unreadable > (rows - blank) * most);
  if (strange.length === 0) return [];
  const says = strange.map(
    ({ name, blank, unreadable }) =>
      `${grouped(unreadable)} of ${grouped(rows - blank)} values in "${name}" are no numbers`,
  );
  return found("columns", "hold", says.join("; "));
}

interface Comparison {
  readonly earlier: readonly PublishedDay[];
  readonly rules: Contract["rules"];
}

function totalRange(counts: readonly CategoryCount[], { earlier, rules }: Comparison): readonly Finding[] {
  const { days, verdict } = rules.total;
  const loans = total(counts);
  const usual = usualRange(
    earlier.slice(0, days).map((one) => total(one.counts)),
    rules.total,
  );
  if (usual === null || !isUnusual(loans, usual)) return [];
  return found("total-range", verdict, `${loansInWords(loans)}; ${rangeInWords(usual)}`);
}

/** Of the categories that enough of the days had; of one that has vanished or is new other rules tell. */
function categoryRange(counts: readonly CategoryCount[], { earlier, rules }: Comparison): readonly Finding[] {
  const { days, least, verdict } = rules.category;
  const compared = earlier.slice(0, days);
  const unusual = counts.flatMap(({ category, count }) => {
    const before = compared.map((one) => countOf(one, category));
    const usual = before.filter((one) => one > 0).length < least ? null : usualRange(before, rules.category);
    return usual !== null && isUnusual(count, withChance(usual)) ? [{ category, count, usual }] : [];
  });
  if (unusual.length === 0) return [];
  const shown = unusual.slice(0, MOST_SHOWN).map(({ category, count, usual }) => {
    const range =
      count > 0 && count < rules.smallCounts ? `fewer than ${rules.smallCounts} loans` : loansInWords(count);
    return `${nameInSentence(category)} has ${range}, ${rangeInWords(usual)}`;
  });
  const more = unusual.length - shown.length;
  const rest =
    more === 0 ? [] : [`so ${more === 1 ? "has 1 more category" : `have ${more} more categories`}`];
  return found("category-range", verdict, [...shown, ...rest].join("; "));
}

const MOST_SHOWN = 5;

/** A count of a few loans moves by chance more than any share of it. */
function withChance(usual: UsualRange): UsualRange {
  return { ...usual, within: Math.max(usual.within, CHANCE * Math.sqrt(usual.median)) };
}

function names(
  counts: readonly CategoryCount[],
  { earlier, rules, known }: Comparison & { readonly known: ReadonlySet<string> },
): readonly Finding[] {
  const today = counts.map(({ category }) => category).filter((name) => name !== BLANK);
  const unknown = today.filter((name) => !known.has(name));
  const numbers = unknown.filter((name) => isNumeric(name));
  const fresh = earlier.length === 0 ? [] : unknown.filter((name) => !numbers.includes(name));
  const formerly = formerNames(fresh, { known, today });
  const strangers = fresh.filter((name) => !formerly.has(name));
  const gone = vanished(today, { earlier, rules }).filter((name) => ![...formerly.values()].includes(name));
  const alike = [
    ...lookAlikes(today.toSorted()).map(
      (pair) => `${pair.map(nameInSentence).join(" and ")} look like one category`,
    ),
    ...[...formerly].map(
      ([name, before]) =>
        `${nameInSentence(name)} is new and looks like ${nameInSentence(before)} of earlier days`,
    ),
  ];
  const days = Math.min(earlier.length, rules.category.days);
  return [
    ...(numbers.length === 0
      ? []
      : found(
          "numeric-category",
          rules.numericCategory,
          `${namesInSentence(numbers)} ${numbers.length === 1 ? "is a number and no name" : "are numbers and no names"} of a category`,
        )),
    ...(strangers.length === 0
      ? []
      : found(
          "new-category",
          rules.newCategory,
          `${namesInSentence(strangers)} ${strangers.length === 1 ? "is new: no published day before had it" : "are new: no published day before had them"}`,
        )),
    ...(gone.length === 0
      ? []
      : found(
          "vanished-category",
          rules.vanishedCategory,
          `${namesInSentence(gone)} ${gone.length === 1 ? "has" : "have"} no loans; each of the last ${days} days had some`,
        )),
    ...alike.flatMap((says) => found("look-alike", rules.lookAlike, says)).slice(0, MOST_ALIKE),
  ];
}

const MOST_ALIKE = 10;

/** New names beside the one of earlier days that they look like and that is gone today. */
function formerNames(
  fresh: readonly string[],
  { known, today }: { readonly known: ReadonlySet<string>; readonly today: readonly string[] },
): ReadonlyMap<string, string> {
  const gone = [...known].filter((name) => !today.includes(name));
  const byLikeness = new Map(gone.map((name) => [likenessOf(name), name]));
  return new Map(
    fresh.flatMap((name) => {
      const before = byLikeness.get(likenessOf(name));
      return before === undefined ? [] : [[name, before] as const];
    }),
  );
}

/** Those that every one of the days had: a category that is rare anyway is missed by nobody. */
function vanished(today: readonly string[], { earlier, rules }: Comparison): readonly string[] {
  const { days, least } = rules.category;
  const compared = earlier.slice(0, days);
  if (compared.length < least) return [];
  const [newest, ...others] = compared;
  return (newest?.counts ?? [])
    .map(({ category }) => category)
    .filter((name) => name !== BLANK && !today.includes(name))
    .filter((name) => others.every((one) => countOf(one, name) > 0));
}

/** Digits and what stands between them: `4`, `1,00,000`, `12.5`. */
function isNumeric(name: string): boolean {
  return /^[\p{N}\s.,+%-]*\p{N}[\p{N}\s.,+%-]*$/u.test(name);
}

function countOf({ counts }: PublishedDay, name: string): number {
  return counts.find(({ category }) => category === name)?.count ?? 0;
}

function loansInWords(count: number): string {
  return `${grouped(count)} ${count === 1 ? "loan" : "loans"}`;
}
