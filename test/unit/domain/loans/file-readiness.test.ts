import { expect, test } from "vitest";
import { isUntouched, readinessOf } from "../../../../src/domain/loans/file-readiness.ts";

const now = new Date("2026-11-23T04:00:00.000Z");
const at = (seconds: number) => new Date(now.getTime() + seconds * 1_000).toISOString();

test.each([
  ["rested for three minutes", 10, -180, "ready"],
  ["was touched a moment ago", 10, -179, "it was written to 2 min 59 s ago, so it may not be whole"],
  ["is empty, whenever that was made", 0, -86_400, "it is empty"],
  [
    "bears a time a little ahead, as where clocks differ",
    10,
    30,
    "it was written to just now, so it may not be whole",
  ],
  ["bears a time far ahead, which says nothing", 10, 86_400, "ready"],
] as const)("a file that %s", (_, bytes, seconds, right) => {
  const seen = readinessOf({ bytes, modifiedAt: at(seconds) }, { now, pace: 1 });
  expect(seen.is === "ready" ? "ready" : seen.says).toBe(right);
});

test("the rest that is wanted is divided by the pace", () => {
  expect(readinessOf({ bytes: 10, modifiedAt: at(-2) }, { now, pace: 90 }).is).toBe("ready");
  expect(readinessOf({ bytes: 10, modifiedAt: at(-1) }, { now, pace: 90 }).is).toBe("unfinished");
});

test("a file is untouched only where size and time are as before", () => {
  const before = { bytes: 10, modifiedAt: at(0) };
  expect(isUntouched(before, { ...before })).toBe(true);
  expect(isUntouched(before, { ...before, bytes: 11 })).toBe(false);
  expect(isUntouched(before, { ...before, modifiedAt: at(1) })).toBe(false);
  expect(isUntouched(before, null)).toBe(false);
});
