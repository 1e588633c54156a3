import type { Clock } from "../../config/clock.ts";
import type { Log } from "../../config/log.ts";
import type { Day } from "../../domain/day.ts";
import type { ProblemRecord } from "../../domain/runs/run.ts";
import type { BankCalendar } from "../../domain/schedule/bank-days.ts";
import type { DayDecision } from "../../domain/schedule/daybook.ts";
import type { Schedule } from "../../domain/schedule/due-days.ts";
import type { Expectation } from "../../domain/schedule/expected-days.ts";
import type { MonthEndFreeze } from "../../domain/schedule/month-end-freeze.ts";
import type { Obstacle } from "../../domain/schedule/obstacle.ts";
import type { ScheduleSetting } from "../../domain/schedule/schedule-setting.ts";
import type { Outbox } from "../messages/outbox.ts";
import type { Intake } from "../requests/intake.ts";
import type { Runs } from "../requests/requests.ts";
import type { DeployLedger } from "../store/deploy-ledger.ts";
import type { RunLedger } from "../store/run-ledger.ts";
import type { ScheduleStore } from "../store/schedule-store.ts";
import type { World } from "../workflows/world.ts";

/** What the timetable looks at and acts through. */
export interface TimetableParts {
  readonly store: ScheduleStore;
  readonly ledger: Pick<RunLedger, "newestOfDays" | "isYoung" | "epochAt" | "stackIs">;
  readonly deploys: Pick<DeployLedger, "standsSince" | "deployedAt">;
  readonly requests: Pick<Intake, "prepare" | "open" | "retry">;
  readonly runs: Pick<Runs, "view" | "recent" | "summary" | "withdrawalOf" | "fileChange">;
  readonly world: Pick<World, "source"> & { readonly stacks: Pick<World["stacks"], "see"> };
  readonly outbox: Pick<Outbox, "oweNotice" | "knowsNotice" | "amendAlert" | "tellElsewhere">;
  /** As configured. */
  readonly daily: {
    readonly zone: string;
    readonly at: string | null;
    readonly deadline: string | null;
    readonly calendar: BankCalendar;
    readonly freeze: MonthEndFreeze | null;
    readonly catchUpDays: number;
    readonly dependsOnPast: boolean;
  };
  readonly stack: string;
  /** Where cards and notices are. */
  readonly channel: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace: number;
}

/** One look at the calendar and at the ledger. */
export interface Look {
  readonly now: Date;
  /** Why no day can be asked for now; `null`: nothing is in the way. */
  readonly hindrance: Hindrance | null;
  readonly setting: ScheduleSetting;
  /** Without a schedule a day is due when it begins: a deadline alone still wants to know its days. */
  readonly schedule: Schedule;
  readonly firstDeploy: Day;
  /** Every day that is due, oldest first: by the calendar that held when its time came. */
  readonly days: readonly Day[];
  readonly expected: Expectation;
  /** Nothing was expected before: the first deploy, or the last time that the schedule began or went on. */
  readonly since: Date;
  /** Day to its newest run. */
  readonly newest: ReadonlyMap<Day, string>;
  readonly decided: ReadonlyMap<Day, DayDecision>;
}

/** What stands in the way of a day: the bank day before it; `null` = nothing, `wait` = that one is being counted. */
export type Hold =
  | null
  | "wait"
  | {
      readonly day: Day;
      readonly outcome: "failed" | "held" | "canceled" | null;
      readonly runId: string | null;
    };

/** What asking for the oldest day that is due came to. */
export interface DayAsked {
  readonly day: Day;
  /** `null`: it has its run. */
  readonly obstacle: Obstacle | null;
  /** What was thrown, where asking is broken; `null` otherwise. */
  readonly error: unknown;
}

/** What keeps every day waiting. */
export interface Hindrance {
  /** A clause. */
  readonly says: string;
  /** What AWS said and what helps; `null` when AWS could be asked. */
  readonly problem: ProblemRecord | null;
}
