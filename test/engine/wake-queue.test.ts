import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { PrivateRedis } from "../../sandbox/driver/private-redis.ts";
import { startRedis } from "../../sandbox/driver/private-redis.ts";
import { createLog } from "../../src/config/log.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import type { RedisConnection } from "../../src/jobs/store/redis.ts";
import { connectForAsking, connectForWork } from "../../src/jobs/store/redis.ts";
import type { After } from "../../src/jobs/store/wake-queue.ts";
import { WakeQueue } from "../../src/jobs/store/wake-queue.ts";

let server: PrivateRedis;
let asking: RedisConnection;
let working: RedisConnection;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  server = await startRedis();
  asking = connectForAsking(server.url);
  working = connectForWork(server.url);
  await new Promise((resolve) => asking.once("ready", resolve));
});

afterEach(async () => {
  vi.useRealTimers();
  for (const stop of stops.splice(0).toReversed()) await stop();
});

afterAll(async () => {
  asking.disconnect();
  working.disconnect();
  await server.stop();
});

/** A queue whose pieces of work are counted, and do what the test says. */
function counted(piece: (count: number) => Promise<After> | After) {
  const queue = new WakeQueue("runs", { redis: asking, keys: keysFor(`q-${randomUUID().slice(0, 8)}`) });
  const seen = { pieces: 0, atOnce: 0, most: 0 };
  const work = queue.work(
    async () => {
      seen.pieces += 1;
      seen.atOnce += 1;
      seen.most = Math.max(seen.most, seen.atOnce);
      try {
        return await piece(seen.pieces);
      } finally {
        seen.atOnce -= 1;
      }
    },
    { connection: working, concurrency: 4, log: createLog({ level: "silent" }) },
  );
  stops.push(
    () => queue.close(),
    () => work.stop(),
  );
  return { queue, seen };
}

const park: After = { next: "park", forMs: 600_000 };
const end: After = { next: "end" };

test("a parked run is woken at once", async () => {
  const { queue, seen } = counted((count) => (count < 2 ? park : end));
  await queue.wake("r-1");
  await expect.poll(() => seen.pieces).toBe(1);
  await queue.wake("r-1");
  await expect.poll(() => seen.pieces).toBe(2);
});

test("an ended run is woken again", async () => {
  const { queue, seen } = counted(() => end);
  await queue.wake("r-1");
  await expect.poll(() => seen.pieces).toBe(1);
  // The job needs a moment to be written down as completed; each wake-up must count all the same.
  const wakeAndCount = async () => {
    await queue.wake("r-1");
    return seen.pieces;
  };
  await expect.poll(wakeAndCount).toBeGreaterThan(3);
});

test("a wake-up in the middle of a slice is not lost when the slice parks", async () => {
  const middle = Promise.withResolvers<void>();
  const { queue, seen } = counted(async (count) => {
    if (count === 1) await middle.promise;
    return count === 1 ? park : end;
  });
  await queue.wake("r-1");
  await expect.poll(() => seen.pieces).toBe(1);
  await queue.wake("r-1");
  middle.resolve();
  await expect.poll(() => seen.pieces).toBe(2);
});

test("wake-ups at any moment around the parking are never lost, and two never work on one run", async () => {
  let wanted = 0;
  let done = 0;
  const { queue, seen } = counted(() => {
    done = wanted;
    return park;
  });
  for (let round = 0; round < 200; round += 1) {
    wanted = round;
    await queue.wake("r-1");
    // No pause: the next wake-up falls on any point of the slice, the parking or the promotion.
    if (round % 10 === 0) await expect.poll(() => done, { interval: 1 }).toBe(wanted);
  }
  await expect.poll(() => done).toBe(wanted);
  expect(seen.most).toBe(1);
});

test("a wake-up between the last look of a slice and the end of its job is not lost", async () => {
  const { queue, seen } = counted(() => end);
  const exists = asking.exists.bind(asking);
  const look = vi.spyOn(asking, "exists").mockImplementationOnce(async (key) => {
    const found = await exists(key);
    await queue.wake("r-1");
    return found;
  });
  stops.push(async () => look.mockRestore());
  await queue.wake("r-1");
  await expect.poll(() => seen.pieces).toBe(2);
});

