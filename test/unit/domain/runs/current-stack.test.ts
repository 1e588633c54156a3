import { expect, test } from "vitest";
import { isOfStack } from "../../../../src/domain/runs/current-stack.ts";
import type { Run } from "../../../../src/domain/runs/run.ts";

const idOf = (name: string) => `arn:aws:cloudformation:us-west-1:000000000000:stack/loans/${name}`;
const current = { id: idOf("today"), madeAt: "2026-11-20T06:30:00.000Z" };
const [before, after] = ["2026-11-20T06:29:59.999Z", "2026-11-20T06:30:00.000Z"];

function run(openedAt: string, outcome: Run["outcome"], stackId?: string) {
  const target = { stack: "loans", day: null, ...(stackId === undefined ? {} : { stackId }) };
  return { openedAt, outcome, target };
}

test.each([
  ["of today", idOf("today"), after, "succeeded", true],
  // Its clock and AWS's may differ: the id tells, not the time.
  ["of today", idOf("today"), before, "succeeded", true],
  ["of before", idOf("before"), before, "failed", false],
  ["of before", idOf("before"), after, "held", false],
  ["of before", idOf("before"), before, null, true],
] as const)("a run %s (%s), opened at %s, that is %s holds: %s", (_, id, openedAt, outcome, holds) => {
  expect(isOfStack(run(openedAt, outcome, id), current)).toBe(holds);
});

test.each([
  [before, "succeeded", false],
  [before, "failed", false],
  [after, "succeeded", true],
  [after, "held", true],
  [before, null, true],
] as const)(
  "one of an earlier version, which says no stack, opened at %s, that is %s holds on the stack of half past six: %s",
  (openedAt, outcome, holds) => {
    expect(isOfStack(run(openedAt, outcome), current)).toBe(holds);
    expect(isOfStack(run(openedAt, outcome, idOf("today")), { ...current, id: null })).toBe(holds);
  },
);

test("every run holds while nobody knows the stack", () => {
  expect(isOfStack(run("2020-01-01T00:00:00.000Z", "succeeded", idOf("before")), null)).toBe(true);
});
