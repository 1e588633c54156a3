import type { Engine } from "./execute.ts";
import { slice } from "./execute.ts";
import type { Outbox } from "./outbox.ts";
import type { Takeover, WakeQueue } from "./queue.ts";
import type { RedisConnection } from "./redis.ts";

/** Runs that one worker moves at the same time; each slice is short, so a few are plenty. */
const RUNS_AT_ONCE = 4;

/** How often runs and messages without a job are looked for. */
const SWEEP_MS = 60_000;

/** Moves runs and delivers messages, from the first moment also those that a crash left without a job. */
export function startWorker(parts: {
  readonly engine: Omit<Engine, "stopping">;
  readonly runs: WakeQueue;
  readonly messages: WakeQueue;
  readonly outbox: Outbox;
  readonly connection: RedisConnection;
  /** Tells a Redis that is new or was emptied what AWS and Slack know. */
  readonly recall: () => Promise<unknown>;
  readonly takeover?: Partial<Takeover>;
}): { stop(): Promise<void> } {
  let isStopping = false;
  let isSweeping = false;
  const engine: Engine = { ...parts.engine, stopping: () => isStopping };
  const options = {
    connection: parts.connection,
    log: engine.log,
    ...(parts.takeover === undefined ? {} : { takeover: parts.takeover }),
  };
  const runs = parts.runs.work(async (id) => await slice(engine, id), {
    ...options,
    concurrency: RUNS_AT_ONCE,
  });
  // One at a time: Slack takes one message a second in a channel, and order is kept.
  const messages = parts.messages.work(async (id) => await parts.outbox.deliver(id), {
    ...options,
    concurrency: 1,
  });

  /** A crash between writing a run and adding its job leaves an orphan; this finds it. */
  async function sweep(): Promise<void> {
    if (isSweeping) return;
    isSweeping = true;
    try {
      if (await engine.store.isYoung()) await parts.recall();
      for (const id of await engine.store.live()) await parts.runs.revive(id);
      for (const id of await parts.outbox.stale()) await parts.messages.revive(id);
    } catch (error) {
      engine.log.warn({ err: error }, "looking for orphans came to nothing");
    } finally {
      isSweeping = false;
    }
  }
  void sweep();
  const sweeping = setInterval(() => void sweep(), SWEEP_MS / engine.pace);
  return {
    stop: async () => {
      isStopping = true;
      clearInterval(sweeping);
      await Promise.all([runs.stop(), messages.stop()]);
    },
  };
}
