import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createLog } from "../../src/config/log.ts";
import type { Day } from "../../src/domain/day.ts";
import { PromisedLogs } from "../../src/jobs/messages/promised-logs.ts";
import type { LogTail, Recipient } from "../../src/jobs/messages/step-logs.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import { WakeQueue } from "../../src/jobs/store/wake-queue.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";
import { runView } from "../support/runs/run-views.ts";

/** Logs that people were promised, on a real Redis: EMR, Slack and the clock are in the test's hand. */

const { redis, stop } = await startConnectedRedis();
afterAll(stop);

let nowMs: number;
let tail: LogTail;
/** What there is of single attempts. */
let tails: Map<number, LogTail>;
/** What threads were told, by its id. */
let ids: Set<string>;
let told: string[];
let isSlackAway: boolean;
let key: string;

const batch = runView({
  workflow: "daily-batch",
  id: "batch-loans-2026-11-22-g1",
  day: "2026-11-22" as Day,
});
const thread: Recipient = { user: null, channel: "C0LOANS", threadTs: "1.000001" };
const asker: Recipient = { user: "U0OPERATOR", channel: "C0LOANS", threadTs: null };
const running: LogTail = { is: "pending", step: "2-count", state: "RUNNING", endedAt: null };
const pushed: LogTail = { is: "lines", step: "2-count", state: "COMPLETED", lines: ["counted"] };

beforeEach(() => {
  nowMs = Date.UTC(2026, 10, 23);
  tail = running;
  told = [];
  [tails, ids] = [new Map(), new Set()];
  isSlackAway = false;
  key = `promised-${randomUUID()}`;
});

/** What a process that has just started knows: Redis, and nothing else. */
function process(): PromisedLogs {
  return new PromisedLogs({
    redis,
    key,
    queue: new WakeQueue("runs", { redis, keys: keysFor(`p-${randomUUID().slice(0, 8)}`) }),
    tail: async (_batch, _step, until) => (until === undefined ? tail : (tails.get(until) ?? tail)),
    view: async () => batch,
    announcer: {
      tellLog: async ({ user }, found) => {
        if (isSlackAway) throw new Error("Slack is away");
        if (user === null && ids.has(found.id)) return;
        ids.add(found.id);
        told.push(`${user}: ${found.tail.is === "lines" ? found.tail.lines.join() : found.tail.is}`);
      },
    },
    channel: "C0LOANS",
    clock: { now: () => new Date(nowMs), monotonic: () => nowMs },
    log: createLog({ level: "silent" }),
    pace: 1,
  });
}

/** Every promise is looked at once, by a process of its own; the seconds until each wants to look again. */
async function look(): Promise<readonly (number | "over")[]> {
  const ids = await process().owed();
  const after = await Promise.all(ids.map(async (id) => await process().keep(id)));
  return after.map((one) => (one.next === "park" ? Math.round(one.forMs / 1_000) : "over"));
}

const pass = (minutes: number) => {
  nowMs += minutes * 60_000;
};

test("a promise is kept by whatever process is there, as often as it was made, and then forgotten", async () => {
  await process().promise(batch, null, asker);
  await process().promise(batch, null, asker);
  await process().promise(batch, null, { ...asker, user: "U0VIEWER" });
  expect(await look()).toEqual([30, 30]);
  expect(told).toEqual([]);
  tail = pushed;
  expect(await look()).toEqual(["over", "over"]);
  expect(told.toSorted()).toEqual(["U0OPERATOR: counted", "U0VIEWER: counted"]);
  expect(await look()).toEqual([]);
});

test("a step may take its time; from its end EMR has seven minutes to push the log", async () => {
  await process().promise(batch, null, asker);
  pass(90);
  expect(await look()).toEqual([30]);
  tail = { ...running, state: "COMPLETED", endedAt: new Date(nowMs).toISOString() };
  pass(6);
  expect(await look()).toEqual([30]);
  pass(1);
  expect(await look()).toEqual(["over"]);
  expect(told).toEqual(["U0OPERATOR: pending"]);
});

test("of a step that ended long ago the log is looked for from the moment somebody asks", async () => {
  tail = { ...running, state: "FAILED", endedAt: new Date(nowMs - 3_600_000).toISOString() };
  await process().promise(batch, "1-in", asker);
  pass(6);
  expect(await look()).toEqual([30]);
  pass(1);
  expect(await look()).toEqual(["over"]);
});

test("while Slack is away it is tried again, for a day and no longer", async () => {
  tail = pushed;
  isSlackAway = true;
  await process().promise(batch, null, asker);
  pass(60);
  const [waits] = await look();
  expect(waits).toBeGreaterThanOrEqual(30);
  isSlackAway = false;
  expect(await look()).toEqual(["over"]);
  expect(told).toEqual(["U0OPERATOR: counted"]);

  isSlackAway = true;
  await process().promise(batch, null, asker);
  pass(24 * 60);
  expect(await look()).toEqual(["over"]);
  expect(await look()).toEqual([]);
});

test("a thread is told the log that comes, and nothing where none does", async () => {
  await process().promise(batch, null, thread);
  expect(await look()).toEqual([30]);
  tail = pushed;
  expect(await look()).toEqual(["over"]);
  expect(told).toEqual(["null: counted"]);
  tail = { is: "none", because: "the cluster keeps no logs" };
  await process().promise(batch, "2-count", thread);
  expect(await look()).toEqual(["over"]);
  expect(told).toEqual(["null: counted"]);
});

test("each failure of a run has a log of its own, however soon one follows the other", async () => {
  tails.set(1, { ...pushed, lines: ["out of memory"] } as LogTail);
  tails.set(2, { ...pushed, lines: ["no space left"] } as LogTail);
  await process().promise(batch, null, thread);
  expect(await look()).toEqual(["over"]);
  pass(0.5);
  await process().promise(batch, null, thread, 2);
  await process().promise(batch, null, thread, 1);
  expect(await look()).toEqual(["over", "over"]);
  expect(told).toEqual(["null: out of memory", "null: no space left"]);
});
