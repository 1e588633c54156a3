import type { DaySummary } from "./category-counts.ts";
import { notTold } from "./tally.ts";

/** What stands beside a day's number, in two of its own: who has only a line for the day says these, and where the rest is. */
export interface Remarks {
  /** Things that are worth a look: each is a sentence of the summary. */
  readonly things: number;
  /** Malformed, or left out by a named rule. */
  readonly rowsInNoCount: number;
}

/** As the day's summary has them. */
export function remarksOf({ warnings, tally, withdrawnBefore }: DaySummary): Remarks {
  return {
    things: warnings.length + (withdrawnBefore === undefined ? 0 : 1),
    rowsInNoCount: notTold(tally).reduce((sum, { rows }) => sum + rows, 0),
  };
}
