import type { WebClient } from "@slack/web-api";
import type { Config } from "../config.ts";
import type { Runs, ScheduleDesk, StepLogs } from "../jobs/ports.ts";
import type { Log } from "../log.ts";
import type { People } from "./people.ts";

/** What the bot is built from; `app.ts` and tests make it. */
export interface BotOptions {
  readonly config: Pick<Config, "slack" | "people" | "stack" | "daily">;
  readonly runs: Runs;
  readonly desk: ScheduleDesk;
  readonly logs: StepLogs;
  readonly clock: { now(): Date };
  readonly log: Log;
  /** Without retries of its own. */
  readonly client: WebClient;
}

/** What every listener may use. */
export interface BotParts extends BotOptions {
  readonly people: People;
}
