import { Redis } from "ioredis";
import { redisRefusal } from "../../domain/redis-refusal.ts";
import type { ScriptCommands } from "./scripts.ts";
import { scriptOptions } from "./scripts.ts";

/** The part of ioredis that the stores use, with our scripts; a type of our own keeps the library inside this folder. */
export type RedisConnection = Redis & ScriptCommands;

/** A retry every moment at first, then twice a second: Redis back after an outage is noticed at once. */
const reconnectDelayMs = (attempt: number) => Math.min(50 * attempt, 500);

const everywhere = {
  retryStrategy: reconnectDelayMs,
  /**
   * After a failover a connection that stands leads to what is a replica now, and the name to the new primary. What was
   * refused is not sent again by ioredis: who asked hears of it, and asks again.
   */
  reconnectOnError: ({ message }: Error) => redisRefusal(message)?.isElsewhere ?? false,
  scripts: scriptOptions,
};

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
      ...everywhere,
    }),
  );
}

/** A connection for work: it waits for Redis as long as it takes, as BullMQ's blocking reads need it. */
export function connectForWork(url: string): RedisConnection {
  return quiet(new Redis(url, { maxRetriesPerRequest: null, ...everywhere }));
}

/** Waits until it answers for the first time; throws why it does not. */
export async function untilItAnswers(redis: RedisConnection): Promise<void> {
  await new Promise<void>((resolve, reject) => redis.once("ready", resolve).once("error", reject));
}

/** Why a connection does not come to stand, in Redis' words or the network's; `null` where it stands. */
export function whyUnconnected(redis: RedisConnection): Error | null {
  return redis.status === "ready" ? null : (lastErrors.get(redis) ?? null);
}

/** A refused password is told by an event alone: calls hear only that there is no connection. */
const lastErrors = new WeakMap<Redis, Error>();

/** Without a listener ioredis throws connection errors into the process; callers hear of them by their own calls. */
function quiet(redis: Redis): RedisConnection {
  redis.on("error", (error) => lastErrors.set(redis, error));
  return redis as RedisConnection;
}
