import { spawn } from "node:child_process";
import { once } from "node:events";
import { Redis } from "ioredis";
import { redisArguments } from "../sandbox/sandbox.ts";
import { readTools } from "../sandbox/setup/tools.ts";
import { freePort } from "../sandbox/supervisor.ts";
import type { Workshop } from "./workshop.ts";

/** Starts a Redis of the bench's own and answers its URL; it ends with the bench. */
export async function startRedis(workshop: Workshop): Promise<string> {
  const port = await freePort();
  const directory = workshop.directory("redis");
  const child = spawn(readTools().redisServer, redisArguments({ port, directory }), { stdio: "ignore" });
  workshop.defer(async () => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  });
  const url = `redis://127.0.0.1:${port}`;
  const redis = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  redis.on("error", () => {}); // refused until it listens
  await redis.ping();
  redis.disconnect();
  return url;
}
