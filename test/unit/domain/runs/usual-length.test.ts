import { expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import { usualLength } from "../../../../src/domain/runs/usual-length.ts";
import { done, runView } from "../../../support/runs/run-views.ts";

const batch = {
  workflow: "daily-batch",
  id: "batch-loan-tracker-2026-11-23-g1",
  day: "2026-11-23" as Day,
} as const;
const tookMs = (seconds: number, { attempt = 1, outcome = "succeeded" as const } = {}) =>
  runView(
    batch,
    { kind: "started", step: "check-source" },
    ...(attempt > 1 ? [{ kind: "retried", step: "check-source", attempt } as const] : []),
    { kind: "finished", outcome, after: seconds },
  );

test("it is the middle of what plain batches took, from their first step on", () => {
  const views = [tookMs(60), tookMs(100), tookMs(90), tookMs(5_000, { attempt: 2 })];
  expect(usualLength(views)).toEqual({ ms: 90_000, of: 3 });
});

test("where none has ended well, or only runs of another kind have, nothing is usual", () => {
  const deploy = runView({ workflow: "deploy-stack", id: "deploy-loans-1" }, ...done("clear-remains"), {
    kind: "finished",
    outcome: "succeeded",
  });
  expect(usualLength([deploy, runView(batch)])).toBeNull();
});
