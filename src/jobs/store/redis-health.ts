import type { Log } from "../../config/log.ts";
import type { RedisFacts } from "../../domain/redis-health.ts";
import { redisFindings } from "../../domain/redis-health.ts";
import { redisRefusal } from "../../domain/redis-refusal.ts";
import type { Keys } from "./keys.ts";
import type { RedisConnection } from "./redis.ts";
import { whyUnconnected } from "./redis.ts";
import { scriptsOn } from "./scripts.ts";

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

/** How long what is written to prove that it can be stays there. */
const PROOF_MS = 10_000;

/**
 * Writes by a command and by a script: a server can answer what it is asked and refuse either (a replica, a full disk, a
 * user without the right). Throws what it says.
 */
export async function proveThatItWrites(
  redis: RedisConnection,
  keys: Pick<Keys, "prefix" | "proof">,
): Promise<void> {
  await redis.set(keys.proof, "written", "PX", PROOF_MS);
  await scriptsOn(redis, keys).prove({ keptMs: PROOF_MS });
}

/** Why runs are not safe with this server, in one sentence; `null` when they are, or when the rest is only advice. */
export async function redisTrouble(redis: RedisConnection, keys: Keys): Promise<string | null> {
  try {
    const must = redisFindings(await readRedisFacts(redis)).filter(({ weight }) => weight !== "should");
    if (must.length > 0) return must.map(({ says, remedy }) => `${says}; ${remedy}`).join("; ");
    await proveThatItWrites(redis, keys);
    return null;
  } catch (error) {
    return redisDoesNot(error, redis);
  }
}

/** What is said of a Redis that cannot be asked, or does not take what it is asked for. */
export function redisDoesNot(error: unknown, redis: RedisConnection): string {
  const known = whyUnconnected(redis) ?? error;
  const reason = known instanceof Error ? known.message : String(known);
  const refusal = redisRefusal(reason);
  return refusal === null
    ? `it does not answer; look at the server that REDIS_URL names (${reason})`
    : `${refusal.says} (${refusal.word}); ${refusal.remedy}`;
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
