import type { Log } from "../../config/log.ts";
import type { RedisFacts } from "../../domain/redis-health.ts";
import { redisFindings } from "../../domain/redis-health.ts";
import type { RedisConnection } from "./redis.ts";

/** Asks the server for what `redisFindings` judges. Throws what ioredis throws when it is away. */
export async function readRedisFacts(redis: RedisConnection): Promise<RedisFacts> {
  const [server, persistence, memory] = await Promise.all(
    ["server", "persistence", "memory"].map((section) => redis.info(section)),
  );
  const wanted = redis.options.db ?? 0;
  // A server that does not let itself be asked this is believed.
  const client = await redis.client("INFO").catch(() => null);
  return {
    database: { used: Number(/\bdb=(\d+)/.exec(String(client))?.[1] ?? wanted), wanted },
    version: field(server, "redis_version"),
    appendOnly: field(persistence, "aof_enabled") === "1",
    evictionPolicy: field(memory, "maxmemory_policy"),
    memory: { used: Number(field(memory, "used_memory")), most: Number(field(memory, "maxmemory")) },
  };
}

/** Why runs are not safe with this server, in one sentence; `null` when they are, or when the rest is only advice. */
export async function redisTrouble(redis: RedisConnection): Promise<string | null> {
  try {
    const must = redisFindings(await readRedisFacts(redis)).filter(({ weight }) => weight !== "should");
    return must.length === 0 ? null : must.map(({ says, remedy }) => `${says}; ${remedy}`).join("; ");
  } catch (error) {
    return redisIsAway(error);
  }
}

/** What is said of a Redis that cannot be asked. */
export function redisIsAway(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `it does not answer; look at the server that REDIS_URL names (${reason})`;
}

/**
 * Waits until Redis answers and tells whether runs are safe with it; what is not as it should be is logged with its
 * remedy. A server that does not let itself be asked is taken as it is.
 */
export async function isFitToWork(connection: RedisConnection, log: Log): Promise<boolean> {
  try {
    const findings = redisFindings(await readRedisFacts(connection));
    for (const { weight, says, remedy } of findings) {
      log[weight === "must" ? "fatal" : "warn"]({ says, remedy }, "Redis is not as it should be");
    }
    return !findings.some(({ weight }) => weight === "must");
  } catch (error) {
    log.warn({ err: error }, "Redis does not tell how it is set up");
    return true;
  }
}

/**
 * Since when (ms) this very Redis answers. What was written before may be lost without a trace: one that was killed loses
 * up to a second of what it acknowledged, a replica that takes over what had not come to it.
 */
export async function answersSince(
  redis: RedisConnection,
  { key, now }: { readonly key: string; readonly now: number },
): Promise<number> {
  const info = await redis.info("server").catch(() => ""); // a server that may not be asked
  const id = field(info, "run_id");
  const [known, since] = await redis.hmget(key, "id", "since");
  if (id !== "" && id === known) return Number(since);
  await redis.hset(key, { id, since: now });
  return now;
}

/** `name:value` lines; unlike CONFIG GET, which managed servers forbid, INFO is always allowed. */
function field(info: string | undefined, name: string): string {
  return new RegExp(`^${name}:(.*)$`, "m").exec(info ?? "")?.[1]?.trim() ?? "";
}
