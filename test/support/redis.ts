import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { redisArguments } from "../../sandbox/sandbox.ts";
import { readTools } from "../../sandbox/setup/tools.ts";
import { freePort } from "../../sandbox/supervisor.ts";
import type { RedisConnection } from "../../src/jobs/store/redis.ts";
import { connectForAsking } from "../../src/jobs/store/redis.ts";

/** A private Redis with the product's settings, in a directory that goes with it. */
export interface PrivateRedis {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts one, on a free port unless told one, and waits until it answers; a directory that it is given stays. */
export async function startRedis(
  where: { readonly port?: number; readonly directory?: string } = {},
): Promise<PrivateRedis> {
  const directory = where.directory ?? mkdtempSync(join(tmpdir(), "loan-tracker-redis-"));
  const port = where.port ?? (await freePort());
  const child = spawn(readTools().redisServer, redisArguments({ port, directory }), { stdio: "ignore" });
  const url = `redis://127.0.0.1:${port}`;
  await answers(url, child);
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      child.kill("SIGKILL");
      await ended;
      if (where.directory === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Starts one and connects to it as the product does to ask; `stop` ends both. */
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

async function answers(url: string, child: ChildProcess): Promise<void> {
  const redis = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  redis.on("error", () => {});
  const died = new Promise<never>((_resolve, reject) =>
    child.once("exit", (code) => reject(new Error(`redis-server ended with ${code}`))),
  );
  await Promise.race([redis.ping(), died]);
  redis.disconnect();
}
