import { expect, test } from "vitest";
import { redisFindings } from "../../../src/domain/redis-health.ts";

const well = {
  version: "7.2.4",
  appendOnly: true,
  evictionPolicy: "noeviction",
  memory: { used: 5_000_000, most: 0 },
  database: { used: 0, wanted: 0 },
};

test("a Redis that keeps everything is well", () => {
  expect(redisFindings(well)).toEqual([]);
  expect(redisFindings({ ...well, version: "6.2.14" })).toEqual([]);
});

test("one that may lose runs is told of, with the setting that helps", () => {
  const findings = redisFindings({
    ...well,
    version: "6.0.16",
    appendOnly: false,
    evictionPolicy: "allkeys-lru",
  });
  expect(findings.map(({ weight, remedy }) => [weight, remedy])).toEqual([
    ["must", "use Redis or Valkey 6.2 or later"],
    ["must", "set maxmemory-policy noeviction"],
    ["should", "set appendonly yes"],
  ]);
});

test("one without memory left is told of while it is so, and is no reason to refuse it for good", () => {
  const full = { ...well, memory: { used: 105_906_176, most: 104_857_600 } };
  expect(redisFindings(full)).toMatchObject([
    {
      weight: "now",
      says: "Redis has no memory left (101.0 MB of maxmemory 100.0 MB), so nothing can be written down",
    },
  ]);
  expect(redisFindings({ ...well, memory: { used: 99, most: 100 } })).toEqual([]);
});

test("one that has not the database of REDIS_URL is told of, before anything is written into another", () => {
  expect(redisFindings({ ...well, database: { used: 0, wanted: 99 } })).toEqual([
    {
      weight: "must",
      says: "Redis has no database 99, so all would be written into database 0",
      remedy: "correct the number at the end of REDIS_URL",
    },
  ]);
  expect(redisFindings({ ...well, database: { used: 3, wanted: 3 } })).toEqual([]);
});
