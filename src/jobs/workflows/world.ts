import type { Clusters } from "../../aws/clusters.ts";
import type { Identity } from "../../aws/identity.ts";
import type { Images } from "../../aws/images.ts";
import type { Lake } from "../../aws/lake.ts";
import type { Network } from "../../aws/network.ts";
import type { Preflight } from "../../aws/preflight/preflight.ts";
import type { Source } from "../../aws/source.ts";
import type { StackPricer } from "../../aws/stack-pricer.ts";
import type { Stacks } from "../../aws/stacks.ts";
import type { Tagged } from "../../aws/tagged-resources.ts";
import type { Warehouse } from "../../aws/warehouse.ts";
import type { Clock } from "../../config/clock.ts";
import type { Day } from "../../domain/day.ts";
import type { DaySummary } from "../../domain/loans/category-counts.ts";
import type { Contract } from "../../domain/loans/contract/contract.ts";
import type { HashedFile } from "../../domain/loans/hashed-file.ts";
import type { KnownNames } from "../../domain/loans/names/known-names.ts";
import type { Notice } from "../../domain/messages/notice.ts";
import type { DayRun } from "../../domain/runs/backfill.ts";
import type { ToldRun, Withdrawal } from "../../domain/runs/day-number/withdrawal.ts";
import type { Asker } from "../../domain/runs/run.ts";
import type { BankCalendar } from "../../domain/schedule/bank-days.ts";
import type { DailyTime } from "../../domain/schedule/due-days.ts";
import type { StackLock } from "../../domain/schedule/stack-lock.ts";
import type { Approvable } from "../../domain/workflows/workflow-facts.ts";

/** What a step may look at and change: AWS, the source, what is owed to the channel, the runs of days, and what never changes. */
export interface World {
  readonly stacks: Stacks;
  readonly clusters: Clusters;
  readonly warehouse: Warehouse;
  readonly lake: Lake;
  readonly network: Network;
  readonly tagged: Tagged;
  readonly identity: Identity;
  readonly images: Images;
  readonly preflight: Preflight;
  readonly source: (day: Day) => { readonly name: string; readonly file: Source };
  readonly outbox: SummaryOutbox;
  readonly days: Days;
  /** The lock of the stack that holds now; `null`: none. */
  readonly lock: () => Promise<StackLock | null>;
  readonly clock: Clock;
  readonly settings: Settings;
}

/** From the configuration and the product's own files; the same for every run of this process. */
export interface Settings {
  readonly stack: string;
  /** `null`: derived from account and region. */
  readonly bucket: string | null;
  readonly parameters: Readonly<Record<string, string>>;
  /** What the day's file is. */
  readonly contract: Contract;
  /** Which days have a file. */
  readonly calendar: BankCalendar;
  /** LOANS_SOURCE names no day, so that every day reads one file. */
  readonly isFileOfAllDays: boolean;
  /** When the batch begins by configuration; `null`: by hand alone. */
  readonly schedule: DailyTime | null;
  /** Text of `cloudformation/loan-tracker.yaml`. */
  readonly template: string;
  /** What a stack of it costs. */
  readonly priceOf: StackPricer;
  /** Divides grace periods, waits for logs and the pause before a teardown, as it divides the polling intervals. */
  readonly pace: number;
  /** What needs a second person. */
  readonly approvals: readonly Approvable[];
  /** Bytes of `spark/loan_tracker.py`. */
  readonly script: Uint8Array;
}

/** The channel as a step sees it: what is owed is recorded first, and said exactly once. */
export interface SummaryOutbox {
  /** Says it once by that name. */
  oweNotice(name: string, notice: Notice): Promise<void>;
  /** Whether something was ever owed by that name. */
  knowsNotice(name: string): Promise<boolean>;
  /** Has those of these names edited that were said, because what they tell has changed. */
  renewNotices(names: readonly string[]): Promise<void>;
  /** Where the summary of this run stands. */
  seeSummary(runId: string): Promise<"absent" | "owed" | "posted">;
  oweSummary(summary: DaySummary): Promise<void>;
}

/** A generation of a day that was told, and by whom. */
export interface NumberOfDay extends ToldRun {
  readonly summary: DaySummary | null;
  /** The backfill that opened it; `null`: none did. */
  readonly backfill: string | null;
  /** `null`: its journal was lost, and nothing tells which file it counted. */
  readonly file: HashedFile | null;
}

/** The runs of single days, as a backfill sees and opens them. */
export interface Days {
  /** The newest run of that day; `null` when there was none. */
  see(day: Day): Promise<DayRun | null>;
  /** The names of categories that days before that one were told with, as far as it is compared with them. */
  namesBefore(day: Day): Promise<KnownNames>;
  /** That is the stack of today: what was counted on another one counts no more. */
  countOn(stack: { readonly id: string; readonly madeAt: string }): Promise<void>;
  /** CloudFormation's id of the stack that days were counted on last; `null` where none is remembered. */
  stackId(): Promise<string | null>;
  /** Whether that request was made, by this process or one before it. */
  isAsked(requestKey: string): Promise<boolean>;
  /** Opens the day's run, goes on with one that ended badly, or finds the one that is live; repeating it is harmless. */
  open(
    day: Day,
    how: {
      readonly force: boolean;
      readonly requestKey: string;
      readonly backfill: string;
      readonly asker: Asker;
    },
  ): Promise<void>;
  /** The generations of that day whose numbers were told, those that were taken back too, newest first. */
  told(day: Day): Promise<readonly NumberOfDay[]>;
  /** Writes into the journal of that run that its number was taken back, once: answers what stands there. */
  withdraw(runId: string, withdrawal: Withdrawal): Promise<Withdrawal>;
  /** Nobody else tells of that run any more. */
  showCard(runId: string): Promise<void>;
}
