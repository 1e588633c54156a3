import type { Finding } from "../../../domain/loans/finding.ts";
import { weigh } from "../../../domain/loans/finding.ts";
import { DayHeld } from "../../../domain/problem.ts";

/** The sentences to tell beside the day's counts; throws `DayHeld` where it must not be told, as `weigh` decides. */
export function tellable(findings: readonly Finding[], by: Parameters<typeof weigh>[1]): readonly string[] {
  const weighed = weigh(findings, by);
  if (weighed instanceof DayHeld) throw weighed;
  return weighed;
}

/** What a tally that does not add up is. */
export function sumsDiffer(says: string): Finding {
  return { rule: "sums-differ", says, verdict: "hold" };
}
