import type { Day } from "../day.ts";
import type { FileChange } from "../runs/day-number/counted-file.ts";
import type { Withdrawal } from "../runs/day-number/withdrawal.ts";
import type { Outcome, ProblemRecord } from "../runs/run.ts";
import type { Pace } from "../schedule/due-days.ts";
import type { NotAsked } from "../schedule/not-asked.ts";
import type { Holder, Obstacle } from "../schedule/obstacle.ts";
import type { ScheduleChange } from "../schedule/schedule-setting.ts";

/** What became since of the day that a notice is about; looked up where the notice is shown. */
export interface DaySince {
  /** A number of it was told. */
  readonly isTold?: boolean;
  /** And each of them was taken back. */
  readonly isTakenBack?: boolean;
  /** Nobody counts it: who passed it over. */
  readonly skipped?: { readonly user: string; readonly why: string; readonly at: string };
}

/** Something about the timetable that a person should know without asking; said once. */
export type Notice =
  /** A told number was taken back. */
  | {
      readonly is: "day-withdrawn";
      readonly day: Day;
      readonly withdrawal: Withdrawal;
      /** What had been told; `null` where it is not known any more. */
      readonly loans: number | null;
      /** The run that took it back. */
      readonly runId: string;
    }
  /** Somebody changed the schedule. `again`: that was weeks ago, and still holds. */
  | {
      readonly is: "schedule-changed";
      readonly change: ScheduleChange;
      readonly again: boolean;
      /** Of a time of the day; earlier releases did not write it down. */
      readonly zone?: string;
    }
  | {
      readonly is: "day-skipped";
      readonly day: string;
      /** All of them, where they are several; `day` is the first. */
      readonly days?: readonly Day[];
      /** Its number was withdrawn: it is counted by `--force` alone. */
      readonly isWithdrawn?: boolean;
      /** It had not come yet, so that nobody could run it. */
      readonly isAhead?: boolean;
      readonly skip: { readonly user: string; readonly why: string; readonly at: string };
      readonly again: boolean;
    }
  /** Somebody took a skip back. */
  | {
      readonly is: "days-unskipped";
      readonly days: readonly Day[];
      readonly user: string;
      /** ISO time. */
      readonly at: string;
      /** Those that the schedule does not ask for; absent where that was not looked up. */
      readonly notAsked?: readonly NotAsked[];
      /** Those whose run had ended badly, which people are called for anew; `asker`: of that run. Absent where there are none. */
      readonly failed?: readonly FailedDay[];
    }
  /** More days were missed than are run by themselves; none is run where a resumption passed over all of them. */
  | { readonly is: "days-left"; readonly run: readonly Day[]; readonly left: readonly Day[] }
  /** `day` is due and waits for `by`, the bank day before it. */
  | ({
      readonly is: "held-up";
      readonly day: Day;
      readonly by: Day;
      /** How the run of the day before ended; `null` when it was left to a person and has none. */
      readonly outcome: Exclude<Outcome, "succeeded"> | null;
      readonly runId: string | null;
    } & DaySince)
  /** `day` is due and was asked for in vain. */
  | ({
      readonly is: "kept-waiting";
      readonly day: Day;
      readonly obstacle: Obstacle;
      /** The run that holds the stack; `null` where none does. */
      readonly runId: string | null;
    } & DaySince)
  /** A teardown has ended, and Redis alone has the audit record: the number and the hash of its entry, by which the record can be judged later. */
  | { readonly is: "audit-head"; readonly seq: number; readonly hash: string; readonly runId: string }
  | ({
      readonly is: "file-missing";
      readonly day: Day;
      readonly problem: ProblemRecord;
      readonly runId: string;
      /** ISO time until which the file is looked for; `null` when that is over. */
      readonly until: string | null;
    } & DaySince)
  /** The day was told, and the file that it was counted from is another one by now. */
  | ({
      readonly is: "file-changed";
      readonly day: Day;
      /** Its number was withdrawn, and it has none. */
      readonly isWithdrawn?: boolean;
      readonly change: FileChange;
      readonly runId: string;
    } & DaySince)
  | ({
      readonly is: "summary-late";
      readonly day: Day;
      /** `HH:MM` in the bank's zone. */
      readonly deadline: string;
      /** `Europe/Berlin`; earlier releases did not write it down. */
      readonly zone?: string;
      readonly because: Lateness;
      /** The day's own run, else the one that it waits for; `null` where there is neither. */
      readonly runId: string | null;
      /** What a batch usually takes, in milliseconds, from this many past runs; `null` when there is none. */
      readonly usual: { readonly ms: number; readonly of: number } | null;
      /** `null` unless its batch is at work and there is something to go by; earlier releases did not write it down. */
      readonly pace?: Pace | null;
    } & DaySince);

/** A day whose run ended badly before it was skipped. */
export interface FailedDay {
  readonly day: Day;
  readonly outcome: Extract<Outcome, "failed" | "held">;
  readonly asker: string;
}

/** Why a summary is not there. */
export type Lateness =
  /** `problem` where more is to be said than one clause. */
  | { readonly is: "not-begun"; readonly says: string; readonly problem?: ProblemRecord }
  | { readonly is: "kept-waiting"; readonly holder: Holder }
  | { readonly is: "underway"; readonly step: string | null; readonly startedAt: string }
  | {
      readonly is: "ended";
      readonly outcome: Outcome;
      readonly problem: ProblemRecord | null;
    };

/** The kinds of notices of which more may become known. */
const OF_DAY = ["file-missing", "file-changed", "summary-late", "kept-waiting", "held-up"] as const;

/** A notice about a day that is waited for, or that was told by another file. */
type DayNotice = Extract<Notice, { readonly is: (typeof OF_DAY)[number] }>;

/** Whether what became of a day since says what such a notice is to say now. */
export function isOfDay(notice: Notice): notice is DayNotice {
  return OF_DAY.some((is) => is === notice.is);
}

/** The day that it waits for or is about. */
export function dayOf(notice: DayNotice): Day {
  return notice.is === "held-up" ? notice.by : notice.day;
}

/**
 * Where a notice is said: in the thread of that run's card (`of`), or of the day's newest one (`day`), where it has a card (without
 * either in the channel, where it is about no run, or about another than the day's own), and whether the channel is shown it there
 * too. What carries a decision always is: a Redis that was emptied learns it from the channel's history, which has no other reply.
 */
export function placeOfNotice(notice: Notice): {
  readonly of: string | null;
  readonly day?: Day;
  readonly isBroadcast: boolean;
} {
  switch (notice.is) {
    case "day-skipped":
    case "days-unskipped": {
      const days = notice.days ?? ("day" in notice ? [notice.day as Day] : []);
      const [day] = days;
      return { of: null, ...(days.length === 1 && day !== undefined && { day }), isBroadcast: true };
    }
    case "held-up":
      return { of: notice.runId, isBroadcast: false };
    case "file-missing":
    case "file-changed":
    case "day-withdrawn":
      return { of: notice.runId, isBroadcast: true };
    case "summary-late":
      return { of: notice.because.is === "kept-waiting" ? null : notice.runId, isBroadcast: true };
    default:
      return { of: null, isBroadcast: true };
  }
}
