import type { Day } from "../day.ts";
import { grouped } from "../grouped.ts";
import { shortDay } from "../long-day.ts";
import { quotedList } from "../quoted-list.ts";
import type { DecimalSign } from "./amount.ts";
import type { CategoryCount } from "./category-counts.ts";
import { BLANK_CATEGORY, total } from "./category-counts.ts";
import { COMPARED_WITHIN_DAYS } from "./compared-within.ts";
import type { Comparison } from "./comparison.ts";
import { found } from "./comparison.ts";
import type { Contract } from "./contract/contract.ts";
import { THEN_RESTART } from "./contract/contract.ts";
import type { Finding } from "./finding.ts";
import { judgeNames } from "./names/judge-names.ts";
import { isKnowing, knownNames, shownNames } from "./names/known-names.ts";
import { looksPersonal, namesNotShown } from "./names/personal-names.ts";
import { nameInSentence, namesInSentence } from "./names/plain-name.ts";
import { foldsOf } from "./names/small-counts.ts";
import type { PublishedDay } from "./published-days.ts";
import type { CountToJudge } from "./usual-count.ts";
import { standingInWords, standingOf, usualEdges } from "./usual-count.ts";
import { categoryRule, categoryToJudge, ofSameWeekday, totalToJudge } from "./usual-of-day.ts";

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
  /** Every day reads one file, since LOANS_SOURCE names no day. */
  readonly isFileOfAllDays?: boolean;
  /** Columns that are written with that decimal sign, which is not the contract's. */
  readonly otherDecimal?: { readonly sign: DecimalSign; readonly columns: readonly string[] } | undefined;
  /** A person let names in few rows pass, when the file was read. */
  readonly areVouched?: boolean;
}

/**
 * Holds `day` against the bank days before it, newest first, and its names against all that are published. Where its names
 * look like customers it says that alone; where they only stand like customers, no other finding names one of them.
 */
export function judge(
  { counts, columns, sameAs, otherDecimal, isFileOfAllDays = false, areVouched = false }: CountedDay,
  {
    day,
    earlier,
    published,
    contract,
  }: {
    readonly day: Day;
    readonly earlier: Comparison["earlier"];
    readonly published: readonly Pick<PublishedDay, "counts">[];
    readonly contract: Pick<Contract, "category" | "categories" | "rules">;
  },
): readonly Finding[] {
  const known = knownNames(published);
  const rows = counts && new Map(counts.map(({ category, count }) => [category, count]));
  const personal = looksPersonal(rows, { contract, known });
  if (counts === null || rows === null || personal?.rule === "personal-names")
    return personal === null ? [] : [personal];
  const { rules, categories } = contract;
  const listed = new Set([...known.seen, ...categories]);
  const isShown = shownNames(counts, { contract, known, areVouched });
  const ofWeekday = ofSameWeekday(day, earlier);
  const comparison = { day, earlier, ofWeekday, rules, known, isShown };
  const rare = personal ?? namesNotShown(rows, { contract, known });
  const column = categoryColumn(counts, {
    listed: isKnowing(published.length) ? listed : null,
    most: rules.columns,
  });
  const names = [...judgeNames(counts, comparison), ...lostLetters(counts, isShown)];
  return [
    ...(rare === null || areVouched ? [] : [rare]),
    ...identical({ sameAs, isFileOfAllDays }, rules),
    ...unreadableColumns(columns, { rows: total(counts), most: rules.columns, otherDecimal }),
    ...column,
    ...totalRange(counts, comparison),
    ...categoryRange(counts, comparison),
    // Values of another column are shown to nobody before a person has let that column pass.
    ...(column.length === 0 ? names : names.map((one) => ({ ...one, verdict: "warn" as const }))),
  ];
}

function identical(
  { sameAs, isFileOfAllDays }: Pick<CountedDay, "sameAs" | "isFileOfAllDays">,
  rules: Contract["rules"],
): readonly Finding[] {
  if (sameAs === null) return [];
  const why = isFileOfAllDays ? ": LOANS_SOURCE has no {date}, so that every day reads it" : "";
  return found("identical", rules.identical, `the same file as ${sameAs}${why}`);
}

/** Columns that do not look like themselves, as when everything has moved by one, or has the other decimal sign. */
function unreadableColumns(
  columns: readonly ColumnReading[],
  {
    rows,
    most,
    otherDecimal,
  }: { readonly rows: number; readonly most: number } & Pick<CountedDay, "otherDecimal">,
): readonly Finding[] {
  const strange = columns.filter(({ blank, unreadable }) => unreadable > (rows - blank) * most);
  if (strange.length === 0) return [];
  const says = strange.map(
    ({ name, blank, unreadable }) =>
      `${grouped(unreadable)} of ${grouped(rows - blank)} values in "${name}" are no numbers`,
  );
  const others = strange.map(({ name }) => name).filter((name) => otherDecimal?.columns.includes(name));
  const has = `${quotedList(others)} ${others.length === 1 ? "has" : "have"} the other decimal sign`;
  const help = `${has}: write \`decimal: "${otherDecimal?.sign}"\` in LOANS_CONTRACT${THEN_RESTART}`;
  return found("columns", "hold", [...says, ...(others.length > 0 ? [help] : [])].join("; "));
}

