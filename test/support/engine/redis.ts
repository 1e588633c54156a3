import { startRedis } from "../../../sandbox/driver/private-redis.ts";
import type { RedisConnection } from "../../../src/jobs/store/redis.ts";
import { connectForAsking } from "../../../src/jobs/store/redis.ts";

/** Starts a private Redis and connects to it as the product does to ask; `stop` ends both. */
export async function startConnectedRedis() {
  const server = await startRedis();
  const redis = connectForAsking(server.url);
  await new Promise((resolve) => redis.once("ready", resolve));
  return {
    redis,
    url: server.url,
    stop: async () => {
      redis.disconnect();
      await server.stop();
    },
  };
}

/** The connection of a process that dies after so many commands. */
export function diesAfter(redis: RedisConnection, commands: number): RedisConnection {
  let left = commands;
  return new Proxy(redis, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...given: readonly unknown[]) => {
        left -= 1;
        if (left < 0) throw new Error("the process is dead");
        return value.apply(target, given) as unknown;
      };
    },
  });
}
