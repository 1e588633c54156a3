import { expect, test } from "vitest";
import type { StackLock } from "../../../src/domain/schedule/stack-lock.ts";
import type { Sighting } from "../../../src/jobs/engine/workflow.ts";
import { pause } from "../../../src/jobs/workflows/teardown/pause.ts";

const now = "2026-11-30T12:00:30.000Z";
const lockBy = (user: string): StackLock => ({
  ...{ is: "locked", at: "2026-11-30T12:00:20.000Z", user, why: "do not delete anything", until: null },
});

/** One look within the minute of *Stop*, at a teardown that U0OPERATOR wants. */
async function look(
  lock: StackLock | null,
  { beganAt = "2026-11-30T12:00:00.000Z" } = {},
): Promise<Sighting<unknown>> {
  const began = { kind: "started", at: beganAt };
  const context = {
    journal: [began],
    results: { survey: { stack: { id: "loans/1", change: null, resources: 48 }, lake: null } },
    wantedBy: "U0OPERATOR",
    world: {
      settings: { stack: "loans", pace: 1 },
      clock: { now: () => new Date(now) },
      lock: async () => lock,
    },
  };
  return await pause.observe(context as never);
}

test.each([
  ["nobody", null],
  ["whoever wants it gone", lockBy("U0OPERATOR")],
])("a stack that %s has locked meanwhile is left the rest of its minute", async (_who, lock) => {
  expect(await look(lock)).toEqual({ is: "underway", progress: { until: "2026-11-30T12:01:00.000Z" } });
});

test.each(["U0OPERATOR2", "loan-tracker"])(
  "a lock of %s stops it before anything is deleted",
  async (user) => {
    expect(await look(lockBy(user))).toMatchObject({
      is: "failed",
      problem: {
        code: "locked-meanwhile",
        message:
          'tearing down "loans": somebody has locked the stack meanwhile, so nothing of it was deleted; ' +
          "ask who holds the lock (`/loans status` says who, and why); once it is unlocked, press Retry",
      },
    });
  },
);

test("a clock that is set back within the minute makes it no longer than a minute", async () => {
  expect(await look(null, { beganAt: "2026-12-01T12:00:00.000Z" })).toEqual({
    is: "underway",
    progress: { until: "2026-11-30T12:01:30.000Z" },
  });
});
