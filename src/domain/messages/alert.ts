import type { Day } from "../day.ts";
import type { Trouble } from "../runs/trouble.ts";

/** How far back a number is looked for that is told meanwhile: further back nobody reads one any more. */
export const TOLD_WITHIN_DAYS = 14;

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
  /** ISO time since which it is not passed over any more: whoever was told that it was is called anew; absent: it never was. */
  readonly backSince?: string;
  /** The newer run in whose hands it is since, with a call of its own where that ends badly; absent: the run is the newest. */
  readonly overtaken?: Overtaken;
}

/** A newer run of the same days, or of the stack, which has made an older one history. */
export interface Overtaken {
  readonly runId: string;
  /** Permalink of its card; `null` until it has been posted. */
  readonly cardUrl: string | null;
  /** Slack's user id, or the product's own name. */
  readonly by: string;
  /** ISO time at which it was asked for. */
  readonly at: string;
  /** Whether it has not ended. */
  readonly isLive: boolean;
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
export function isOpen({ trouble, otherwise, overtaken, backSince }: Alert): boolean {
  const isElsewhere = overtaken !== undefined || backSince !== undefined;
  return otherwise === null && trouble.end.is === "stands" && !isElsewhere;
}

/** Whether it is over for good. */
export function isSolved({ trouble: { end }, otherwise }: Alert): boolean {
  return otherwise !== null || end.is === "solved" || end.is === "canceled";
}
