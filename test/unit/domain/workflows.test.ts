import { expect, test } from "vitest";
import type { RunCommand } from "../../../src/domain/commands/command.ts";
import { workflowAskedFor } from "../../../src/domain/commands/command.ts";
import type { Day } from "../../../src/domain/day.ts";
import { deployFacts } from "../../../src/domain/workflows/deploy-facts.ts";
import { factsOf, stepTitle, workflowNames } from "../../../src/domain/workflows/index.ts";
import { outputOf } from "../../../src/domain/workflows/workflow-facts.ts";
import { workflows } from "../../../src/jobs/workflows/index.ts";

test.each(workflowNames)(
  "%s has the name, the version and the steps of its facts, in their order",
  (name) => {
    const { version, steps } = factsOf(name);
    const built = workflows[name];
    expect({ name: built.name, version: built.version, steps: built.steps.map((step) => step.name) }).toEqual(
      {
        name,
        version,
        steps: Object.keys(steps),
      },
    );
  },
);

test.each(workflowNames)(
  "%s waits for a person at a step that it has, and plans anew from an earlier one",
  (name) => {
    const { approval, steps } = factsOf(name);
    const waits = workflows[name].steps.filter(({ step }) => "late" in step).map((step) => step.name);
    expect(waits).toEqual(approval?.waits ? [approval.waits.step] : []);
    if (!approval?.waits) return;
    const names = Object.keys(steps);
    const [plan, wait] = [approval.waits.planStep, approval.waits.step].map((step) => names.indexOf(step));
    expect(plan).toBeGreaterThanOrEqual(0);
    expect(plan).toBeLessThan(wait ?? -1);
  },
);

test("no two workflows share the beginning of their ids, or the title of a step for two things", () => {
  const verbs = workflowNames.map((name) => factsOf(name).verb);
  const begins = verbs.flatMap((verb) => verbs.filter((other) => `${other}-`.startsWith(`${verb}-`)));
  expect(begins.toSorted()).toEqual(verbs.toSorted());
  for (const name of workflowNames) {
    for (const [step, { title }] of Object.entries(factsOf(name).steps)) expect(stepTitle(step)).toBe(title);
  }
});

test("each workflow is asked for by the command of its facts, and no run by another", () => {
  const day = "2026-11-23" as Day;
  const asking: readonly RunCommand[] = [
    { name: "deploy" },
    { name: "teardown" },
    { name: "run", day, force: false },
    { name: "run", day, until: day, force: false },
    { name: "withdraw", day, why: "wrong" },
  ];
  const opened = asking.map((command) => [workflowAskedFor(command), command.name]);
  expect(opened.toSorted()).toEqual(workflowNames.map((name) => [name, factsOf(name).command]).toSorted());
});

test("a step that no workflow has any more is told by its name", () => {
  expect(stepTitle("weigh-the-lake")).toBe("weigh the lake");
});

test("what a step left is read where it is of this form, and is nothing where it is not there, or of another", () => {
  const left = (output: unknown) => outputOf(deployFacts, { steps: [{ name: "plan", output }] }, "plan");
  const changes = [{ action: "add", logicalId: "Lake", type: "AWS::S3::Bucket" }];
  expect(left({ kind: "create", changes, stackId: "arn" })).toEqual({ kind: "create", changes });
  expect(left(undefined)).toBeNull();
  expect(left({ kind: "guess" })).toBeNull();
  expect(outputOf(deployFacts, { steps: [] }, "plan")).toBeNull();
});
