import type { ScheduleDesk } from "../jobs/schedule/schedule-desk.ts";
import { createScheduleDesk } from "../jobs/schedule/schedule-desk.ts";
import { Timetable } from "../jobs/schedule/timetable.ts";
import { DeployLedger } from "../jobs/store/deploy-ledger.ts";
import { ScheduleStore } from "../jobs/store/schedule-store.ts";
import { latenessGauge } from "./metrics/lateness-gauge.ts";
import type { Program } from "./program.ts";
import type { Channel } from "./wire-channel.ts";
import type { Connected, Queues } from "./wire-redis.ts";
import type { RunParts } from "./wire-runs.ts";
import { auditOwed } from "./wire-runs.ts";

/** The days that are due. */
export interface ScheduleWiring {
  /** Where people look at it and change it. */
  readonly desk: ScheduleDesk;
  /** Asks for the days that are due, from now on. */
  start(): void;
}

/** How late the newest day is every process can tell, whether it asks for days itself or not. */
export function wireSchedule(
  { config, clock, log, meter, readiness, releasers }: Program,
  {
    redis,
    keys,
    queues,
    channel: { outbox },
    runs: { store: runStore, reader: runs, intake: requests, world },
  }: Connected & { readonly queues: Queues; readonly channel: Channel; readonly runs: RunParts },
): ScheduleWiring {
  const { daily, pace } = config;
  const { ledger } = runStore;
  const store = new ScheduleStore(redis, keys, auditOwed(queues));
  const deploys = new DeployLedger({ redis, keys, store: runStore });
  const common = { store, ledger, deploys, runs, outbox, daily, stack: config.stack.name, clock };
  meter.watch(latenessGauge(common));
  return {
    desk: createScheduleDesk({ ...common, now: clock.now }),
    start() {
      const channel = config.slack.channel;
      const timetable = new Timetable({ ...common, requests, world, channel, log, pace });
      readiness.add("timetable", () => timetable.trouble());
      const comparing = timetable.start();
      releasers.register("timetable", async () => await comparing.stop());
    },
  };
}
