import { expect, test } from "vitest";
import type { Duration } from "../../../src/domain/duration.ts";
import { durationMs, formatDuration, nextLookMs } from "../../../src/domain/duration.ts";

test("durations are read with their unit", () => {
  const read: readonly Duration[] = ["500ms", "10s", "1.5m", "2h"];
  expect(read.map(durationMs)).toEqual([500, 10_000, 90_000, 7_200_000]);
});

test("durations are written for people", () => {
  expect([400, 9_960, 12_400, 252_000, 7_500_000].map(formatDuration)).toEqual([
    "0.4 s",
    "10.0 s",
    "12 s",
    "4 min 12 s",
    "2 h 5 min",
  ]);
});

test("the longer something takes, the rarer it is looked at, within a fifth and three times of the interval", () => {
  expect([0, 20_000, 100_000, 300_000, 3_600_000].map((elapsed) => nextLookMs(10_000, elapsed))).toEqual([
    2_000, 2_000, 10_000, 30_000, 30_000,
  ]);
});
