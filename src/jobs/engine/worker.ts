import type { Delivery } from "../messages/delivery.ts";
import type { Outbox } from "../messages/outbox.ts";
import type { PromisedLogs } from "../messages/promised-logs.ts";
import { isPromise } from "../messages/promised-logs.ts";
import type { RedisConnection } from "../store/redis.ts";
import { isFitToWork } from "../store/redis-health.ts";
import type { After, Lives, Takeover, WakeQueue } from "../store/wake-queue.ts";
import { CANARY, startCanary } from "./canary.ts";
import type { Engine } from "./engine.ts";
import { slice } from "./slice.ts";

/** Runs that one worker moves at the same time; each slice is short, so a few are plenty. */
const RUNS_AT_ONCE = 4;

/** How often runs and messages without a job are looked for. */
const SWEEP_MS = 60_000;

/**
 * Moves runs and delivers messages, from the first moment also those that a crash left without a job. It begins once
 * Redis answers, and not at all with one that would lose runs.
 */
export function startWorker(parts: {
  readonly engine: Omit<Engine, "stopping">;
  readonly runs: WakeQueue;
  readonly messages: WakeQueue;
  readonly outbox: Pick<Outbox, "stale">;
  readonly delivery: Pick<Delivery, "deliver">;
  readonly promised: PromisedLogs;
  readonly connection: RedisConnection;
  /** Tells a Redis that is new or was emptied what AWS and Slack know. */
  readonly recall: () => Promise<unknown>;
  readonly canaryKey: string;
  /** Ends the process: it cannot work, and only a new one, or another Redis, may. */
  readonly giveUp: (because: string) => void;
  readonly takeover?: Partial<Takeover>;
  readonly lives: Lives;
}): { trouble(): string | null; stop(): Promise<void> } {
  let isStopping = false;
  let isSweeping = false;
  const engine: Engine = { ...parts.engine, stopping: () => isStopping };
  const options = {
    connection: parts.connection,
    log: engine.log,
    life: parts.lives.own,
    ...(parts.takeover === undefined ? {} : { takeover: parts.takeover }),
  };
  /** A crash between writing a run and adding its job leaves an orphan; this finds it. */
  async function sweep(): Promise<void> {
    if (isSweeping) return;
    isSweeping = true;
    try {
      if (await engine.store.ledger.isYoung()) await parts.recall();
      for (const id of await engine.store.ledger.live()) await parts.runs.revive(id);
      for (const id of await parts.promised.owed()) await parts.runs.revive(id);
      for (const id of await parts.outbox.stale()) await parts.messages.revive(id);
    } catch (error) {
      engine.log.warn({ err: error }, "looking for orphans came to nothing");
    } finally {
      isSweeping = false;
    }
  }
  /** Takes over at once what a process had in hand that is proven to be dead: as a rule the one before this. */
  async function inherit(): Promise<void> {
    try {
      for (const queue of [parts.runs, parts.messages]) {
        const ids = await queue.releaseDead(parts.lives.isDead);
        if (ids.length > 0) engine.log.info({ ids }, "taking over from a process that is dead");
      }
    } catch (error) {
      engine.log.warn({ err: error }, "looking for what the dead held came to nothing; their locks run out");
    }
  }
  function begin() {
    const canary = startCanary({
      queue: parts.runs,
      redis: parts.connection,
      key: parts.canaryKey,
      pace: engine.pace,
      log: engine.log,
      giveUp: parts.giveUp,
    });
    const move = async (id: string): Promise<After> => {
      if (isPromise(id)) return await parts.promised.keep(id);
      if (id !== CANARY) return await slice(engine, id);
      await canary.taken();
      return { next: "end" };
    };
    const runs = parts.runs.work(move, { ...options, concurrency: RUNS_AT_ONCE });
    // One at a time: Slack takes one message a second in a channel, and order is kept.
    const messages = parts.messages.work(async (id) => await parts.delivery.deliver(id), {
      ...options,
      concurrency: 1,
    });
    void inherit().then(sweep);
    const sweeping = setInterval(() => void sweep(), SWEEP_MS / engine.pace);
    return {
      trouble: canary.trouble,
      stop: async () => {
        canary.stop();
        clearInterval(sweeping);
        await Promise.all([runs.stop(), messages.stop()]);
      },
    };
  }

  let begun: ReturnType<typeof begin> | null = null; // null: Redis has not answered yet, or is not fit
  void isFitToWork(parts.connection, engine.log).then((isFit) => {
    if (isStopping) return;
    if (isFit) begun = begin();
    else parts.giveUp("runs are not safe with this Redis");
  });
  return {
    trouble: () => begun?.trouble() ?? null,
    stop: async () => {
      isStopping = true;
      await begun?.stop();
    },
  };
}
