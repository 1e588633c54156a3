import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { freePort } from "../../sandbox/supervisor.ts";

test("a free port is none that the system hands out to a connection in between", async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, freePort));
  expect(Math.min(...ports)).toBeGreaterThanOrEqual(20_000);
  expect(Math.max(...ports)).toBeLessThan(32_768);
});

test("a port given to one sandbox is not given to another before its program listens", async () => {
  const given = await freePort();
  const picks = [given, given];
  expect(await freePort(() => picks.shift() ?? randomInt(20_000, 32_768))).not.toBe(given);
  expect(picks).toEqual([]);
});
