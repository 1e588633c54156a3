import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { until } from "../../../sandbox/driver/until.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("what does not come is told by name, before the 240 s that a test has are over", async () => {
  const told = until("the cow jumps", () => false).catch(({ message }: Error) => message);
  await vi.advanceTimersByTimeAsync(105_000);
  expect(await Promise.race([told, "nothing yet"])).toBe("after 100 s still waiting until the cow jumps");
});

test("what comes is waited for", async () => {
  let looks = 0;
  const came = until("the third look", () => ++looks === 3, { everyMs: 10, withinMs: 100 });
  await vi.advanceTimersByTimeAsync(30);
  await came;
  expect(looks).toBe(3);
});

test("what was found is answered, a zero and an empty text as well", async () => {
  expect(await until("a count", () => 0)).toBe(0);
  expect(await until("a text", async () => "")).toBe("");
});

test("what is late is told in the words of who waits", async () => {
  const late = (says: string) => new Error(`${says}, and the moon is up`);
  const told = until("the cow jumps", () => null, { withinMs: 100, late }).catch(
    ({ message }: Error) => message,
  );
  await vi.advanceTimersByTimeAsync(200);
  expect(await told).toBe("after 0.1 s still waiting until the cow jumps, and the moon is up");
});

test("a wait that is called off ends with the reason for that", async () => {
  const calling = new AbortController();
  const patience = { withinMs: Number.POSITIVE_INFINITY, signal: calling.signal };
  const told = until("the cow jumps", () => undefined, patience).catch((reason: unknown) => reason);
  calling.abort("it rains");
  await vi.advanceTimersByTimeAsync(30);
  expect(await told).toBe("it rains");
});
