import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, expect, test } from "vitest";
import { Inbox } from "../../src/jobs/store/inbox.ts";
import type { Keys } from "../../src/jobs/store/keys.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import { diesAfter, startConnectedRedis } from "../support/engine/redis.ts";

const { redis, stop } = await startConnectedRedis();
afterAll(stop);

let keys: Keys;
let now: number;

beforeEach(async () => {
  keys = keysFor(`t-${randomUUID().slice(0, 8)}`);
  now = Date.parse("2026-11-23T04:00:00.000Z");
  await redis.set(keys.epoch, now / 1_000 - 86_400);
});

/** The inbox of a process of its own. */
const inbox = () => new Inbox({ redis, keys, now: () => new Date(now) });
const press = (ageMs: number, ...ids: string[]) => ({ ids, saidAt: new Date(now - ageMs) });
const command = (...ids: string[]) => ({ ids, saidAt: null });
const firstAt = { is: "again", at: "2026-11-23T04:00:00.000Z" };

test("a delivery is taken once, also by another process and after a restart, for an hour", async () => {
  const first = inbox();
  expect(await first.take(command("trigger 1"))).toEqual({ is: "new" });
  now += 5 * 60_000;
  expect(await first.take(command("trigger 1"))).toEqual(firstAt);
  expect(await inbox().take(command("trigger 1"))).toEqual(firstAt);
  expect(await inbox().take(command("trigger 2"))).toEqual({ is: "new" });
  const [key] = await redis.keys(keys.inbox("*"));
  expect(await redis.ttl(key ?? "")).toBeGreaterThan(3_590);
  now += 55 * 60_000;
  await redis.del(...(await redis.keys(keys.inbox("*")))); // as Redis does it after an hour
  expect(await first.take(command("trigger 1"))).toEqual({ is: "new" });
});

test("of two that come at once one is taken", async () => {
  const all = await Promise.all([inbox(), inbox(), inbox()].map((one) => one.take(command("trigger 1"))));
  expect(all.map(({ is }) => is).toSorted()).toEqual(["again", "again", "new"]);
  const one = inbox();
  const twice = await Promise.all([one.take(command("trigger 2")), one.take(command("trigger 2"))]);
  expect(twice.map(({ is }) => is)).toEqual(["new", "again"]);
});

test("a message that comes as two events is one", async () => {
  expect(await inbox().take(press(0, "event 1", "message C 1.1"))).toEqual({ is: "new" });
  expect(await inbox().take(press(0, "event 2", "message C 1.1"))).toEqual(firstAt);
  expect(await inbox().take(press(0, "event 1", "message C 2.2"))).toEqual(firstAt);
});

test("a process hears a delivery once, for an hour, whatever Redis remembers", () => {
  const one = inbox();
  expect(one.repeats(press(0, "event 1", "message C 1.1"))).toBe(false);
  expect(one.repeats(press(0, "event 2", "message C 1.1"))).toBe(true);
  expect(one.repeats(command("trigger 1"))).toBe(false);
  now += 59 * 60_000;
  expect(one.repeats(command("trigger 1"))).toBe(true);
  expect(inbox().repeats(command("trigger 1"))).toBe(false);
  now += 60_000;
  expect(one.repeats(command("trigger 1"))).toBe(false);
});

test("what was said before Redis was emptied, and arrives long after it was said, may have been carried out", async () => {
  expect(await inbox().take(press(5_000, "view 1"))).toEqual({ is: "new" });
  await redis.flushall();
  now += 120_000;
  // No epoch yet, then one that began after it was said.
  expect(await inbox().take(press(125_000, "view 1"))).toEqual({
    is: "old",
    saidAt: "2026-11-23T03:59:55.000Z",
  });
  await redis.flushall();
  await redis.set(keys.epoch, now / 1_000);
  expect(await inbox().take(press(60_000, "view 2"))).toEqual({
    is: "old",
    saidAt: "2026-11-23T04:01:00.000Z",
  });
  // What was said just now is only on its way; what Slack gives no time is taken for new.
  expect(await inbox().take(press(3_000, "view 3"))).toEqual({ is: "new" });
  expect(await inbox().take(command("trigger 4"))).toEqual({ is: "new" });
});

test("what was said more than an hour ago is too old to know", async () => {
  expect(await inbox().take(press(3_600_000, "event 1"))).toEqual({ is: "new" });
  expect(await inbox().take(press(3_600_001, "event 2"))).toMatchObject({ is: "old" });
});

test("where Redis is away nothing is taken", async () => {
  const cut = new Inbox({ redis: diesAfter(redis, 0), keys, now: () => new Date(now) });
  await expect(cut.take(command("trigger 1"))).rejects.toThrow();
});
