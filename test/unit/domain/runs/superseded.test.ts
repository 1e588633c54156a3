import { describe, expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import { supersededBy, supersededWords } from "../../../../src/domain/runs/day-number/superseded.ts";
import type { WorkflowName } from "../../../../src/domain/workflows/index.ts";

const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour)).toISOString();

/** A run opened and ended at those hours. */
function placed(
  workflow: WorkflowName,
  opened: number,
  ended: number | null,
  days: { readonly day?: string; readonly until?: string } = {},
  hasBegun = true,
) {
  const day = (days.day ?? null) as Day | null;
  const target = {
    stack: "loans",
    day,
    ...(days.until === undefined ? {} : { until: days.until as Day }),
  };
  const run = { id: `${workflow}-${opened}`, workflow, target, openedAt: at(opened) };
  return { run, progress: { endedAt: ended === null ? null : at(ended), hasBegun } };
}

const monday = { day: "2026-11-16" };
const week = { day: "2026-11-16", until: "2026-11-22" };

describe("what makes a run history", () => {
  test.each([
    ["a teardown", placed("teardown-stack", 3, 4), placed("deploy-stack", 5, 6), true],
    ["a teardown", placed("teardown-stack", 3, 4), placed("teardown-stack", 5, 6), true],
    ["a teardown", placed("teardown-stack", 3, 4), placed("daily-batch", 5, 6, monday), true],
    ["a teardown", placed("teardown-stack", 3, 4), placed("daily-batch", 1, 6, monday), true],
    ["a teardown", placed("teardown-stack", 3, 4), placed("backfill", 5, null, week), true],
    ["a teardown", placed("teardown-stack", 3, 4), placed("daily-batch", 1, 2, monday), false],
    ["a teardown", placed("teardown-stack", 3, 4), placed("deploy-stack", 1, 2), false],
    ["a deploy", placed("deploy-stack", 3, 4), placed("teardown-stack", 5, 6), true],
    ["a deploy", placed("deploy-stack", 3, 4), placed("teardown-stack", 1, 6), true],
    ["a deploy", placed("deploy-stack", 3, 4), placed("deploy-stack", 5, null), true],
    ["a deploy", placed("deploy-stack", 3, 4), placed("deploy-stack", 1, 2), false],
    ["a deploy", placed("deploy-stack", 3, 4), placed("daily-batch", 5, 6, monday), false],
    ["a batch", placed("daily-batch", 3, 4, monday), placed("daily-batch", 5, 6, monday), true],
    [
      "a batch",
      placed("daily-batch", 3, 4, monday),
      placed("daily-batch", 5, 6, { day: "2026-11-17" }),
      false,
    ],
    ["a batch", placed("daily-batch", 3, 4, monday), placed("backfill", 5, 6, week), false],
    ["a batch", placed("daily-batch", 3, 4, monday), placed("deploy-stack", 5, 6), false],
    ["a backfill", placed("backfill", 3, 4, week), placed("backfill", 5, 6, week), true],
    ["a backfill", placed("backfill", 3, 4, week), placed("daily-batch", 5, 6, monday), false],
    ["a batch", placed("daily-batch", 3, 4, monday), placed("daily-batch", 5, null, monday, false), false],
    ["a batch", placed("daily-batch", 3, 4, monday), placed("daily-batch", 5, 6, monday, false), false],
    ["a backfill", placed("backfill", 3, 4, week), placed("backfill", 5, 6, week, false), false],
    ["a deploy", placed("deploy-stack", 3, 4), placed("teardown-stack", 5, 6, {}, false), false],
    ["a deploy", placed("deploy-stack", 3, 4), placed("teardown-stack", 5, null, {}, false), true],
  ])("%s: %o, %o: %s", (_what, run, other, isHistory) => {
    expect(supersededBy(run, [run, other])).toBe(isHistory ? other : null);
  });

  test("a run is never history because of itself", () => {
    const run = placed("teardown-stack", 3, 4);
    expect(supersededBy(run, [placed("teardown-stack", 3, 5)])).toBeNull();
  });

  test("the words say which run, and what to type", () => {
    const teardown = placed("teardown-stack", 3, 4);
    expect(supersededWords(teardown, placed("deploy-stack", 5, 6))).toBe(
      "a newer run has used the stack, deploy-stack-5; type `/loans teardown` to tear down what is there now",
    );
    expect(supersededWords(placed("backfill", 3, 4, week), placed("backfill", 5, 6, week))).toBe(
      "there is a newer run of those days, backfill-5",
    );
  });
});
