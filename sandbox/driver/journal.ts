import { Redis } from "ioredis";
import type { Journal } from "../../src/domain/runs/journal.ts";
import { parseJournal } from "../../src/domain/runs/journal.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";

/** What the runs of one stack have written down in Redis, read behind the product's back. */
export interface Journals {
  /** The connection to it, for whatever is asked of Redis itself. */
  readonly redis: Redis;
  /** A run's journal, oldest first, empty where there is none; one Redis command. */
  journal(runId: string): Promise<Journal>;
  /** How the run ended; `null` while it has not. One Redis command. */
  outcome(runId: string): Promise<string | null>;
  /** How often the run was taken up; two Redis commands. */
  slices(runId: string): Promise<number>;
  /** How many messages have something to say that they do not say yet; one Redis command. */
  unsaid(): Promise<number>;
  /** What nobody may leave behind once everything is done: locks, live runs and unsaid messages. */
  left(): Promise<readonly string[]>;
  close(): void;
}

/** Connects to the Redis at that URL; it may go away and come back. */
export function openJournals(url: string, stack = "loan-tracker"): Journals {
  const redis = new Redis(url);
  redis.on("error", () => {}); // it is killed, or gone with its sandbox
  const keys = keysFor(stack);
  return {
    redis,
    journal: async (runId) => parseJournal(await redis.lrange(keys.journal(runId), 0, -1)),
    outcome: async (runId) => await redis.hget(keys.run(runId), "outcome"),
    slices: async (runId) => {
      // Fences begin with the second of the epoch, and each claim adds one.
      const [fence, epoch] = [await redis.hget(keys.run(runId), "fence"), await redis.get(keys.epoch)];
      return Number(fence) - Number(epoch);
    },
    unsaid: async () => await redis.zcard(keys.stale),
    left: async () => {
      const locks = await redis.exists(keys.lock, keys.turn, keys.line, keys.guests);
      return [
        ...(locks > 0 ? [`${locks} locks of the stack`] : []),
        ...(await redis.keys(`${keys.queues}:*:lock`)).map((key) => `lock ${key}`),
        ...(await redis.smembers(keys.live)).map((id) => `live ${id}`),
        ...(await redis.zrange(keys.stale, "0", "-1")).map((id) => `unsaid ${id}`),
      ];
    },
    close: () => redis.disconnect(),
  };
}
