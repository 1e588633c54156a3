import { expect, test } from "vitest";
import type { Day } from "../../../src/domain/day.ts";
import { createStepTail } from "../../../src/jobs/messages/step-logs.ts";
import type { World } from "../../../src/jobs/workflows/world.ts";
import { runView } from "../../support/runs/run-views.ts";

const id = "batch-loans-2026-11-22-g1";
const batch = runView(
  { workflow: "daily-batch", id, day: "2026-11-22" as Day },
  { kind: "done", step: "wake", output: { clusterId: "j-1" } },
);

/** The EMR steps of two attempts that failed at the count, each with a log that says which it is of. */
const world = {
  clusters: {
    steps: async () =>
      [1, 2].flatMap((attempt) =>
        ["1-in", "2-count"].map((word) => ({
          ...{ id: `s-${attempt}${word}`, name: `lt/${id}/a${attempt}/${word}` },
          ...{ state: "FAILED", isSettled: true, isFailed: word === "2-count", failure: null },
          ...{ startedAt: "2026-11-22T08:00:00.000Z", endedAt: "2026-11-22T08:01:00.000Z" },
        })),
      ),
    see: async () => ({ logsAt: "s3://lake/logs" }),
  },
  lake: { tailOfGzip: async ({ key }: { readonly key: string }) => [key] },
} as unknown as Pick<World, "clusters" | "lake">;

test.each([
  ["the newest attempt", null, undefined, "s-22-count"],
  ["the attempt that somebody was called for", null, 1, "s-12-count"],
  ["its step that was named", "1-in", 1, "s-11-in"],
  ["the last one before an attempt that began after Spark's step", null, 5, "s-22-count"],
] as const)("the log is that of %s", async (_, step, until, wanted) => {
  const tail = await createStepTail(world)(batch, step, until);
  expect(tail.is === "lines" ? tail.lines.join() : tail.is).toContain(`/${wanted}/`);
});
