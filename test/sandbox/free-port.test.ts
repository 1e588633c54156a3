import { expect, test } from "vitest";
import { freePort } from "../../sandbox/supervisor.ts";

test("a free port is none that the system hands out to a connection in between", async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, freePort));
  expect(Math.min(...ports)).toBeGreaterThanOrEqual(20_000);
  expect(Math.max(...ports)).toBeLessThan(32_768);
});
