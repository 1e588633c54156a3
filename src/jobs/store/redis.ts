import { Redis } from "ioredis";

/** The part of ioredis that the stores use; a type of our own keeps the library inside this folder. */
export type RedisConnection = Redis;

/** A retry every moment at first, then twice a second: Redis back after an outage is noticed at once. */
const reconnectDelayMs = (attempt: number) => Math.min(50 * attempt, 500);

/**
 * A connection for questions and for writing down what was asked: it answers at once, also with "Redis is away",
 * because a person waits for it.
 */
export function connectForAsking(url: string): RedisConnection {
  return quiet(
    new Redis(url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      connectTimeout: 1_000,
      commandTimeout: 2_000,
      retryStrategy: reconnectDelayMs,
    }),
  );
}

/** A connection for work: it waits for Redis as long as it takes, as BullMQ's blocking reads need it. */
export function connectForWork(url: string): RedisConnection {
  return quiet(new Redis(url, { maxRetriesPerRequest: null, retryStrategy: reconnectDelayMs }));
}

/** Without a listener ioredis throws connection errors into the process; callers hear of them by their own calls. */
function quiet(redis: Redis): Redis {
  redis.on("error", () => {});
  return redis;
}
