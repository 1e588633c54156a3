import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createReadiness } from "../../src/readiness.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("nothing to complain of is ready", async () => {
  const readiness = createReadiness({ limitMs: 2_000 });
  readiness.add("Redis", async () => null);
  expect(await readiness.reasons()).toEqual([]);
});

test("every part that is not well says why, also one that throws and one that is silent", async () => {
  const readiness = createReadiness({ limitMs: 2_000 });
  readiness.add("Slack", () => "the channel is archived; unarchive it");
  readiness.add("AWS", () => null);
  readiness.add("Redis", () => {
    throw new Error("Connection is closed.");
  });
  readiness.add("queue", () => new Promise(() => {}));
  const reasons = readiness.reasons();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await reasons).toEqual([
    "Slack: the channel is archived; unarchive it",
    "Redis: Connection is closed.",
    "queue: gave no answer within 2 s",
  ]);
});
