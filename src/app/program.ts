import type { Clock } from "../config/clock.ts";
import type { Config } from "../config/config.ts";
import type { Log } from "../config/log.ts";
import type { Observer } from "../jobs/engine/observer.ts";
import type { ProcessIdentity, Takeover } from "../jobs/store/wake-queue.ts";
import type { ClockWatch } from "./clock-watch.ts";
import type { Meter } from "./metrics/metrics.ts";
import type { Readiness } from "./readiness.ts";
import type { Releasers } from "./shutdown.ts";

/** The bot hears Slack, the worker makes runs move; one process may be both, and any number of them share one Redis. */
export type Role = "bot" | "worker";

/** What the program is given instead of reaching for it: time, ears, and how soon it gives up on who is silent. */
export interface Parts {
  readonly roles: readonly Role[];
  readonly log: Log;
  readonly releasers: Releasers;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly takeover?: Partial<Takeover>;
  /** Who this process is, and who is proven to be dead. */
  readonly identity: ProcessIdentity;
  /** How long AWS may say nothing before a try is given up, in milliseconds; 20 s when left out. */
  readonly awsSilenceMs?: number;
  /** How long one call to Slack may take, in ms. */
  readonly slackTimeoutMs?: number;
  /** What is done when the process cannot work and only a new one may; it ends, with code 1, when left out. */
  readonly giveUp?: (because: string) => void;
}

/** What every concern of the program is put together with. */
export interface Program extends Parts {
  readonly config: Config;
  readonly meter: Meter;
  readonly readiness: Readiness;
  readonly watch: ClockWatch;
}
