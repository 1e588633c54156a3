import { expect, test } from "vitest";
import type { Duration } from "../../../src/domain/duration.ts";
import { durationMs, formatDuration } from "../../../src/domain/duration.ts";

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
