import type { Day } from "../../domain/day.ts";
import type { PassedOver } from "../../domain/schedule/bank-days.ts";
import type { CalendarFacts } from "../../domain/schedule/calendar-facts.ts";
import type { Coming } from "../../domain/schedule/coming-days.ts";
import type { DayAct } from "../../domain/schedule/daybook.ts";
import type { TodayAfterChange } from "../../domain/schedule/due-days.ts";
import type { NotAsked } from "../../domain/schedule/not-asked.ts";
import type { ScheduleChange, ScheduleSetting, Skip } from "../../domain/schedule/schedule-setting.ts";
import type { StackLock } from "../../domain/schedule/stack-lock.ts";
import type { RunView } from "../requests/run-view.ts";

/** The schedule as it stands. */
export interface ScheduleView {
  readonly setting: ScheduleSetting;
  /** IANA name. */
  readonly zone: string;
  /** `HH:MM`, or `null`. */
  readonly deadline: string | null;
  /** The next bank days, and between them those that are passed over. */
  readonly next: readonly NextDay[];
  /** `null`: none passes any day over. */
  readonly calendar: CalendarFacts | null;
  /** The last holiday that the calendar lists, where days are shown behind it; `null`: none are. */
  readonly listedUntil: Day | null;
  /** What was changed, newest first; a few. */
  readonly changes: readonly (ScheduleChange | DayAct)[];
}

/** A day that is to come, or days that are passed over. */
export type NextDay =
  | (Extract<Coming, { readonly is: "due" }> & {
      /** ISO time at which it is due; `null` while there is no schedule. */
      readonly at: string | null;
      /** Somebody asked for it already, or another time did: it is not asked for again. */
      readonly hasRun: boolean;
    })
  | Exclude<Coming, { readonly is: "due" }>;

/** What somebody's wish for the schedule came to. */
export type ScheduleChanged =
  /** The schedule is paused, or is not, as was wished. */
  | { readonly is: "already" }
  /** `today`: what another time means for it; `null` where nothing is to be said of it. */
  | { readonly is: "changed"; readonly today: TodayAfterChange | null; readonly goesOn?: GoesOn };

/** What somebody's wish to lock the stack came to. */
export type LockAnswer =
  | { readonly is: "locked"; readonly lock: StackLock }
  /** They have taken over already what they wanted to, so that nothing was changed. */
  | { readonly is: "yours"; readonly lock: StackLock }
  /** Somebody else's holds, so that it is asked whether to take it over. */
  | { readonly is: "held"; readonly lock: StackLock }
  /** The end that was wished is over already; ISO time. */
  | { readonly is: "over"; readonly until: string };

/** What somebody's wish to unlock it came to. */
export type UnlockAnswer =
  | { readonly is: "unlocked"; readonly lock: StackLock }
  | { readonly is: "held"; readonly lock: StackLock }
  /** There is no lock. */
  | { readonly is: "free" };

/** The day with which a schedule that is resumed goes on; nobody says it where none is near. */
export interface GoesOn {
  /** The first bank day, from that on which it was resumed, that nobody has skipped. */
  readonly day: Day;
  readonly isToday: boolean;
}

/** What skipping days came to: each day of them is in one of these. */
export interface Skipped {
  readonly skipped: readonly Day[];
  /** Those of them whose numbers were withdrawn: they are counted by `--force` alone. */
  readonly withdrawn: readonly Day[];
  /** Somebody did before. */
  readonly known: readonly { readonly day: Day; readonly skip: Skip }[];
  /** There is nothing to pass over: they have been counted, or are being counted. */
  readonly counted: readonly { readonly day: Day; readonly is: "done" | "live"; readonly view: RunView }[];
  /** Those of the skipped ones that a backfill runs all the same, since a person asked for it. */
  readonly backfilled: readonly { readonly days: readonly Day[]; readonly view: RunView }[];
  /** Those of the skipped ones that are passed over without that too. */
  readonly noBankDays: readonly { readonly day: Day; readonly because: PassedOver }[];
}

/** What taking a skip back came to. */
export interface Unskipped {
  readonly unskipped: readonly Day[];
  /** Nobody had skipped them. */
  readonly unknown: readonly Day[];
  /** Those that are asked for within a minute, since their time is over, as far as nothing holds them. */
  readonly dueNow: readonly Day[];
  /** Those whose run found no whole file, which is looked for again; each with the ISO time until then. */
  readonly awaited: readonly { readonly day: Day; readonly until: string }[];
  /** Those that the schedule does not ask for, each with why not. */
  readonly notAsked: readonly NotAsked[];
}
