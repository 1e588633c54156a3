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
  [
    "bears a time far ahead, which says nothing of it",
    1_000,
    86_400,
    "it bears a time ahead of the clock, 2026-11-24T04:00:00.000Z, with 1,000 bytes, and may not be whole before it has been the same for a while",
  ],
] as const)("a file that %s", (_, bytes, seconds, right) => {
  const seen = readinessOf({ bytes, modifiedAt: at(seconds) }, { now, pace: 1 });
  expect(seen.is === "ready" ? "ready" : seen.says).toBe(right);
});

test("a file that bears a time ahead is ready once it has been the same for three minutes of our clock", () => {
  const far = { bytes: 10, modifiedAt: at(86_400) };
  const lookedAt = readinessOf(far, { now, pace: 1 });
  const before = [{ says: lookedAt.is === "unfinished" ? lookedAt.says : "", at: at(0) }];
  const again = (seconds: number, seen = far) =>
    readinessOf(seen, { now: new Date(at(seconds)), pace: 1, earlier: before }).is;
  expect(again(179)).toBe("unfinished");
  expect(again(180)).toBe("ready");
  expect(again(300, { ...far, bytes: 11 })).toBe("unfinished");
  expect(again(300, { ...far, modifiedAt: at(86_700) })).toBe("unfinished");
});

test("a file that grows on a server whose clock is ahead is never ready", () => {
  let earlier: { readonly says: string; readonly at: string }[] = [];
  for (let minute = 0; minute < 60; minute += 5) {
    const look = new Date(at(minute * 60));
    const seen = { bytes: 10 + minute, modifiedAt: at(minute * 60 + 240) };
    const readiness = readinessOf(seen, { now: look, pace: 1, earlier });
    expect(readiness.is).toBe("unfinished");
    earlier = readiness.is === "ready" ? [] : [...earlier, { says: readiness.says, at: look.toISOString() }];
  }
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
