import { AUDIT_JOB } from "../jobs/audit/recorder.ts";
import type { Engine } from "../jobs/engine/engine-context.ts";
import { slice } from "../jobs/engine/slice.ts";
import type { WorkedQueue } from "../jobs/engine/worker.ts";
import { startWorker } from "../jobs/engine/worker.ts";
import { isPromise } from "../jobs/messages/promised-logs.ts";
import { connectForWork } from "../jobs/store/redis.ts";
import { classify, explain } from "../jobs/workflows/error-class.ts";
import { workflows } from "../jobs/workflows/index.ts";
import type { World } from "../jobs/workflows/world.ts";
import type { Program } from "./program.ts";
import type { Audit } from "./wire-audit.ts";
import type { Channel } from "./wire-channel.ts";
import type { Messages } from "./wire-messages.ts";
import type { Connected, Queues } from "./wire-redis.ts";
import type { RunParts } from "./wire-runs.ts";

/** Runs that one worker moves at the same time; each slice is short, so a few are plenty. */
const RUNS_AT_ONCE = 4;

interface Working extends Connected {
  readonly queues: Queues;
  readonly channel: Channel;
  readonly messages: Messages;
  readonly audit: Audit;
  readonly runs: RunParts;
}

/** Starts the worker, which moves runs and brings messages. */
export function startEngine(program: Program, parts: Working): void {
  const { config, log, releasers, readiness, identity, takeover } = program;
  const { keys, queues, runs } = parts;
  const connection = connectForWork(config.redis.url.reveal());
  releasers.register("worker connection", () => connection.disconnect());
  const worker = startWorker({
    queues: queuesOf(parts, engineOf(program, parts)),
    beforeSweep: async () => {
      if (await runs.store.ledger.isYoung()) await runs.lookAtTheWorld();
    },
    connection,
    canary: { queue: queues.runs, key: keys.canary },
    giveUp: program.giveUp ?? endProcess(log),
    takeover,
    identity,
    log,
    pace: config.pace,
  });
  readiness.add("queue", async () => worker.trouble());
  releasers.register("worker", async () => await worker.stop());
}

function engineOf(
  { config, clock, observer, log, watch }: Program,
  { queues, channel: { outbox }, runs: { store, world, reader, intake } }: Working,
): Omit<Engine<World>, "stopping"> {
  return {
    store,
    world,
    workflows,
    clock,
    awsClock: { now: () => watch.by("AWS") },
    errors: { classify, explain },
    observer,
    log,
    pace: config.pace,
    noticed: async (runId, word) => await outbox.cardIsStale(runId, word),
    ended: async (runId) => {
      const view = await reader.known(runId);
      if (view !== null && !view.progress.hasBegun) await intake.showOvertaken(view);
    },
    wake: async (runId) => await queues.runs.wake(runId),
  };
}

function queuesOf(
  {
    queues,
    channel: { outbox },
    messages: { delivery, promised },
    runs: { store },
    audit: { recorder },
  }: Working,
  engine: Omit<Engine<World>, "stopping">,
): readonly WorkedQueue[] {
  return [
    {
      queue: queues.runs,
      concurrency: RUNS_AT_ONCE,
      handle: async (id, stopping) => {
        if (id === AUDIT_JOB) return await recorder.record();
        return isPromise(id) ? await promised.keep(id) : await slice({ ...engine, stopping }, id);
      },
      owed: async () => [
        ...(await store.ledger.live()),
        ...(await promised.owed()),
        ...(await recorder.owed()),
      ],
    },
    {
      queue: queues.messages,
      // Slack takes one message a second in a channel, and order is kept.
      concurrency: 1,
      handle: async (id) => await delivery.deliver(id),
      owed: async () => await outbox.stale(),
    },
  ];
}

function endProcess(log: Program["log"]): (because: string) => void {
  return (because) => {
    log.fatal({ because }, "ending; a supervisor starts the next one");
    process.exit(1);
  };
}
