import type { Clusters } from "../../aws/clusters.ts";
import type { Identity } from "../../aws/identity.ts";
import type { Lake } from "../../aws/lake.ts";
import type { Source } from "../../aws/source.ts";
import type { Stacks } from "../../aws/stacks.ts";
import type { Tagged } from "../../aws/tagged-resources.ts";
import type { Warehouse } from "../../aws/warehouse.ts";
import type { Day } from "../../domain/day.ts";
import type { DaySummary } from "../../domain/loans/category-counts.ts";
import type { Days } from "../requests/day-runs.ts";

/** Time, passed in: tests bring their own. */
export interface Clock {
  now(): Date;
  /** Milliseconds that only grow, whatever happens to the clock on the wall. */
  monotonic(): number;
}

/** Tells processes apart over their restarts, and proves of some that they are dead. */
export interface Lives {
  /** What another process may ask about this one by; `null` where its death could not be proven. */
  readonly own: string | null;
  /** Whether that process is proven to be dead; `false` also where nothing can be proven. */
  isDead(life: string): boolean;
}

/** What a step may look at and change: AWS, the source, what is owed to the channel, the runs of days, and what never changes. */
export interface World {
  readonly stacks: Stacks;
  readonly clusters: Clusters;
  readonly warehouse: Warehouse;
  readonly lake: Lake;
  readonly tagged: Tagged;
  readonly identity: Identity;
  readonly source: (day: Day) => { readonly name: string; readonly file: Source };
  readonly said: Said;
  readonly days: Days;
  readonly clock: Clock;
  readonly settings: Settings;
}

/** From the configuration and the product's own files; the same for every run of this process. */
export interface Settings {
  readonly stack: string;
  /** `null`: derived from account and region. */
  readonly bucket: string | null;
  readonly parameters: Readonly<Record<string, string>>;
  /** Text of `cloudformation/loan-tracker.yaml`. */
  readonly template: string;
  /** Divides grace periods and waits for logs, as it divides the polling intervals. */
  readonly pace: number;
  /** Bytes of `spark/loan_tracker.py`. */
  readonly script: Uint8Array;
}

/** The channel as a step sees it: what is owed is recorded first, and said exactly once. */
export interface Said {
  /** Where the summary of this run stands. */
  seeSummary(runId: string): Promise<"absent" | "owed" | "posted">;
  oweSummary(summary: DaySummary): Promise<void>;
}

/** Where in a step the engine is; an observer may measure it, or, in a test, end the process there. */
export type Point = "before-intent" | "after-intent" | "after-effect" | "after-journal" | "parked";

/** Hears where the engine is; it changes nothing. */
export interface Observer {
  at(point: Point, where: { readonly runId: string; readonly step: string }): void;
}
