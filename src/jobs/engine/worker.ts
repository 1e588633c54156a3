import type { Log } from "../../config/log.ts";
import type { RedisConnection } from "../store/redis.ts";
import { isFitToWork } from "../store/redis-health.ts";
import type { After, ProcessIdentity, Takeover, WakeQueue } from "../store/wake-queue.ts";
import { CANARY, startCanary } from "./canary.ts";

/** How often ids without a job are looked for. */
const SWEEP_MS = 60_000;

/** A queue, and what a worker does with the ids that it brings. */
export interface WorkedQueue {
  readonly queue: WakeQueue;
  /** So many ids at the same time. */
  readonly concurrency: number;
  /** One piece of the id's work; `stopping` is true from the moment the process was asked to stop. */
  handle(id: string, stopping: () => boolean): Promise<After>;
  /** Ids that have something to do: a crash between writing one down and adding its job leaves it without. */
  owed(): Promise<readonly string[]>;
}

/**
 * Works on its queues, from the first moment also on what a crash left without a job. It begins once Redis answers, and
 * not at all with one that would lose runs.
 */
export function startWorker(parts: {
  readonly queues: readonly WorkedQueue[];
  /** Done before each look for ids without a job; that is put off when it throws. */
  readonly beforeSweep: () => Promise<unknown>;
  readonly connection: RedisConnection;
  /** In which queue the canary flies, and under which key all processes count how often it was taken. */
  readonly canary: { readonly queue: WakeQueue; readonly key: string };
  /** Ends the process: it cannot work, and only a new one, or another Redis, may. */
  readonly giveUp: (because: string) => void;
  readonly takeover?: Partial<Takeover> | undefined;
  readonly identity: ProcessIdentity;
  readonly log: Log;
  /** Divides every wait. */
  readonly pace: number;
}): { trouble(): string | null; stop(): Promise<void> } {
  const { queues, connection, identity, log, pace } = parts;
  let isStopping = false;
  let isSweeping = false;
  const options = {
    connection,
    log,
    life: identity.own,
    takeover: parts.takeover,
  };
  async function sweep(): Promise<void> {
    if (isSweeping) return;
    isSweeping = true;
    try {
      for (const { queue } of queues) await queue.boundLifetimes();
      await parts.beforeSweep();
      for (const { queue, owed } of queues) for (const id of await owed()) await queue.revive(id);
    } catch (error) {
      log.warn({ err: error }, "looking for orphans came to nothing");
    } finally {
      isSweeping = false;
    }
  }
  /** Takes over at once what a process had in hand that is proven to be dead: as a rule the one before this. */
  async function inherit(): Promise<void> {
    try {
      for (const { queue } of queues) {
        const ids = await queue.releaseDead(identity.isDead);
        if (ids.length > 0) log.info({ ids }, "taking over from a process that is dead");
      }
    } catch (error) {
      log.warn({ err: error }, "looking for what the dead held came to nothing; their locks run out");
    }
  }
  function begin() {
    const canary = startCanary({ ...parts.canary, redis: connection, pace, log, giveUp: parts.giveUp });
    const works = queues.map(({ queue, concurrency, handle }) =>
      queue.work(
        async (id) => {
          if (id !== CANARY) return await handle(id, () => isStopping);
          await canary.taken();
          return { next: "end" };
        },
        { ...options, concurrency },
      ),
    );
    void inherit().then(sweep);
    const sweeping = setInterval(() => void sweep(), SWEEP_MS / pace);
    return {
      trouble: canary.trouble,
      stop: async () => {
        canary.stop();
        clearInterval(sweeping);
        await Promise.all(works.map((work) => work.stop()));
      },
    };
  }

  let begun: ReturnType<typeof begin> | null = null; // null: Redis has not answered yet, or is not fit
  void isFitToWork(connection, log).then((isFit) => {
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
