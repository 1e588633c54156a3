import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { until } from "../../../sandbox/driver/until.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("what does not come is told by name, before a test's own time of 60 s is over", async () => {
  const told = until("the cow jumps", () => false).catch(({ message }: Error) => message);
  await vi.advanceTimersByTimeAsync(55_000);
  expect(await Promise.race([told, "nothing yet"])).toBe("after 50 s still waiting until the cow jumps");
});

test("what comes is waited for", async () => {
  let looks = 0;
  const came = until("the third look", () => ++looks === 3, { everyMs: 10, withinMs: 100 });
  await vi.advanceTimersByTimeAsync(30);
  await came;
  expect(looks).toBe(3);
});
