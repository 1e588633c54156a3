import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createReadiness, unwellGauge } from "../../../src/app/readiness.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("nothing to complain of is ready", async () => {
  const readiness = createReadiness({ limitMs: 2_000, command: "/loans" });
  readiness.add("Redis", async () => null);
  expect(await readiness.reasons()).toEqual([]);
});

test("every part that is not well says why, also one that throws and one that is silent", async () => {
  const readiness = createReadiness({ limitMs: 2_000, command: "/loans" });
  readiness.add("Slack", () => "the channel is archived; unarchive it");
  readiness.add("AWS", () => null);
  readiness.add("Redis", () => {
    throw new Error("Connection is closed.");
  });
  readiness.add("queue", () => new Promise(() => {}));
  const reasons = readiness.reasons();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await reasons).toEqual([
    { part: "Slack", says: "the channel is archived; unarchive it", weight: "hinders" },
    { part: "Redis", says: "Connection is closed.", weight: "hinders" },
    { part: "queue", says: "gave no answer within 2 s", weight: "hinders" },
  ]);
});

test("who counts hears of each part that is not well", async () => {
  const readiness = createReadiness({ limitMs: 2_000, command: "/loans" });
  readiness.add("Redis", () => null);
  readiness.add("Slack", () => "the channel is archived; unarchive it");
  expect(await unwellGauge(readiness).read()).toEqual([{ labels: { part: "Slack" }, value: 1 }]);
});
