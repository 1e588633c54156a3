import type { Clock } from "../config/clock.ts";
import type { Config } from "../config/config.ts";
import type { Log } from "../config/log.ts";
import { recall, recallDay } from "../jobs/recovery/recall.ts";
import type { Recovered } from "../jobs/recovery/recovered-lines.ts";
import { RunStore } from "../jobs/store/run-store.ts";
import type { DayLook } from "../jobs/store/run-types.ts";
import { ScheduleStore } from "../jobs/store/schedule-store.ts";
import type { Aws } from "./wire-aws.ts";
import type { Channel } from "./wire-channel.ts";
import type { Connected, Queues } from "./wire-redis.ts";

/** Tells a Redis that knows too little what AWS and Slack hold. */
export interface Recovery {
  /** Of all runs of the last weeks, or of so many days. Throws what AWS throws. */
  recall(lookBack?: { readonly days: number }): Promise<Recovered>;
  /** Of one day. Throws what AWS and Slack throw. */
  readonly recallDay: DayLook;
}

/**
 * What it finds it writes down through a store of its own, which asks for no look at the world: the store that the program
 * works with is made with this, for it to look first.
 */
export function wireRecovery(
  config: Pick<Config, "stack" | "slack">,
  {
    redis,
    keys,
    queues,
    aws,
    channel: { announcer, outbox },
    clock,
    log,
  }: Connected & {
    readonly queues: Queues;
    readonly aws: Aws;
    readonly channel: Channel;
    readonly clock: Clock;
    readonly log: Log;
  },
): Recovery {
  const parts = {
    store: new RunStore(redis, { keys, now: clock.now }),
    world: { ...aws, clock, settings: { stack: config.stack.name } },
    announcer,
    outbox,
    schedule: new ScheduleStore(redis, keys),
    channel: config.slack.channel,
    wake: async (runId: string) => await queues.runs.wake(runId),
    log,
  };
  return {
    recall: async (lookBack) => await recall(parts, lookBack),
    recallDay: async (day, runId) => await recallDay(parts, { day, runId }),
  };
}
