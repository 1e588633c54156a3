import type { Day } from "../domain/day.ts";
import type { DailyTime } from "../domain/schedule.ts";
import type { ScheduleSetting } from "../domain/schedule-setting.ts";
import type { Log } from "../log.ts";
import type { Outbox } from "./outbox.ts";
import type { Clock, World } from "./parts.ts";
import type { Runs } from "./ports.ts";
import type { RunStore } from "./run-store.ts";
import type { Decision, TimetableStore } from "./timetable-store.ts";

/** The actor of whatever the product asks for itself. */
export const ITSELF = "loan-tracker";

/** So many missed days are run by themselves; which of more are worth it, a person says. */
export const CATCH_UP_DAYS = 7;

/** What the timetable looks at and acts through. */
export interface TimetableParts {
  readonly store: TimetableStore;
  readonly ledger: Pick<RunStore, "newestOfDays" | "firstDeploy" | "isYoung">;
  readonly runs: Pick<Runs, "ask" | "retry" | "view" | "recent" | "summary">;
  readonly world: Pick<World, "source"> & { readonly stacks: Pick<World["stacks"], "see"> };
  readonly outbox: Pick<Outbox, "oweNotice" | "knowsNotice">;
  /** As configured. */
  readonly daily: { readonly zone: string; readonly at: string | null; readonly deadline: string | null };
  readonly stack: string;
  /** Where cards and notices are. */
  readonly channel: string;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
  readonly pace: number;
}

/** One look at the calendar and at the ledger. */
export interface Look {
  readonly now: Date;
  readonly setting: ScheduleSetting;
  /** Without a schedule a day is due when it begins: a deadline alone still wants to know its days. */
  readonly schedule: DailyTime;
  /** Every day that is due, oldest first. */
  readonly days: readonly Day[];
  /** Nothing was expected before: the first deploy, or the last time that the schedule began or went on. */
  readonly since: Date;
  /** Day to its newest run. */
  readonly newest: ReadonlyMap<Day, string>;
  readonly decided: ReadonlyMap<Day, Decision>;
}

/** What stands in the way of the day after; `null` = nothing, `wait` = it is being counted. */
export type Hold =
  | null
  | "wait"
  | { readonly outcome: "failed" | "held" | "canceled" | null; readonly runId: string | null };
