import { grouped } from "../../grouped.ts";
import { shortDay } from "../../long-day.ts";
import type { CategoryCount } from "../category-counts.ts";
import { BLANK_CATEGORY } from "../category-counts.ts";
import { COMPARED_WITHIN_DAYS } from "../compared-within.ts";
import type { Comparison } from "../comparison.ts";
import { found } from "../comparison.ts";
import type { Finding } from "../finding.ts";
import { countOf } from "../published-days.ts";
import { likenessOf, lookAlikes } from "./look-alike.ts";
import { nameInSentence, namesInSentence } from "./plain-name.ts";

/** So many pairs of look-alikes are told. */
const MOST_ALIKE = 10;

/** Names that are numbers, new, gone, or look like one another. Each is told by one rule alone, the one that tells most. */
export function judgeNames(counts: readonly CategoryCount[], comparison: Comparison): readonly Finding[] {
  const { earlier, known, isShown, rules } = comparison;
  const all = counts.map(({ category }) => category).filter((name) => name !== BLANK_CATEGORY);
  const today = all.filter(isShown);
  const isNew = (name: string) => !known.seen.has(name);
  const hiddenNumbers = all.filter((name) => isNew(name) && isNumeric(name) && !isShown(name)).length;
  const numbers = today.filter((name) => isNew(name) && isNumeric(name));
  const fresh = known.days === 0 ? [] : today.filter((name) => isNew(name) && !isNumeric(name));
  // Two that have stood beside each other on a published day are two: nobody reads the same sentence every day.
  const pairs = lookAlikes(today.toSorted()).filter((pair) => pair.some(isNew));
  const former = formerNames(fresh, { known: known.names, today: all });
  const strangers = fresh.filter((name) => !former.has(name) && !pairs.some((pair) => pair.includes(name)));
  const replaced = [...former.values()];
  const gone = vanished(all, comparison).filter((name) => !replaced.includes(name));
  const days = Math.min(earlier.length, rules.category.days);
  const alike = [
    ...pairs.map((pair) => `${pair.map(nameInSentence).join(" and ")} look like one category`),
    ...[...former].map(([name, before]) => {
      const [now, then] = [nameInSentence(name), nameInSentence(before)];
      return `${now} is new and looks like ${then} of earlier days`;
    }),
  ];
  const told = (names: readonly string[], one: string, more: string) =>
    names.length === 0 ? [] : [`${namesInSentence(names)} ${names.length === 1 ? one : more}`];
  return [
    ...told(
      numbers,
      "is a number and no name of a category",
      "are numbers and no names of categories",
    ).flatMap((says) => found("numeric-category", rules.numericCategory, says)),
    ...(hiddenNumbers === 0
      ? []
      : found(
          "numeric-category",
          rules.numericCategory,
          hiddenNumbers === 1
            ? "1 name that is not shown is a number"
            : `${hiddenNumbers} names that are not shown are numbers`,
        )),
    ...told(
      strangers,
      `is new: no day of the last ${COMPARED_WITHIN_DAYS} had it`,
      `are new: no day of the last ${COMPARED_WITHIN_DAYS} had them`,
    ).flatMap((says) => found("new-category", rules.newCategory, says)),
    ...told(
      gone,
      `has no loans; each of the last ${days} days had some`,
      `have no loans; each of the last ${days} days had some`,
    ).flatMap((says) => found("vanished-category", rules.vanishedCategory, says)),
    ...missed(all, { comparison, replaced }),
    ...alike.slice(0, MOST_ALIKE).flatMap((says) => found("look-alike", rules.lookAlike, says)),
  ];
}

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
function vanished(today: readonly string[], { earlier, rules, isShown }: Comparison): readonly string[] {
  const { days, least } = rules.category;
  const compared = earlier.slice(0, days);
  if (compared.length < least) return [];
  const [newest, ...others] = compared;
  return (newest?.counts ?? [])
    .map(({ category }) => category)
    .filter((name) => name !== BLANK_CATEGORY && isShown(name) && !today.includes(name))
    .filter((name) => others.every((one) => countOf(one, name) > 0));
}

/** More than so many loans are not all missing by chance. */
const CHANCE = 9;

/**
 * Those that the day before had, where too few days are known to say what is usual: it holds nothing. One of a few loans, which may
 * be rare anyway, is missed where each of several days had some. Where small counts are hidden no number is told.
 */
function missed(
  today: readonly string[],
  {
    comparison: { earlier, rules, isShown },
    replaced,
  }: { readonly comparison: Comparison; readonly replaced: readonly string[] },
): readonly Finding[] {
  const [newest, ...others] = earlier.slice(0, rules.category.days);
  if (newest === undefined || others.length + 1 >= rules.category.least) return [];
  const isSteady = (name: string) => others.length > 0 && others.every((one) => countOf(one, name) > 0);
  const gone = newest.counts.filter(
    ({ category, count }) =>
      category !== BLANK_CATEGORY &&
      isShown(category) &&
      ![...today, ...replaced].includes(category) &&
      (count > CHANCE || isSteady(category)),
  );
  if (gone.length === 0) return [];
  const had = rules.smallCounts > 0 ? "some" : grouped(gone.reduce((sum, { count }) => sum + count, 0));
  const names = namesInSentence(gone.map(({ category }) => category));
  const says = `${names} ${gone.length === 1 ? "has" : "have"} no loans; ${shortDay(newest.day)} had ${had}`;
  return found("vanished-category", rules.vanishedCategory === "ignore" ? "ignore" : "warn", says);
}

/** Digits and what stands between them: `4`, `1,00,000`, `12.5`. */
function isNumeric(name: string): boolean {
  return /^[\p{N}\s.,+%-]*\p{N}[\p{N}\s.,+%-]*$/u.test(name);
}
