import type { Day } from "../day.ts";
import { weekdayOf } from "../schedule/bank-days.ts";
import type { CategoryCount } from "./category-counts.ts";
import { total } from "./category-counts.ts";
import type { Contract } from "./contract/contract.ts";
import { nameOfFile } from "./names/small-counts.ts";
import type { PublishedDay } from "./published-days.ts";
import { countOf } from "./published-days.ts";
import type { CountToJudge } from "./usual-count.ts";
import { usualEdges } from "./usual-count.ts";
import type { UsualEdges } from "./usual-range.ts";

/** A day's counts and the published bank days before it, newest first. */
interface DayToJudge {
  readonly counts: readonly CategoryCount[];
  readonly earlier: readonly Pick<PublishedDay, "day" | "counts">[];
  readonly ofWeekday: CountToJudge["ofWeekday"];
}

/** A few loans more or less in a small category are chance; of all loans the contract says how far from usual is told. */
const CHANCE_ROOTS = 3;

/** The rule by which the loans of a single category are held against those of the days before. */
export function categoryRule(rules: Contract["rules"]) {
  return { ...rules.category, roots: CHANCE_ROOTS };
}

/** Those of the earlier days that are of the day's weekday. */
export function ofSameWeekday(day: Day, earlier: DayToJudge["earlier"]): ReadonlySet<Day> {
  const same = earlier.filter((one) => weekdayOf(one.day) === weekdayOf(day));
  return new Set(same.map((one) => one.day));
}

/** All loans of the day beside those of the days before. */
export function totalToJudge({ counts, earlier, ofWeekday }: DayToJudge): CountToJudge {
  const before = earlier.map((one) => ({ day: one.day, count: total(one.counts) }));
  return { count: total(counts), earlier: before, ofWeekday };
}

/** The same of one category, by its name in the file; `null`: it was there on too few of the days to say what is usual. */
export function categoryToJudge(
  category: string,
  { counts, earlier, ofWeekday }: DayToJudge,
  { days, least }: Contract["rules"]["category"],
): CountToJudge | null {
  const before = earlier.map((one) => ({ day: one.day, count: countOf(one, category) }));
  const isKnown = before.slice(0, days).filter((one) => one.count > 0).length >= least;
  return isKnown ? { count: countOf({ counts }, category), earlier: before, ofWeekday } : null;
}

/** Between what counts that category, as it is shown, or all loans (`null`) are usual on the day; `null`: it is not known. */
export function usualOfDay(
  day: Day,
  { counts, earlier }: Omit<DayToJudge, "ofWeekday">,
  rules: Contract["rules"],
): (category: string | null) => UsualEdges | null {
  const judged = { counts, earlier, ofWeekday: ofSameWeekday(day, earlier) };
  return (category) => {
    if (category === null) return usualEdges(totalToJudge(judged), rules.total);
    const one = categoryToJudge(nameOfFile(category), judged, rules.category);
    return one && usualEdges(one, categoryRule(rules));
  };
}
