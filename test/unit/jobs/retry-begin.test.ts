import { expect, test } from "vitest";
import type { Happening } from "../../../src/domain/runs/journal.ts";
import type { AnyStepName, WorkflowName } from "../../../src/domain/workflows/index.ts";
import { stepNamesOf, stepsFor } from "../../../src/domain/workflows/index.ts";
import { retryBegin } from "../../../src/jobs/engine/retry-begin.ts";
import { workflows } from "../../../src/jobs/workflows/index.ts";
import { canceled, done, failed, journalOf, started } from "../../support/runs/journal.ts";

/** Where a run goes on that came as far as that step and ended there so. */
function after(workflow: WorkflowName, step: AnyStepName, ...ended: readonly Happening[]): string {
  const steps = stepsFor(workflow, {});
  const before = steps.slice(0, steps.indexOf(step)).map((name) => done(name));
  const [opened, ...rest] = journalOf(steps, ...before, ...ended);
  if (opened?.kind !== "opened") throw new Error("a journal begins with the entry `opened`");
  return retryBegin([{ ...opened, workflow }, ...rest], workflows);
}

/** The failure of that step as a release wrote it down by which a retry begins there. */
const failedAt = (step: AnyStepName, retryFrom: AnyStepName = step, held = false) =>
  failed(step, { retryFrom, held });

test("a day that was not uploaded reads its file anew, also where an earlier release wrote the failure down", () => {
  expect(after("daily-batch", "upload-raw", failedAt("upload-raw"))).toBe("check-source");
  expect(after("daily-batch", "upload-raw", started("upload-raw"), canceled)).toBe("check-source");
  expect(after("daily-batch", "upload-script", failedAt("upload-script"))).toBe("check-source");
});

test("a day that was not published looks anew at the days that are, and counts nothing anew", () => {
  expect(after("daily-batch", "compare", failedAt("compare"))).toBe("audit");
  expect(after("daily-batch", "publish", failedAt("publish"))).toBe("audit");
  expect(after("daily-batch", "reconcile", failedAt("reconcile"))).toBe("reconcile");
});

test("a day that is held begins with its file, and a failure that says an earlier step begins there", () => {
  expect(after("daily-batch", "compare", failedAt("compare", "check-source", true))).toBe("check-source");
  expect(after("daily-batch", "reconcile", failedAt("reconcile", "process", true))).toBe("check-source");
  expect(after("daily-batch", "publish", failedAt("publish", "check-source"))).toBe("check-source");
});

test("a plan that could not be made clears first what stands in its way by now", () => {
  expect(after("deploy-stack", "plan", failedAt("plan"))).toBe("clear-remains");
});

test("a teardown looks anew at what goes, and asks anew whether it may, wherever it failed", () => {
  for (const step of [
    "stop-intake",
    "stop-cluster",
    "empty-lake",
    "delete-stack",
    "verify-nothing-left",
  ] as const)
    expect(after("teardown-stack", step, failedAt(step))).toBe("survey");
  expect(after("teardown-stack", "delete-stack", failedAt("delete-stack", "empty-lake"))).toBe("survey");
});

test("one that an earlier release had opened begins with the first that it has, so that it is before what was added", () => {
  const steps = stepNamesOf("teardown-stack").filter(
    (step) => !["survey", "approve", "pause"].includes(step),
  );
  const [opened, ...rest] = journalOf(steps, done("stop-intake"), failedAt("unprotect"));
  if (opened?.kind !== "opened") throw new Error("a journal begins with the entry `opened`");
  expect(retryBegin([{ ...opened, workflow: "teardown-stack" }, ...rest], workflows)).toBe("stop-intake");
});

test("a number that could not be marked as withdrawn is looked at anew", () => {
  expect(after("withdraw-day", "mark", failedAt("mark"))).toBe("look");
});

test("a forced day that a second person let run asks anew, wherever it failed; any other does not", () => {
  const steps = stepNamesOf("daily-batch");
  const begin = (names: readonly string[]) => {
    const [opened, ...rest] = journalOf(names, failedAt("process"));
    if (opened?.kind !== "opened") throw new Error("a journal begins with the entry `opened`");
    return retryBegin([{ ...opened, workflow: "daily-batch" }, ...rest], workflows);
  };
  expect(begin(steps)).toBe("look");
  expect(begin(steps.slice(2))).toBe("check-source");
});
