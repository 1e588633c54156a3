import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createLog } from "../../src/config/log.ts";
import type { Day } from "../../src/domain/day.ts";
import { noticeNames } from "../../src/domain/messages/message-id.ts";
import { EVERY_DAY } from "../../src/domain/schedule/bank-days.ts";
import type { DirectNews } from "../../src/jobs/messages/direct-news.ts";
import { tellNews } from "../../src/jobs/messages/direct-news.ts";
import { Outbox } from "../../src/jobs/messages/outbox.ts";
import type { RunView } from "../../src/jobs/requests/run-view.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import type { WakeQueue } from "../../src/jobs/store/wake-queue.ts";
import { WishStore } from "../../src/jobs/store/wish-store.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";
import { done, runView, summaryOfToday } from "../support/runs/run-views.ts";

/** Who is told what in direct messages, over a real Redis. */

const { redis, stop } = await startConnectedRedis();
afterAll(stop);

const day = "2026-11-23" as Day;
/** A few hours after what happens in the views' journals. */
const now = () => new Date("2026-11-23T09:00:00.000Z");
const before = "2026-11-23T03:00:00.000Z";
const problem = { code: "x", says: "x", remedy: "x" };
const failed = runView(
  { workflow: "daily-batch", id: "batch-loans-2026-11-22-g1", day: "2026-11-22" as Day },
  { kind: "started", step: "process" },
  { kind: "failed", step: "process", problem, held: false, retryFrom: "process" },
  { kind: "finished", outcome: "failed" },
);
const told = runView(
  { workflow: "daily-batch", id: "batch-loans-2026-11-23-g1", day },
  ...done("check-source"),
  { kind: "done", step: "reconcile", output: summaryOfToday },
  { kind: "finished", outcome: "succeeded" },
);
const waiting = runView(
  { workflow: "deploy-stack", id: "deploy-loans-1" },
  ...done("clear-remains", "plan"),
  { kind: "started", step: "approve" },
);

let wishes: WishStore;
let outbox: Outbox;
let said: string[];
let isSlackAway: boolean;

beforeEach(() => {
  const keys = keysFor(`n-${randomUUID().slice(0, 8)}`);
  wishes = new WishStore({ redis, keys });
  const announcer = { permalink: async () => "" };
  const queue = { wake: async () => {} } as unknown as WakeQueue;
  outbox = new Outbox({
    redis,
    keys,
    queue,
    announcer,
    channel: "C0LOANS",
    clock: { now, monotonic: () => 0 },
  });
  said = [];
  isSlackAway = false;
});

async function look(...views: readonly RunView[]): Promise<readonly string[]> {
  said = [];
  await tellNews({
    ...{
      wishes,
      outbox,
      now,
      daily: { zone: "UTC", calendar: EVERY_DAY },
      log: createLog({ level: "silent" }),
    },
    runs: {
      recent: async () => views,
      live: async () => views.filter(({ run }) => run.outcome === null),
    },
    speaker: {
      tell: async (user, channel, news: DirectNews) => {
        if (isSlackAway) throw new Error("slack is away");
        said.push(`${user} in ${channel}: ${news.id}`);
      },
    },
  });
  return said.toSorted();
}

test("each is told what they chose, in their own messages, and once, whoever looks", async () => {
  await wishes.set("U0OPERATOR", { wants: ["trouble", "summary"], channel: "D0OPERATOR", since: before });
  await wishes.set("U0APPROVER", { wants: ["approval"], channel: "D0APPROVER", since: before });
  expect(await look(failed, told, waiting)).toEqual([
    "U0APPROVER in D0APPROVER: approval-deploy-loans-1-a1",
    "U0OPERATOR in D0OPERATOR: failed-batch-loans-2026-11-22-g1-a1",
    "U0OPERATOR in D0OPERATOR: summary-batch-loans-2026-11-23-g1-a1",
  ]);
  expect(await look(failed, told, waiting)).toEqual([]);
});

test("two processes that look at once tell it once", async () => {
  await wishes.set("U0OPERATOR", { wants: ["trouble"], channel: "D0OPERATOR", since: before });
  const all: string[] = [];
  const both = await Promise.all([look(failed), look(failed)]);
  for (const each of both) all.push(...each);
  expect(new Set(all).size).toBe(1);
  expect(said).toHaveLength(1);
});

test("while Slack is away nobody is told, and afterwards they are", async () => {
  await wishes.set("U0OPERATOR", { wants: ["trouble"], channel: "D0OPERATOR", since: before });
  isSlackAway = true;
  expect(await look(failed)).toEqual([]);
  isSlackAway = false;
  expect(await look(failed)).toEqual(["U0OPERATOR in D0OPERATOR: failed-batch-loans-2026-11-22-g1-a1"]);
});

test("a day that the channel was told of as late is told once as well", async () => {
  await wishes.set("U0OPERATOR", { wants: ["trouble"], channel: "D0OPERATOR", since: before });
  const late = { is: "summary-late", day, deadline: "08:00", runId: null, usual: null, pace: null } as never;
  await outbox.oweNotice(noticeNames.summaryLate(day), late);
  expect(await look()).toEqual(["U0OPERATOR in D0OPERATOR: late-2026-11-23"]);
  expect(await look()).toEqual([]);
});

test("whoever wants nothing any more is told nothing, and is not kept", async () => {
  await wishes.set("U0OPERATOR", { wants: ["trouble"], channel: "D0OPERATOR", since: before });
  expect(await wishes.of("U0OPERATOR")).toEqual(["trouble"]);
  await wishes.set("U0OPERATOR", { wants: [], channel: "D0OPERATOR", since: before });
  expect(await wishes.of("U0OPERATOR")).toEqual([]);
  expect((await wishes.all()).size).toBe(0);
  expect(await look(failed, told)).toEqual([]);
});
