import type { Day } from "../day.ts";
import type { Trouble } from "../runs/trouble.ts";

/** What people are called for: an attempt that ended badly, and what they want to know before they do anything. */
export interface Alert {
  readonly trouble: Trouble;
  /** What helped without the run itself; `null`: nothing yet. */
  readonly otherwise: SolvedOtherwise | null;
  /** The number that is told meanwhile, of the day itself or else of the newest one before it; `null`: none. Of a run of no day absent. */
  readonly stands?: { readonly day: Day; readonly loans: number | null } | null;
  /** When a day's summary has to be there, or had to, `HH:MM` in the bank's zone; `null`: there is no such time. */
  readonly deadline: string | null;
  /** Whether that time is over. */
  readonly isLate: boolean;
  /** ISO time until which the day's file is looked for; `null`: it is not, or not any more. */
  readonly awaitedUntil: string | null;
  /** The run of the day at which a backfill stopped, with what went wrong there; `null` elsewhere. */
  readonly stoppedAt: {
    readonly runId: string;
    readonly cardUrl: string | null;
    readonly says: string | null;
  } | null;
}

/** What solved a day's trouble although its run ended badly. */
export type SolvedOtherwise =
  /** Another run told the day since. */
  | {
      readonly is: "told";
      readonly runId: string;
      readonly loans: number | null;
      readonly by: string;
      readonly at: string;
    }
  | { readonly is: "skipped"; readonly by: string; readonly why: string; readonly at: string };

/** Whether there is still something to do about it: only then has it buttons. */
export function isOpen({ trouble, otherwise }: Alert): boolean {
  return otherwise === null && trouble.end.is === "stands";
}

/** Whether it is over for good. */
export function isSolved({ trouble: { end }, otherwise }: Alert): boolean {
  return otherwise !== null || end.is === "solved" || end.is === "canceled";
}
