import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { PrivateRedis } from "../../sandbox/driver/private-redis.ts";
import { startRedis } from "../../sandbox/driver/private-redis.ts";
import { createLog } from "../../src/config/log.ts";
import { startCanary } from "../../src/jobs/engine/canary.ts";
import type { Keys } from "../../src/jobs/store/keys.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import type { RedisConnection } from "../../src/jobs/store/redis.ts";
import { connectForAsking, connectForWork, untilItAnswers } from "../../src/jobs/store/redis.ts";
import { redisTrouble } from "../../src/jobs/store/redis-health.ts";
import { WakeQueue } from "../../src/jobs/store/wake-queue.ts";
import { explain } from "../../src/jobs/workflows/error-class.ts";
import { failOver, startRelay } from "../support/engine/redis-relay.ts";

/** A Redis that answers and takes no work, as managed ones do after a failover (node-redis, ioredis#144, bullmq#648, rq#1980). */

const log = createLog({ level: "silent" });

let server: PrivateRedis;
let keys: Keys;
let admin: RedisConnection;
let stops: (() => Promise<unknown> | unknown)[] = [];

beforeEach(async () => {
  server = await startRedis();
  keys = keysFor(`r-${randomUUID().slice(0, 8)}`);
  admin = connectForWork(server.url);
  stops = [server.stop, () => admin.disconnect()];
});

afterEach(async () => {
  for (const stop of stops.reverse()) await stop();
});

async function asking(url = server.url): Promise<RedisConnection> {
  const redis = connectForAsking(url);
  stops.push(() => redis.disconnect());
  await untilItAnswers(redis);
  return redis;
}

/** What Redis throws at a write, and at a script. */
async function refusals(redis: RedisConnection): Promise<readonly unknown[]> {
  const tries = [redis.set(keys.proof, "1"), redis.eval("redis.call('SET', KEYS[1], '1')", 1, keys.proof)];
  return (await Promise.allSettled(tries)).flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
}

test("a failover under standing connections: the queue moves again, questions are answered, and readiness told of it", async () => {
  const relay = await startRelay(server.url);
  stops.push(relay.close);
  const redis = await asking(relay.url);
  const connection = connectForWork(relay.url);
  const queue = new WakeQueue("runs", { redis, keys });
  const taken: string[] = [];
  const work = queue.work(
    async (id) => {
      taken.push(id);
      return { next: "end" };
    },
    { connection, concurrency: 1, log },
  );
  stops.push(
    () => connection.disconnect(),
    () => queue.close(),
    () => work.stop(),
  );
  await queue.wake("before");
  await expect.poll(() => taken).toEqual(["before"]);

  const next = await failOver(server, relay);
  // The worker ends while its Redis answers still: without one it may wait for ever.
  stops.unshift(next.stop);
  expect(await redisTrouble(redis, keys)).toMatch(/^it is a replica and takes no writes \(READONLY\); /);
  await expect.poll(async () => await redisTrouble(redis, keys)).toBeNull();
  await queue.wake("after");
  await expect.poll(() => taken).toContain("after");
});

test("a disk that takes no snapshot: told with the remedy, for a command and for a script, and gone once it is mended", async () => {
  const redis = await asking();
  await admin.config("SET", "dir", "/proc");
  await admin.config("SET", "save", "1 1");
  await admin.set(keys.proof, "1");
  await expect
    .poll(async () => await redisTrouble(redis, keys))
    .toContain("it cannot save to its disk, and takes no writes until it can (MISCONF); look at its log");
  const thrown = await refusals(redis);
  expect(thrown).toHaveLength(2);
  for (const one of thrown) expect(explain(one)).toMatchObject({ code: "redis-refuses" });
  await admin.config("SET", "save", "");
  await expect.poll(async () => await redisTrouble(redis, keys)).toBeNull();
});

test.each([
  ["scripts", ["-eval", "-evalsha"], /lacks a right, EVAL(SHA)? \(NOPERM\)/],
  ["a write inside a script", ["-set"], /lacks a right, SET \(NOPERM\)/],
] as const)("a user without the right to %s is told of, with the command", async (_what, rights, says) => {
  const redis = await asking();
  await admin.acl("SETUSER", "default", ...rights);
  expect(await redisTrouble(redis, keys)).toMatch(says);
  for (const one of await refusals(redis)) expect(explain(one)).toMatchObject({ code: "redis-refuses" });
});

test("a password that was changed is told as that, not as a server that does not answer", async () => {
  const redis = await asking();
  await admin.config("SET", "requirepass", "another");
  await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  await expect
    .poll(async () => await redisTrouble(redis, keys))
    .toMatch(/does not take the user or password \(NOAUTH\)/);
});

test("a canary that Redis refuses is missed, and the process ends for a new one to connect anew", async () => {
  const redis = await asking();
  const queue = new WakeQueue("runs", { redis, keys });
  await admin.call("REPLICAOF", "127.0.0.1", "1");
  const ends: string[] = [];
  const canary = startCanary({
    ...{ queue, redis, key: keys.canary, pace: 12_000, patienceMs: 100, log },
    giveUp: (because) => ends.push(because),
  });
  stops.push(
    () => queue.close(),
    () => canary.stop(),
  );
  await expect.poll(() => canary.trouble()).toContain("took nothing, because Redis refuses (READONLY)");
  await expect.poll(() => ends).toContain("the queue stands still");
});