/**
 * The column of categories, where it does not look like itself: most loans have none, or one that is not `listed`. `null`:
 * too few days are known to say so.
 */
function categoryColumn(
  counts: readonly CategoryCount[],
  { listed, most }: { readonly listed: ReadonlySet<string> | null; readonly most: number },
): readonly Finding[] {
  const all = total(counts);
  const of = (is: (name: string) => boolean) => total(counts.filter(({ category }) => is(category)));
  const says = (some: number, what: string) =>
    some > all * most ? found("columns", "hold", `${grouped(some)} of ${grouped(all)} loans ${what}`) : [];
  const isStrange = (name: string) => listed !== null && name !== BLANK_CATEGORY && !listed.has(name);
  return [
    ...says(
      of((name) => name === BLANK_CATEGORY),
      "have no category",
    ),
    ...says(of(isStrange), `stand in categories that no day of the last ${COMPARED_WITHIN_DAYS} had`),
  ];
}

function totalRange(
  counts: readonly CategoryCount[],
  { day, earlier, ofWeekday, rules }: Comparison,
): readonly Finding[] {
  const { verdict } = rules.total;
  const all = totalToJudge({ counts, earlier, ofWeekday });
  const standing = standingOf(all, rules.total);
  if (standing.is === "usual") return usualEdges(all, rules.total) === null ? totalBeside(all, verdict) : [];
  const isHeld = standing.is === "unusual" || standing.is === "far-from-weekday";
  const weight = isHeld || verdict === "ignore" ? verdict : "warn";
  return found("total-range", weight, `${loansInWords(all.count)}; ${standingInWords(standing, day)}`);
}

/** Where too few days are known to say what is usual: that it is another number than that of the day before, which holds nothing. */
function totalBeside(
  { count, earlier: [newest] }: CountToJudge,
  verdict: Contract["rules"]["total"]["verdict"],
): readonly Finding[] {
  if (newest === undefined) return [];
  const what =
    count * 2 < newest.count ? "less than half" : count > newest.count * 2 ? "more than twice" : null;
  if (what === null) return [];
  const says = `${loansInWords(count)}, ${what} the ${grouped(newest.count)} of ${shortDay(newest.day)}; too few days are known to say what is usual`;
  return found("total-range", verdict === "ignore" ? "ignore" : "warn", says);
}

/** Of the categories that enough of the days had; of one that has vanished or is new other rules tell. */
function categoryRange(
  counts: readonly CategoryCount[],
  { day, earlier, ofWeekday, rules, isShown }: Comparison,
): readonly Finding[] {
  const { verdict } = rules.category;
  const folds = foldsOf(counts, { isShown, k: rules.smallCounts });
  const shownOnes = counts.filter(({ category }) => isShown(category));
  const unusual = shownOnes.flatMap(({ category, count }) => {
    const judged = categoryToJudge(category, { counts, earlier, ofWeekday }, rules.category);
    if (judged === null) return [];
    const standing = standingOf(judged, categoryRule(rules));
    // A weekday with a rhythm is told of by the total.
    return standing.is === "unusual" ? [{ category, count, standing }] : [];
  });
  if (unusual.length === 0) return [];
  const shown = unusual.slice(0, MOST_SHOWN).map(({ category, count, standing }) => {
    const range = folds.has(category) ? hiddenCount(count, rules.smallCounts) : loansInWords(count);
    return `${nameInSentence(category)} has ${range}, ${standingInWords(standing, day, rules.smallCounts)}`;
  });
  const more = unusual.length - shown.length;
  const rest =
    more === 0 ? [] : [`${more} more ${more === 1 ? "category is" : "categories are"} unusual too`];
  return found("category-range", verdict, [...shown, ...rest].join("; "));
}

const MOST_SHOWN = 5;

/** Of a category that shares its row: with its number those that share it would be known. */
function hiddenCount(count: number, k: number): string {
  return count < k ? `fewer than ${k} loans` : "an unusual number of loans";
}

const loansInWords = (count: number) => many(count, "loan");

/** U+FFFD stands where a program could not read a letter: those names were damaged before the file came. */
function lostLetters(
  counts: readonly CategoryCount[],
  isShown: (name: string) => boolean,
): readonly Finding[] {
  const names = counts.map(({ category }) => category).filter((name) => name.includes("\ufffd"));
  if (names.length === 0) return [];
  const shown = names.filter(isShown);
  const who = shown.length === names.length ? namesInSentence(shown) : many(names.length, "name");
  const says = `${who} ${names.length === 1 ? "has" : "have"} � (U+FFFD) in place of letters, which were lost before the file came`;
  return found("lost-letters", "warn", says);
}

const many = (count: number, one: string) => `${grouped(count)} ${one}${count === 1 ? "" : "s"}`;
