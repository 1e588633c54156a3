import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { appEnvironment } from "../../sandbox/driver/app-environment.ts";
import type { PrivateRedis } from "../../sandbox/driver/private-redis.ts";
import { startRedis } from "../../sandbox/driver/private-redis.ts";
import { startProgram } from "../../sandbox/driver/program.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import { createLog } from "../../src/config/log.ts";
import { startCanary } from "../../src/jobs/engine/canary.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import type { RedisConnection } from "../../src/jobs/store/redis.ts";
import { connectForWork } from "../../src/jobs/store/redis.ts";
import { WakeQueue } from "../../src/jobs/store/wake-queue.ts";

/** A worker that cannot do its work says why, and ends. */

const log = createLog({ level: "silent" });

let server: PrivateRedis;
let redis: RedisConnection;
let stops: (() => Promise<unknown> | unknown)[] = [];

beforeAll(async () => {
  server = await startRedis();
  redis = connectForWork(server.url);
});

afterEach(async () => {
  for (const stop of stops.reverse()) await stop();
  stops = [];
});

afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

/** Starts a worker with that Redis, and waits for its end. */
async function worker(redisUrl: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const main = join(projectDirectory, "src", "main.ts");
  const { child, said, ended } = startProgram([main, "worker"], { env: appEnvironment(redisUrl) });
  stops.push(() => child.kill("SIGKILL"));
  return { code: await ended, said: said.stdout };
}

test("a Redis that evicts keys is refused with the remedy, and the exit code is 1", async () => {
  await redis.config("SET", "maxmemory-policy", "allkeys-lru");
  const { code, said } = await worker(server.url);
  await redis.config("SET", "maxmemory-policy", "noeviction");
  expect(code).toBe(1);
  expect(said).toContain("set maxmemory-policy noeviction");
});

test("a database that Redis does not have is refused, not taken for another one", async () => {
  const { code, said } = await worker(`${server.url}/99`);
  expect(code).toBe(1);
  expect(said).toContain("Redis has no database 99, so all would be written into database 0");
});

/** A canary every 5 ms, given up after 20; `taken` lets somebody work on the queue. */
function keepCanary({ isTaken }: { readonly isTaken: boolean }) {
  const keys = keysFor(`c-${randomUUID().slice(0, 8)}`);
  const queue = new WakeQueue("runs", { redis, keys });
  const ends: string[] = [];
  const canary = startCanary({
    queue,
    redis,
    key: keys.canary,
    pace: 12_000,
    patienceMs: 100,
    log,
    giveUp: (because) => ends.push(because),
  });
  stops.push(
    () => queue.close(),
    () => canary.stop(),
  );
  let taken = 0;
  if (isTaken) {
    const connection = connectForWork(server.url);
    const piece = async () => {
      taken += 1;
      await canary.taken();
      return { next: "end" as const };
    };
    const work = queue.work(piece, { connection, concurrency: 1, log });
    stops.push(
      () => connection.disconnect(),
      () => work.stop(),
    );
  }
  return { canary, ends, taken: () => taken };
}

test("a queue that nobody moves is noticed, told, and ends the process", async () => {
  const { canary, ends } = keepCanary({ isTaken: false });
  await expect.poll(() => canary.trouble()).toContain("the queue did not move");
  await expect.poll(() => ends).toContain("the queue stands still");
});

test("a queue that moves brings one canary after the other, and nothing ends", async () => {
  const { ends, taken } = keepCanary({ isTaken: true });
  await expect.poll(taken).toBeGreaterThan(10);
  expect(ends).toEqual([]);
});
