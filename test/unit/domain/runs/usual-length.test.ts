import { expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import { BATCH_KIND, lengthKind, usualLength, workBegan } from "../../../../src/domain/runs/usual-length.ts";
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
  expect(usualLength(BATCH_KIND, views)).toEqual({ ms: 90_000, of: 3 });
});

test("where none has ended well, or only runs of another kind have, nothing is usual", () => {
  const deploy = runView({ workflow: "deploy-stack", id: "deploy-loans-1" }, ...done("clear-remains"), {
    kind: "finished",
    outcome: "succeeded",
  });
  expect(usualLength(BATCH_KIND, [deploy, runView(batch)])).toBeNull();
});

/** A deploy whose plan a person looked at for that long, and that then took so many seconds. */
const deployed = (kind: "create" | "update" | "none", { waited = 0, took = 0 } = {}) =>
  runView(
    { workflow: "deploy-stack", id: "deploy-loan-tracker-1" },
    ...done("clear-remains"),
    { kind: "started", step: "plan" },
    { kind: "done", step: "plan", output: { kind, changes: [] } },
    { kind: "started", step: "approve" },
    { kind: "approved", step: "approve", by: "U0OPERATOR", after: waited },
    { kind: "done", step: "approve", output: null, after: 0 },
    { kind: "finished", outcome: "succeeded", after: took },
  );

test("how long a person took to say yes is none of a deploy's length, and a change tells nothing of a creation", () => {
  const past = [
    deployed("update", { took: 60 }),
    deployed("create", { waited: 1_200, took: 840 }),
    deployed("none", { took: 1 }),
  ];
  expect(past.map(lengthKind)).toEqual(["deploy-stack update", "deploy-stack create", null]);
  expect(usualLength("deploy-stack create", past)).toEqual({ ms: 840_000, of: 1 });
  expect(usualLength("teardown-stack", past)).toBeNull();
});

test("until its plan is known a deploy is of no kind, and until the yes to it it has not begun", () => {
  const deploy = { workflow: "deploy-stack", id: "deploy-loan-tracker-1" } as const;
  expect(lengthKind(runView(deploy, ...done("clear-remains")))).toBeNull();
  expect(workBegan(runView(deploy, ...done("clear-remains")))).toBeNull();
});

test("where nobody has to say yes, a teardown has begun as soon as it would have been asked for", () => {
  const teardown = { workflow: "teardown-stack", id: "teardown-loan-tracker-1" } as const;
  expect(workBegan(runView(teardown, ...done("survey")))).toBeNull();
  expect(workBegan(runView(teardown, ...done("survey", "approve")))).toMatch(/^2026-/);
});

test("what a backfill or a withdrawal takes is told by no other: days differ in number", () => {
  const backfill = { workflow: "backfill", id: "backfill-loan-tracker-1" } as const;
  expect(lengthKind(runView(backfill))).toBeNull();
});
