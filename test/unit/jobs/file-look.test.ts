import { expect, test } from "vitest";
import { wasJustLookedAt } from "../../../src/jobs/schedule/file-look.ts";

const minutes = 60_000;

test.each([
  ["four minutes ago", 4 * minutes, 1, true],
  ["five minutes ago", 5 * minutes, 1, false],
  ["a minute ago where time goes ten times faster", minutes, 10, false],
  ["by a clock that was six hours ahead", -360 * minutes, 1, false],
])("a look %s", (_, sinceMs, pace, expected) => {
  const nowMs = Date.parse("2026-11-23T04:00:00Z");
  expect(wasJustLookedAt(nowMs - sinceMs, { nowMs, pace })).toBe(expected);
});
