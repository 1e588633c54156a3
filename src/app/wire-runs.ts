import { isAudited } from "../domain/audit/audit-facts.ts";
import type { Day } from "../domain/day.ts";
import { lockOf } from "../domain/schedule/stack-lock.ts";
import { AUDIT_JOB } from "../jobs/audit/recorder.ts";
import { createDays } from "../jobs/requests/day-runs.ts";
import { Intake } from "../jobs/requests/intake.ts";
import { lostParts } from "../jobs/requests/lost-parts.ts";
import { RunReader } from "../jobs/requests/run-reader.ts";
import type { RunView } from "../jobs/requests/run-view.ts";
import { RunStore } from "../jobs/store/run-store.ts";
import { ScheduleStore } from "../jobs/store/schedule-store.ts";
import { workflows } from "../jobs/workflows/index.ts";
import { lakeWeight } from "../jobs/workflows/teardown/lake-weight.ts";
import type { World } from "../jobs/workflows/world.ts";
import type { Program } from "./program.ts";
import { oneAtATime } from "./single-flight.ts";
import type { Aws } from "./wire-aws.ts";
import { readSettings } from "./wire-aws.ts";
import type { Channel } from "./wire-channel.ts";
import type { Recovery } from "./wire-recovery.ts";
import type { Connected, Queues } from "./wire-redis.ts";

/** Wakes what writes the audit record; where Redis is away, the sweep does. */
export function auditOwed({ runs }: Pick<Queues, "runs">): () => void {
  return () => void runs.wake(AUDIT_JOB).catch(() => {});
}

/** Runs as they are kept, read and asked for, and the world that their steps change. */
export interface RunParts {
  readonly store: RunStore;
  readonly reader: RunReader;
  /** As `RunReader.known`. */
  readonly view: (runId: string) => Promise<RunView | null>;
  readonly intake: Intake;
  readonly world: World;
  /** Tells Redis what the world holds; one look serves all who ask meanwhile. */
  readonly lookAtTheWorld: () => Promise<unknown>;
}

/** What Redis does not know of runs is looked for in the world first. */
export async function wireRuns(
  { config, clock, log, meter }: Program,
  {
    redis,
    keys,
    queues,
    aws,
    channel: { outbox },
    recovery,
  }: Connected & {
    readonly queues: Queues;
    readonly aws: Aws;
    readonly channel: Channel;
    readonly recovery: Recovery;
  },
): Promise<RunParts> {
  const stack = config.stack.name;
  const lookAtTheWorld = oneAtATime(async () => await recovery.recall());
  const store = new RunStore(redis, {
    keys,
    now: clock.now,
    journaled: (line) => {
      log.info(line, "journal");
      meter.journaled(line);
      if (isAudited(line)) auditOwed(queues)();
    },
    recall: async () =>
      await lookAtTheWorld().catch((error: unknown) =>
        log.warn({ err: error }, "what AWS holds is not known yet"),
      ),
    recallDay: recovery.recallDay,
  });
  const { stacks, source } = aws;
  const cardUrl = async (runId: string) => await outbox.cardUrl(runId);
  const noticed = async (runId: string) => await outbox.cardIsStale(runId);
  const lost = async () => await lostParts(aws, stack);
  const weight = async (forMs: number) => await lakeWeight(aws, { stack, forMs });
  const settings = await readSettings(config, aws);
  const { priceOf } = settings;
  const reader = new RunReader({ store, stack, stacks, lost, weight, source, priceOf, cardUrl });
  const view = async (runId: string) => await reader.known(runId);
  const schedule = new ScheduleStore(redis, keys);
  const lock = async () => lockOf(await schedule.record(clock.now()), clock.now(), config.daily);
  const intake = new Intake({
    ...settings,
    store,
    reader,
    queue: queues.runs,
    workflows,
    stacks,
    lock,
    now: clock.now,
    noticed,
  });
  const told = async (day: Day) => await reader.told(day);
  // Opened by a worker, a backfill's days go the same way as those that people ask the bot for.
  const days = createDays({ store, stack, view, told, requests: intake, noticed });
  const world = { ...aws, outbox, days, lock, clock, settings };
  return { store, reader, view, intake, world, lookAtTheWorld };
}
