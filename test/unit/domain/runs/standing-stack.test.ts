import { expect, test } from "vitest";
import { isOfStack } from "../../../../src/domain/runs/standing-stack.ts";

const madeAt = "2026-11-20T06:30:00.000Z";

test.each([
  ["2026-11-20T06:29:59.999Z", "succeeded", false],
  ["2026-11-20T06:29:59.999Z", "failed", false],
  ["2026-11-20T06:30:00.000Z", "succeeded", true],
  ["2026-11-20T06:30:00.000Z", "held", true],
  ["2026-11-20T06:29:59.999Z", null, true],
] as const)(
  "a run opened at %s that is %s holds on the stack of half past six: %s",
  (openedAt, outcome, holds) => {
    expect(isOfStack({ openedAt, outcome }, madeAt)).toBe(holds);
  },
);

test("every run holds while nobody knows when the stack was made", () => {
  expect(isOfStack({ openedAt: "2020-01-01T00:00:00.000Z", outcome: "succeeded" }, null)).toBe(true);
});
