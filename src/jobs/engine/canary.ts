import type { Log } from "../../config/log.ts";
import type { RedisConnection } from "../store/redis.ts";
import type { WakeQueue } from "../store/wake-queue.ts";

/** The id of the job that is put through the queue of runs beside them; no run has this name. */
export const CANARY = "canary";

const EVERY_MS = 60_000;

/** As often, and as long at the least, it may be missed before the process gives up. */
const MISSES = 3;
const PATIENCE_MS = 30_000;

/** A job that does nothing but prove, once a minute, that the queue moves. */
export interface Canary {
  /** The queue has brought it. */
  taken(): Promise<void>;
  /** Why the queue seems to stand still; `null` while it moves. */
  trouble(): string | null;
  stop(): void;
}

/**
 * Puts the canary through the queue and counts how often in a row nobody took it. A Redis that is away is no miss:
 * what stands still then is Redis, and a restart of this process would not help. Misses are counted instead of time,
 * so that a process that was stopped for a while and goes on is not taken for one that is stuck.
 */
export function startCanary(parts: {
  readonly queue: WakeQueue;
  readonly redis: RedisConnection;
  /** Where all processes count how often it was taken. */
  readonly key: string;
  readonly pace: number;
  readonly patienceMs?: number;
  readonly log: Log;
  /** Ends the process, for its supervisor to start it again. */
  readonly giveUp: (because: string) => void;
}): Canary {
  const { queue, redis, key, pace, log, patienceMs = PATIENCE_MS } = parts;
  const everyMs = EVERY_MS / pace;
  const most = Math.max(MISSES, Math.ceil(patienceMs / everyMs));
  let misses = 0;
  let sent: string | null = null; // null: none is on its way; else how many had been taken before it
  let isLooking = false;

  const trouble = () =>
    misses * 2 < most ? null : `the queue did not move ${misses} times in a row; the process ends at ${most}`;

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      const taken = (await redis.get(key)) ?? "0";
      misses = taken === sent ? misses + 1 : 0;
      if (misses >= most) {
        log.fatal({ misses }, "the queue stands still; ending for the supervisor to start anew");
        parts.giveUp("the queue stands still");
      }
      sent = taken;
      await queue.wake(CANARY);
    } catch (error) {
      sent = null;
      log.debug({ err: error }, "the canary could not be sent");
    } finally {
      isLooking = false;
    }
  }
  const timer = setInterval(() => void look(), everyMs);
  return {
    taken: async () => void (await redis.incr(key)),
    trouble,
    stop: () => clearInterval(timer),
  };
}