test("a sweep leaves parked runs their time and revives those without a job", async () => {
  const { queue, seen } = counted(() => park);
  await queue.revive("r-1");
  await expect.poll(() => seen.pieces).toBe(1);
  await queue.revive("r-1");
  await queue.revive("r-1");
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(seen.pieces).toBe(1);
});

test("a sweep wakes a run that parked before the clock was set back a day, which would sleep a day longer", async () => {
  const { queue, seen } = counted(() => ({ next: "park", forMs: 10_000 }));
  await queue.revive("r-1");
  await expect.poll(() => seen.pieces).toBe(1);
  await expect.poll(async () => (await queue.depth())["delayed"]).toBe(1);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 86_400_000 });
  await queue.revive("r-1");
  await expect.poll(() => seen.pieces).toBe(2);
  await expect.poll(async () => (await queue.depth())["delayed"]).toBe(1);
  await queue.revive("r-1");
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(seen.pieces).toBe(2);
});

test("what a process held that is proven to be dead is taken over at once, what others hold is left to them", async () => {
  const keys = keysFor(`q-${randomUUID().slice(0, 8)}`);
  const forever = Promise.withResolvers<After>();
  const taken: string[] = [];
  const workAs = (life: string | null, piece: (id: string) => Promise<After>) => {
    const queue = new WakeQueue("runs", { redis: asking, keys });
    const log = createLog({ level: "silent" });
    const work = queue.work(piece, { connection: working, concurrency: 1, life, log });
    stops.push(
      () => queue.close(),
      () => work.stop(),
    );
    return { queue, work };
  };
  const hold = async (id: string) => {
    taken.push(id);
    return await forever.promise;
  };
  const first = workAs("dead", hold);
  await first.queue.wake("of the dead");
  await expect.poll(() => taken).toEqual(["of the dead"]);
  workAs("living", hold);
  await first.queue.wake("of the living");
  workAs(null, hold);
  await first.queue.wake("of somebody");
  await expect.poll(() => taken.length).toBe(3);

  const heirs: string[] = [];
  const heir = workAs("heir", async (id) => {
    heirs.push(id);
    return end;
  });
  expect(await heir.queue.releaseDead((life) => life === "dead")).toEqual(["of the dead"]);
  await expect.poll(() => heirs).toEqual(["of the dead"]);
  expect(await heir.queue.releaseDead((life) => life === "dead")).toEqual([]);
  forever.resolve(end);
});

test("what a clock that was ahead has left behind lasts no longer than it was meant to: a job that nobody holds is taken", async () => {
  const keys = keysFor(`q-${randomUUID().slice(0, 8)}`);
  const takeover = { lockDuration: 1_000, stalledInterval: 200 };
  const log = createLog({ level: "silent" });
  const taken: string[] = [];
  const workAs = (name: string) => {
    const queue = new WakeQueue("runs", { redis: asking, keys });
    const connection = connectForWork(server.url);
    const forever = new Promise<After>(() => {});
    const piece = async (id: string) => {
      taken.push(`${name} ${id}`);
      return name === "first" ? await forever : end;
    };
    queue.work(piece, { connection, concurrency: 1, takeover, log });
    return { queue, connection };
  };
  const first = workAs("first");
  await first.queue.wake("held");
  await expect.poll(() => taken).toEqual(["first held"]);
  // It dies; its lock and the last look for stalled jobs are of a clock that was a day ahead.
  first.connection.disconnect();
  const day = 86_400_000;
  for (const key of ["runs:stalled-check", "runs:held:lock"])
    await asking.set(`${keys.queues}:${key}`, "1", "PX", day);
  const next = workAs("next");
  stops.push(async () => {
    next.connection.disconnect();
    await next.queue.close();
    await first.queue.close();
  });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(taken).toEqual(["first held"]);
  await next.queue.boundLifetimes();
  await expect.poll(() => taken).toEqual(["first held", "next held"]);
});
