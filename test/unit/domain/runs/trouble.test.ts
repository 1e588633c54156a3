import { describe, expect, test } from "vitest";
import { APPROVAL_LAPSED } from "../../../../src/domain/runs/approval.ts";
import { ITSELF } from "../../../../src/domain/runs/run.ts";
import { troubleOf } from "../../../../src/domain/runs/trouble.ts";
import type { Told } from "../../../support/runs/run-views.ts";
import { done, journalOf } from "../../../support/runs/run-views.ts";

/** What went wrong in an attempt and what became of it, by the journal alone. */

const workflow = "daily-batch" as const;
const failedAt = (step: string, { held = false, code = "emr-step-failed", retryFrom = step } = {}): Told => ({
  ...{ kind: "failed", step, held, retryFrom },
  problem: { code, says: "counting: the step failed", remedy: "press Retry" },
});
const ended = (outcome: "failed" | "held" | "succeeded" | "canceled"): Told => ({
  kind: "finished",
  outcome,
});
const first = [...done("check-source", "upload-raw"), failedAt("process"), ended("failed")];
const retried = (by: string, attempt = 2): Told => ({ kind: "retried", step: "process", by, attempt });
const of = (attempt: number, ...told: readonly Told[]) =>
  troubleOf(journalOf({ workflow }, ...told), attempt);

test("it is of the attempt that ended badly, with the step and what a retry goes on from", () => {
  expect(of(1, ...first)).toMatchObject({
    ...{ attempt: 1, outcome: "failed", step: "process", retryFrom: "process", care: null },
    end: { is: "stands" },
  });
  const held = [...done("check-source"), failedAt("compare", { held: true, retryFrom: "check-source" })];
  expect(of(1, ...held, ended("held"))).toMatchObject({ outcome: "held", retryFrom: "check-source" });
});

test.each([
  ["one that goes on", done("check-source")],
  ["one that failed and takes back what it did", [failedAt("process")]],
  ["one that succeeded", [...done("check-source"), ended("succeeded")]],
  [
    "one that a person ended",
    [{ kind: "canceled", reason: "not today", by: "U0OPERATOR" } as Told, ended("canceled")],
  ],
  ["a plan that nobody answered to", [failedAt("check-source", { code: APPROVAL_LAPSED }), ended("failed")]],
] as const)("%s calls nobody", (_, told) => {
  expect(of(1, ...told)).toBeNull();
});

test("an attempt that there was none of calls nobody", () => {
  expect(of(2, ...first)).toBeNull();
});

test("whoever looks after it does so until it is solved or given up, or somebody else takes it over", () => {
  const taken: Told = { kind: "taken", by: "U0APPROVER" };
  expect(of(1, ...first, taken)?.care?.by).toBe("U0APPROVER");
  const again = [...first, taken, retried("U0OPERATOR"), failedAt("process"), ended("failed")];
  expect(of(1, ...again)?.care?.by).toBe("U0APPROVER");
  expect(of(2, ...again)?.care?.by).toBe("U0APPROVER");
  const over = [...again, { kind: "taken", by: "U0OTHER" } as Told];
  expect(of(2, ...over)?.care?.by).toBe("U0OTHER");
  // What was told of the first attempt then stays.
  expect(of(1, ...over)?.care?.by).toBe("U0APPROVER");
  const canceled: readonly Told[] = [{ kind: "canceled", reason: "not today" }, ended("canceled")];
  const anew = [retried("U0OPERATOR"), ...canceled, { ...retried("U0OPERATOR"), attempt: 3 } as Told];
  expect(of(3, ...first, taken, ...anew, failedAt("process"), ended("failed"))?.care).toBeNull();
});

describe("what became of it", () => {
  test.each([
    ["is tried again by a person", [retried("U0OPERATOR")], { is: "tried-again", by: "U0OPERATOR" }],
    [
      "is tried again by itself, as once its file is there",
      [retried(ITSELF)],
      { is: "tried-again", by: null },
    ],
    [
      "is solved by whoever retried it",
      [retried("U0OPERATOR"), ...done("process"), ended("succeeded")],
      { is: "solved", how: "retried", by: "U0OPERATOR" },
    ],
    [
      "has failed again, which people were called for anew",
      [retried("U0OPERATOR"), failedAt("process"), ended("failed")],
      { is: "failed-again" },
    ],
    [
      "is solved by the second retry",
      [
        ...[retried("U0OPERATOR"), failedAt("process"), ended("failed")],
        ...[retried("U0APPROVER", 3), ...done("process"), ended("succeeded")],
      ],
      { is: "solved", how: "retried", by: "U0APPROVER" },
    ],
    [
      "has failed again and is given up",
      [
        ...[retried("U0OPERATOR"), failedAt("process"), ended("failed"), retried("U0OPERATOR", 3)],
        ...[{ kind: "canceled", reason: "no", by: "U0APPROVER" } as Told, ended("canceled")],
      ],
      { is: "canceled", by: "U0APPROVER" },
    ],
  ] as const)("%s", (_, after, end) => {
    expect(of(1, ...first, ...after)?.end).toMatchObject(end);
  });

  test("a release names who vouched for it", () => {
    const held = [...done("check-source"), failedAt("compare", { held: true }), ended("held")];
    const released: Told = {
      ...{
        kind: "released",
        step: "compare",
        holds: [],
        since: "2026-11-23T04:00:00.000Z",
        reason: "checked",
      },
      ...{ by: "U0APPROVER", attempt: 2 },
    };
    const told = of(1, ...held, released, ...done("compare"), ended("succeeded"));
    expect(told?.end).toMatchObject({ is: "solved", how: "released", by: "U0APPROVER" });
  });
});
