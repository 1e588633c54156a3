import type { HeldBy, LookedAt } from "../problem.ts";
import { DayHeld } from "../problem.ts";
import { beginning, isCodeCut } from "../truncate.ts";
import { THEN_RESTART } from "./contract/contract.ts";

/**
 * What a day's file and its counts are held against. `null`: these are numbers that a person may vouch for, so that a day
 * which they hold can be released. Otherwise the day cannot be told at all, and this is what helps. The names stand in
 * journals and on cards, so they are permanent.
 */
const helps = {
  malformed: null,
  identical: null,
  "total-range": null,
  "category-range": null,
  "new-category": null,
  "vanished-category": null,
  "numeric-category": null,
  "look-alike": null,
  columns: null,
  "rare-names": null,
  "lost-letters": null,
  "perhaps-totals": null,
  "last-line-end": null,
  "footer-missing": null,
  "perhaps-swallowed": null,
  encoding: `put a file of the encoding that the contract names in its place, or name its own in the contract${THEN_RESTART}`,
  "control-character": "put a file without control characters in its place",
  dialect: "write that otherwise in the file",
  "stray-quote": "close the quotes in the file, or take the line breaks out of its fields",
  swallowed: `close the quotes in the file, or allow more lines inside fields by \`swallowed\` in the contract${THEN_RESTART}`,
  "cut-off": "put a complete file in its place",
  "name-too-long": "shorten the name in the file",
  "sums-differ": "mend the file or the Spark script",
  "personal-names": `put a file in its place whose category column holds categories, or list these under \`categories\` in LOANS_CONTRACT${THEN_RESTART}`,
} as const satisfies Readonly<Record<string, string | null>>;

/** What helps beside a release and to mend the file: what to change in the contract. */
const helpsToo: Readonly<Partial<Record<string, readonly string[]>>> = {
  malformed: ["raise `malformed` under `rules`"],
  identical: ["set `identical: warn` under `rules`"],
  "total-range": ["widen `total` under `rules`"],
  "category-range": ["widen `category` under `rules`"],
  "new-category": ["set `newCategory: warn` under `rules`"],
  "vanished-category": ["set `vanishedCategory: warn` under `rules`"],
  "numeric-category": ["set `numericCategory: warn` under `rules`"],
  "look-alike": ["set `lookAlike: warn` under `rules`"],
  columns: ["correct `columns`, `decimal`, `categories` or the share `columns` under `rules`"],
  "rare-names": ["list its categories under `categories`"],
  "perhaps-totals": ["list the word of the totals under `totals`", "set `perhapsTotals: warn` under `rules`"],
  "last-line-end": ["set `lastLineEnd: warn` under `rules`"],
  "footer-missing": ["correct `footer`", "set `footer: warn` under `rules`"],
};

/** What a day's file and its counts are held against. */
export type Rule = keyof typeof helps;

/** What looking at a day by one rule came to, where it is not as usual. */
export interface Finding {
  readonly rule: Rule;
  /** One sentence for people, lower case, without a full stop: numbers, names of columns, never a row's values. */
  readonly says: string;
  /** Told beside the counts, or a reason not to tell them. */
  readonly verdict: "warn" | "hold";
}

/** As much of what one rule says is kept with a hold: a card carries it along. */
const LONGEST_HOLD = 300;

/**
 * Weighs what was found about a day by looking at `of` (`null`: at a file that was not read to its end): the sentences that
 * are told beside its counts, also of what was let pass, or `DayHeld`, which is returned and not thrown. A release lets a
 * rule pass by its very words and of what was looked at then: with other numbers, or of another file that has the same, it
 * holds anew.
 */
export function weigh(
  findings: readonly Finding[],
  { released, of }: { readonly released: readonly HeldBy[]; readonly of: LookedAt | null },
): readonly string[] | DayHeld {
  const all = holdsOf(findings, of);
  const holds = all.filter(
    ({ rule, says }) => !released.some((one) => saysSame(one, { rule, says }) && isOf(one, of)),
  );
  if (holds.length > 0) return dayHeld(findings, { holds, released, of });
  return [...all, ...findings.filter(({ verdict }) => verdict === "warn")].map(({ says }) => says);
}

/** Whether that was held, or let pass, of what is looked at now. What an earlier release let pass is known by its words alone. */
function isOf({ of: then }: HeldBy, now: LookedAt | null): boolean {
  return then === undefined || (then.file === now?.file && then.count === now.count);
}

/** How people are told which file: as much of its SHA-256 as tells two apart. */
export function shortHash(sha256: string): string {
  return sha256.slice(0, 12);
}

/** What helps where no person may release what that rule holds; `null`: one may. A rule of another release is none's to release. */
export function helpInsteadOfRelease(rule: string): string | null {
  return Object.hasOwn(helps, rule) ? helps[rule as Rule] : "count the day anew with this release";
}

/** Each rule that holds once, with all that it says. */
function holdsOf(findings: readonly Finding[], of: LookedAt | null): readonly HeldBy[] {
  const holding = findings.filter(({ verdict }) => verdict === "hold");
  return [...new Set(holding.map(({ rule }) => rule))].map((rule) => ({
    rule,
    says: kept(sentences(holding.filter((one) => one.rule === rule))),
    ...(of && { of }),
  }));
}

/** Where the cut is within a name in backticks, no letter of that name is to act as markup. */
function kept(says: string): string {
  const first = beginning(says, LONGEST_HOLD);
  return isCodeCut(first) ? `${first}\`` : first;
}

function dayHeld(
  findings: readonly Finding[],
  {
    holds,
    released,
    of,
  }: {
    readonly holds: readonly HeldBy[];
    readonly released: readonly HeldBy[];
    readonly of: LookedAt | null;
  },
): DayHeld {
  const rules = holds.map(({ rule }) => rule);
  const says = [
    sentences(findings.filter(({ rule, verdict }) => verdict === "hold" && rules.includes(rule))),
    ...letPassElsewhere(holds, released, of),
  ].join("; ");
  const help = [...new Set(rules.flatMap((rule) => helpInsteadOfRelease(rule) ?? []))];
  const remedy =
    help.length > 0
      ? `the day is held: ${help.join(", ")}, then press Retry`
      : `the day is held: ${mended(rules)}, then press Retry; or press Release, and say why it may be told as it is`;
  return new DayHeld("day-held", says, { remedy, holds });
}

/** What to mend, where a person may also release what these rules hold. */
function mended(rules: readonly string[]): string {
  const [first, ...more] = [...new Set(rules.flatMap((rule) => helpsToo[rule] ?? []))];
  if (first === undefined) return "mend the file";
  const changes = more.length === 0 ? first : `${[first, ...more].join(", or ")},`;
  return `mend the file, or ${changes} in LOANS_CONTRACT${THEN_RESTART}`;
}

/** Whoever released the same words wonders why they hold again. */
function letPassElsewhere(
  holds: readonly HeldBy[],
  released: readonly HeldBy[],
  of: LookedAt | null,
): readonly string[] {
  const same = released.findLast((one) => holds.some((hold) => saysSame(one, hold)));
  if (same?.of === undefined || of === null) return [];
  return same.of.file === of.file
    ? ["that was released for another count of this file, by another script or contract"]
    : [
        `that was released for another file (sha256 \`${shortHash(same.of.file)}\`) than is there now (\`${shortHash(of.file)}\`)`,
      ];
}

function saysSame(one: HeldBy, other: HeldBy): boolean {
  return one.rule === other.rule && one.says === other.says;
}

function sentences(findings: readonly Finding[]): string {
  return findings.map(({ says }) => says).join("; ");
}
