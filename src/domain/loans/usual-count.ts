import type { Day } from "../day.ts";
import { assertNever } from "../problem.ts";
import { weekdayOf } from "../schedule/bank-days.ts";
import type { UsualEdges, UsualRange } from "./usual-range.ts";
import {
  edgesOf,
  hadInWords,
  isBeyondAll,
  isFarBeyond,
  isManyTimesOff,
  isUnlike,
  isUnusual,
  rangeInWords,
  usualOfAlike,
  usualOfKind,
  usualRange,
  withLeastOfKind,
} from "./usual-range.ts";

/** A number of a day, and that of each bank day before it, newest first. */
export interface CountToJudge {
  readonly count: number;
  readonly earlier: readonly { readonly day: Day; readonly count: number }[];
  /** Those of the earlier days that are of the day's weekday. */
  readonly ofWeekday: ReadonlySet<Day>;
}

/** What a rule of the contract says of what is usual, and of how many of the newest days. */
type UsualRule = Parameters<typeof usualRange>[1] & { readonly days: number };

/** How a count stands to what is usual; the ranges are told beside it. */
export type Standing =
  | { readonly is: "usual" }
  /** Of the newest days it is not usual. */
  | { readonly is: "unusual"; readonly all: UsualRange }
  /** Of the newest days it is not usual, of those of its weekday it is. */
  | { readonly is: "usual-of-weekday"; readonly all: UsualRange; readonly own: UsualRange }
  /** As any day's, while those of its weekday are others. */
  | { readonly is: "unlike-weekday"; readonly own: UsualRange }
  /** Usual as far apart as the newest days are, and far from those of its weekday, which are all alike. */
  | { readonly is: "far-from-weekday"; readonly own: UsualRange }
  /** Usual as far apart as the newest days are, and yet beyond each of them. */
  | { readonly is: "beyond-all"; readonly all: UsualRange }
  /** The same of those of its weekday, which are all alike. */
  | { readonly is: "beyond-weekday"; readonly own: UsualRange };

/**
 * Holds a count against the newest days, as many as the rule says, and against all days of its weekday, where these have a
 * rhythm: on Mondays the loans of a weekend may come. Far beyond all days no weekday makes a count usual.
 */
export function standingOf(judged: CountToJudge, rule: UsualRule): Standing {
  const { count } = judged;
  const ranges = rangesOf(judged, rule);
  if (ranges === null) return { is: "usual" };
  const { all, alike, own } = ranges;
  const isLikeOwn = own !== null && !isUnusual(count, own);
  if (isUnusual(count, all)) {
    return isLikeOwn && !isFarBeyond(count, all)
      ? { is: "usual-of-weekday", all, own }
      : { is: "unusual", all };
  }
  if (alike !== null && isManyTimesOff(count, alike)) return { is: "far-from-weekday", own: alike };
  if (own !== null && !isLikeOwn) return { is: "unlike-weekday", own };
  if (alike !== null && isUnlike(count, alike)) return { is: "beyond-weekday", own: alike };
  return isBeyondAll(count, all) ? { is: "beyond-all", all } : { is: "usual" };
}

/**
 * Between what counts it is usual, by the range that it is held against: that of its weekday where these have a rhythm, else
 * that of the newest days. `null`: too few days are known.
 */
export function usualEdges(judged: CountToJudge, rule: UsualRule): UsualEdges | null {
  const ranges = rangesOf(judged, rule);
  if (ranges === null) return null;
  const standing = standingOf(judged, rule);
  if (standing.is === "usual") return edgesOf(ranges.own ?? ranges.all);
  return edgesOf("own" in standing ? standing.own : standing.all);
}

/** What is usual by the newest days, by those of its weekday that are alike, and by its weekday where that has a rhythm. */
function rangesOf({ earlier, ofWeekday }: CountToJudge, rule: UsualRule) {
  const countsOf = (those: CountToJudge["earlier"]) => those.map((one) => one.count);
  const recent = earlier.slice(0, rule.days);
  const ofAll = usualRange(countsOf(recent), rule);
  if (ofAll === null) return null;
  const kind = countsOf(earlier.filter((one) => ofWeekday.has(one.day)));
  const newest = countsOf(recent.filter((one) => ofWeekday.has(one.day)));
  const all = withLeastOfKind(ofAll, { newest, kind });
  const alike = usualOfAlike(kind, all);
  // Where most of its weekday are alike, the newest may be another one, as a Saturday that was worked on.
  const own = usualOfKind(kind, all) ?? (alike !== null && isUnusual(alike.median, all) ? alike : null);
  return { all, alike, own };
}

/** What the days before had, and what is usual by them; a number of fewer than `k` is not told. */
export function standingInWords(
  standing: Exclude<Standing, { readonly is: "usual" }>,
  day: Day,
  k = 0,
): string {
  const kind = weekdayOf(day);
  switch (standing.is) {
    case "unusual":
      return rangeInWords(standing.all, { k });
    case "usual-of-weekday":
      return `${rangeInWords(standing.all, { k })}; ${rangeInWords(standing.own, { k, kind })}`;
    case "unlike-weekday":
    case "far-from-weekday":
      return rangeInWords(standing.own, { k, kind });
    case "beyond-all":
      return beyondInWords(standing.all, "day", k);
    case "beyond-weekday":
      return beyondInWords(standing.own, kind, k);
    default:
      return assertNever(standing);
  }
}

function beyondInWords(usual: UsualRange, kind: string, k: number): string {
  return `none of the last ${usual.days} ${kind}s was like that, which had ${hadInWords(usual, k)}`;
}
