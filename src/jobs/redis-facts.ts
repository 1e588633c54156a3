import type { RedisFacts } from "../domain/redis-health.ts";
import type { RedisConnection } from "./redis.ts";

/** Asks the server for what `redisFindings` judges. Throws what ioredis throws when it is away. */
export async function readRedisFacts(redis: RedisConnection): Promise<RedisFacts> {
  const [server, persistence, memory] = await Promise.all(
    ["server", "persistence", "memory"].map((section) => redis.info(section)),
  );
  return {
    version: field(server, "redis_version"),
    appendOnly: field(persistence, "aof_enabled") === "1",
    evictionPolicy: field(memory, "maxmemory_policy"),
  };
}

/** `name:value` lines; unlike CONFIG GET, which managed servers forbid, INFO is always allowed. */
function field(info: string | undefined, name: string): string {
  return new RegExp(`^${name}:(.*)$`, "m").exec(info ?? "")?.[1]?.trim() ?? "";
}
