import type { Correction } from "../runs/day-number/correction.ts";
import type { Replaced } from "../runs/day-number/day-number.ts";
import type { Withdrawal } from "../runs/day-number/withdrawal.ts";
import type { Acknowledgment } from "./acknowledgment.ts";

/** That a day was counted once more. */
export interface CountedAnew {
  /** ISO time; `null`: not known. */
  readonly at: string | null;
  /** Who asked for it, a Slack user id or the product's own name. */
  readonly by: string;
  /** Whose yes it waited for; `null`: nobody's. */
  readonly approvedBy: string | null;
  /** In the asker's own words; `null`: none were said. */
  readonly reason: string | null;
}

/** What is to be known of a summary beside what it said when it was made; looked up where it is shown. */
export interface SummarySince {
  /** Its number was taken back since. */
  readonly withdrawn: Withdrawal | null;
  /** Another number of the day stands in its place. */
  readonly replaced: Replaced | null;
  /** The day had another number before it. */
  readonly corrects: (Correction & CountedAnew) | null;
  /** Who has seen what is worth a look in it. */
  readonly seen: Acknowledgment | null;
  /** Permalinks by the ids of the runs that the others name: of a summary where it corrects that one, else of the run's card. */
  readonly urls: ReadonlyMap<string, string>;
}
