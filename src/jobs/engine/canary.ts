import type { Log } from "../../config/log.ts";
import type { RedisRefusal } from "../../domain/redis-refusal.ts";
import { redisRefusal } from "../../domain/redis-refusal.ts";
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
 * what stands still then is Redis, and a restart of this process would not help. One that answers and refuses it is: a new
 * process connects anew, which may be all that is missing (kener#711). Misses are counted instead of time,
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
  let refusal: RedisRefusal | null = null; // why the last one could not be sent, although Redis answers
  let isLooking = false;

  const trouble = () => {
    if (misses * 2 < most) return null;
    const because =
      refusal === null ? "did not move" : `took nothing, because Redis refuses (${refusal.word})`;
    return `the queue ${because}, ${misses} times in a row; the process ends at ${most}`;
  };

  /** Whether the last one is missed; `null` where Redis is away, so that nothing is known. */
  async function isMissed(): Promise<boolean | null> {
    try {
      const [taken, before] = [(await redis.get(key)) ?? "0", sent];
      sent = taken;
      await queue.wake(CANARY);
      refusal = null;
      return taken === before;
    } catch (error) {
      log.debug({ err: error }, "the canary could not be sent");
      refusal = error instanceof Error ? redisRefusal(error.message) : null;
      if (refusal === null) sent = null;
      return refusal === null ? null : true;
    }
  }

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    const missed = await isMissed();
    isLooking = false;
    if (missed !== null) misses = missed ? misses + 1 : 0;
    if (misses < most) return;
    log.fatal(
      { misses, refusal: refusal?.word },
      "the queue stands still; ending for the supervisor to start anew",
    );
    parts.giveUp("the queue stands still");
  }
  const timer = setInterval(() => void look(), everyMs);
  return {
    taken: async () => void (await redis.incr(key)),
    trouble,
    stop: () => clearInterval(timer),
  };
}
