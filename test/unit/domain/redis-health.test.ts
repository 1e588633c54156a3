import { expect, test } from "vitest";
import { redisFindings } from "../../../src/domain/redis-health.ts";

const well = { version: "7.2.4", appendOnly: true, evictionPolicy: "noeviction" };

test("a Redis that keeps everything is well", () => {
  expect(redisFindings(well)).toEqual([]);
  expect(redisFindings({ ...well, version: "6.2.14" })).toEqual([]);
});

test("one that may lose runs is told of, with the setting that helps", () => {
  const findings = redisFindings({ version: "6.0.16", appendOnly: false, evictionPolicy: "allkeys-lru" });
  expect(findings.map(({ weight, remedy }) => [weight, remedy])).toEqual([
    ["must", "use Redis or Valkey 6.2 or later"],
    ["must", "set maxmemory-policy noeviction"],
    ["should", "set appendonly yes"],
  ]);
});
