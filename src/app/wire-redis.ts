import type { Config } from "../config/config.ts";
import type { Keys } from "../jobs/store/keys.ts";
import { keysFor } from "../jobs/store/keys.ts";
import type { RedisConnection } from "../jobs/store/redis.ts";
import { connectForAsking } from "../jobs/store/redis.ts";
import { redisTrouble } from "../jobs/store/redis-health.ts";
import { WakeQueue } from "../jobs/store/wake-queue.ts";
import type { Program } from "./program.ts";

/** A connection for questions, and the names of all that is kept there. */
export interface Connected {
  readonly redis: RedisConnection;
  readonly keys: Keys;
}

/** The queues that carry wake-ups: of runs, promised logs and the audit record, and of messages. */
export interface Queues {
  readonly runs: WakeQueue;
  readonly messages: WakeQueue;
}

/** Connects to the Redis of the stack that is configured. */
export function connectRedis(
  config: Pick<Config, "redis"> & { readonly stack: Pick<Config["stack"], "name"> },
): Connected {
  return { redis: connectForAsking(config.redis.url.reveal()), keys: keysFor(config.stack.name) };
}

/** Opens both queues. Who only looks at them does not: to open one writes its settings. */
export function openQueues(connected: Connected): Queues {
  return { runs: new WakeQueue("runs", connected), messages: new WakeQueue("messages", connected) };
}

/** Closes both; what they carry stays. */
export async function closeQueues({ runs, messages }: Queues): Promise<void> {
  await Promise.all([runs.close(), messages.close()]);
}

/** The program's own connection and queues: released with it, and looked at when somebody asks whether it is ready. */
export function wireRedis({
  config,
  releasers,
  readiness,
}: Program): Connected & { readonly queues: Queues } {
  const connected = connectRedis(config);
  releasers.register("redis", () => connected.redis.disconnect());
  const queues = openQueues(connected);
  releasers.register("queues", async () => await closeQueues(queues));
  readiness.add("Redis", async () => await redisTrouble(connected.redis, connected.keys));
  return { ...connected, queues };
}
