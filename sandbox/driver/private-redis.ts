import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { redisArguments } from "../sandbox.ts";
import { readTools } from "../setup/tools.ts";
import { freePort } from "../supervisor.ts";

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

async function answers(url: string, child: ChildProcess): Promise<void> {
  const redis = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  redis.on("error", () => {});
  const died = new Promise<never>((_resolve, reject) =>
    child.once("exit", (code) => reject(new Error(`redis-server ended with ${code}`))),
  );
  await Promise.race([redis.ping(), died]);
  redis.disconnect();
}
