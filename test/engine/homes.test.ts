import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeEach, expect, test } from "vitest";
import { HomeStore } from "../../src/jobs/store/home-store.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";

/** Whose Home of the app is kept up to date, over a real Redis. */

const { redis, stop } = await startConnectedRedis();
afterAll(stop);

const opened = Date.parse("2026-11-23T04:00:00.000Z");
const home = (minutes: number, shown = "news") => ({
  ...{ channel: "D0OPERATOR", team: "T0LOANBANK", shown },
  openedAt: new Date(opened + minutes * 60_000).toISOString(),
});
const later = (hours: number) => new Date(opened + hours * 3_600_000);

let stack = "";
/** Another process has a store of its own over the same Redis. */
const store = (pace = 1) => new HomeStore({ redis, keys: keysFor(stack), pace });

beforeEach(() => {
  stack = `homes-${randomUUID()}`;
});

test("another process knows it, who opened theirs last is first, and what one shows is told apart", async () => {
  await store().opened("U1", home(0));
  await store().opened("U2", home(1));
  await store().shows("U1", "newer");
  expect([...(await store().all(later(1)))]).toEqual([
    ["U2", home(1)],
    ["U1", home(0, "newer")],
  ]);
});

test("one that nobody has opened for three days is forgotten, and so is whom Slack refuses", async () => {
  await store().opened("U1", home(0));
  await store().opened("U2", home(120));
  await store().opened("U3", home(120));
  await store().forget("U3");
  await store().shows("U3", "newer");
  expect([...(await store().all(later(73))).keys()]).toEqual(["U2"]);
  expect([...(await store().all(later(1))).keys()]).toEqual(["U2"]);
});

test("of more than 200 those that were opened first are forgotten", async () => {
  for (let at = 0; at < 203; at += 1) await store().opened(`U${at}`, home(at));
  const known = [...(await store().all(later(4))).keys()];
  expect([known.length, known[0], known.at(-1)]).toEqual([200, "U202", "U3"]);
});

test("a Home is taken by one process, and rests before it is taken again", async () => {
  const paced = () => store(40);
  expect(await Promise.all([paced().take("U1"), paced().take("U1"), paced().take("U2")])).toEqual([
    true,
    false,
    true,
  ]);
  await delay(350);
  expect(await paced().take("U1")).toBe(true);
});
