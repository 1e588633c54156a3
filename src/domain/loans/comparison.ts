import type { Day } from "../day.ts";
import type { Contract } from "./contract/contract.ts";
import type { Finding, Rule } from "./finding.ts";
import type { KnownNames } from "./names/known-names.ts";
import type { PublishedDay } from "./published-days.ts";

/** What a day is held against. */
export interface Comparison {
  readonly day: Day;
  /** The published bank days before it, newest first. */
  readonly earlier: readonly Pick<PublishedDay, "day" | "counts">[];
  /** Those of them that are of its weekday. */
  readonly ofWeekday: ReadonlySet<Day>;
  readonly known: KnownNames;
  /** Whether anybody may see that name of today, as `shownNames` says. */
  readonly isShown: (name: string) => boolean;
  readonly rules: Contract["rules"];
}

/** What a rule found, if the contract wants to hear of it. */
export function found(rule: Rule, verdict: Contract["rules"]["identical"], says: string): readonly Finding[] {
  return verdict === "ignore" ? [] : [{ rule, verdict, says }];
}
