import { describe, expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import { cancellation } from "../../../../src/domain/runs/cancellation.ts";
import type { WorkflowName } from "../../../../src/domain/workflows/index.ts";
import { stepsFor } from "../../../../src/domain/workflows/index.ts";
import type { Told } from "../../../support/runs/run-views.ts";
import { done, runView } from "../../../support/runs/run-views.ts";

const started = (step: string): Told => ({ kind: "started", step });
const planned = (kind: string): readonly Told[] => [
  ...done("clear-remains"),
  started("plan"),
  { kind: "done", step: "plan", output: { kind } },
  { kind: "approved", step: "approve", by: "U0OPERATOR" },
  { kind: "done", step: "approve", output: null },
];
const upTo = (workflow: WorkflowName, step: string): readonly Told[] => {
  const names = stepsFor(workflow, {});
  return [...done(...names.slice(0, names.indexOf(step))), started(step)];
};

const identity = {
  "deploy-stack": { workflow: "deploy-stack", id: "deploy-loan-tracker-1" },
  "daily-batch": {
    workflow: "daily-batch",
    id: "batch-loan-tracker-2026-11-23-g1",
    day: "2026-11-23" as Day,
  },
  "teardown-stack": { workflow: "teardown-stack", id: "teardown-loan-tracker-1" },
  backfill: { workflow: "backfill", id: "backfill-loan-tracker-1", day: "2026-11-20" as Day },
} as const;

function asked(workflow: keyof typeof identity, ...told: readonly Told[]): string {
  const verdict = cancellation(workflow, runView(identity[workflow], ...told).progress);
  return verdict.can ? verdict.effect : `no: ${verdict.because}`;
}

describe("what canceling would do now", () => {
  test.each([
    ["check-source", "goes-no-further"],
    ["wake", "goes-no-further"],
    ["process", "stops-spark"],
    ["audit", "goes-no-further"],
    ["compare", "stops-statement"],
    ["publish", "stops-statement"],
    ["reconcile", "stops-statement"],
    ["summarize", "no: the day is published and its summary is on its way"],
  ])("a batch at %s: %s", (step, expected) => {
    expect(asked("daily-batch", ...upTo("daily-batch", step))).toBe(expected);
  });

  test("between its last step and its end it has begun, also where it began with a question", () => {
    expect(asked("daily-batch", ...done(...stepsFor("daily-batch", {})))).toBe("goes-no-further");
    expect(asked("teardown-stack", ...done(...stepsFor("teardown-stack", {})))).toBe("goes-no-further");
  });

  test("a run that has not begun ends at once, a plan that waits is dropped", () => {
    expect(asked("daily-batch")).toBe("ends-at-once");
    expect(
      asked("deploy-stack", ...upTo("deploy-stack", "plan"), { kind: "done", step: "plan", output: null }),
    ).toBe("drops-plan");
  });

  test("a stack that is being made is deleted, one that is being changed becomes as it was", () => {
    expect(asked("deploy-stack", ...planned("create"))).toBe("drops-plan");
    expect(asked("deploy-stack", ...planned("create"), started("apply"))).toBe("deletes-stack");
    expect(asked("deploy-stack", ...planned("update"), started("apply"))).toBe("takes-change-back");
    expect(asked("deploy-stack", ...planned("create"), ...done("apply"), started("protect"))).toBe(
      "leaves-stack",
    );
    expect(
      asked("deploy-stack", ...planned("create"), ...done("apply", "protect"), started("check-health")),
    ).toBe("leaves-stack");
  });

  test("a backfill begins no further day", () => {
    expect(asked("backfill", ...upTo("backfill", "days"))).toBe("leaves-day");
    expect(asked("backfill", ...done("preview"))).toBe("ends-at-once");
  });

  test("a teardown ends only before the deletion has begun", () => {
    for (const step of ["survey", "approve", "pause"])
      expect(asked("teardown-stack", ...upTo("teardown-stack", step))).toBe("ends-at-once");
    expect(asked("teardown-stack", ...upTo("teardown-stack", "stop-intake"))).toBe("goes-no-further");
    expect(asked("teardown-stack", ...upTo("teardown-stack", "stop-intake"), ...done("stop-intake"))).toBe(
      "goes-no-further",
    );
    expect(asked("teardown-stack", ...upTo("teardown-stack", "stop-cluster"))).toMatch(
      /^no: the deletion has begun/,
    );
    expect(asked("teardown-stack", ...upTo("teardown-stack", "delete-stack"))).toMatch(
      /^no: the deletion has begun/,
    );
  });

  test("what has ended, or is ending, is not canceled again", () => {
    const canceled: Told = { kind: "canceled", reason: "changed my mind", by: "U0OPERATOR" };
    expect(asked("daily-batch", started("process"), canceled)).toBe("no: it is being canceled already");
    expect(asked("daily-batch", canceled, { kind: "finished", outcome: "canceled" })).toBe(
      "no: it is canceled already",
    );
    expect(asked("daily-batch", { kind: "finished", outcome: "held" })).toBe(
      "no: it is held already, so there is nothing to cancel",
    );
  });
});
