import { expect, test } from "vitest";
import { withAddedSteps } from "../../../../src/domain/runs/added-steps.ts";
import type { Entry, Happening } from "../../../../src/domain/runs/journal.ts";
import { stepNamesOf, stepsFor } from "../../../../src/domain/workflows/index.ts";

/** Of a day that nobody else is asked about. */
const now = stepsFor("daily-batch", {});
/** As the first release had them. */
const before = now.filter((step) => step !== "compare");

function journal(
  opened: { readonly version: number; readonly steps: readonly string[] },
  ...happened: readonly Happening[]
) {
  const first: Happening = {
    kind: "opened",
    workflow: "daily-batch",
    input: {},
    ...opened,
    steps: [...opened.steps],
  };
  let attempt = 1;
  return [first, ...happened].map((happening, index) => {
    if (happening.kind === "retried") attempt += 1;
    const common = {
      v: 1,
      seq: index + 1,
      at: "2026-11-23T04:00:00.000Z",
      fence: 1,
      attempt,
      actor: "loan-tracker",
    };
    return { ...common, ...happening } as Entry;
  });
}

const v1 = { version: 1, steps: before };
const begun = (step: string): Happening => ({ kind: "started", step });
const done = (step: string): Happening => ({ kind: "done", step, output: null });
const stepsOf = (entries: readonly Entry[]) => {
  const [opened] = withAddedSteps(entries);
  return opened?.kind === "opened" ? { version: opened.version, steps: opened.steps } : null;
};

test("a run of before goes on with a step that was added, as long as that is ahead", () => {
  for (const happened of [[], [begun("process")], [done("audit")], [done("audit"), begun("compare")]]) {
    expect(stepsOf(journal(v1, ...happened))).toEqual({ version: 3, steps: now });
  }
  const all = journal(v1, begun("check-source"));
  expect(withAddedSteps(all).slice(1)).toEqual(all.slice(1));
});

test("one that was past it stays as it was, until a retry puts it ahead again", () => {
  const past = [done("audit"), done("publish"), { kind: "finished", outcome: "failed" }] as const;
  expect(stepsOf(journal(v1, ...past))).toEqual(v1);
  const retried = { kind: "retried", step: "check-source" } as const;
  expect(stepsOf(journal(v1, ...past, retried))).toEqual({ version: 3, steps: now });
  // From there on it is one of now, however far it comes.
  const further = [begun("compare"), done("compare"), begun("publish")];
  expect(stepsOf(journal(v1, ...past, retried, ...further))).toEqual({ version: 3, steps: now });
});

test("one of now, one of other steps and one of a later release stay as they are", () => {
  const others = [
    { version: 3, steps: now },
    { version: 1, steps: ["check-source", "look-around"] },
    { version: 1, steps: before.toReversed() },
    { version: 4, steps: before },
  ];
  for (const opened of others) expect(stepsOf(journal(opened))).toEqual(opened);
});

test("one that was written down again after Redis was emptied has the steps of now already", () => {
  expect(stepsOf(journal({ version: 1, steps: now }, begun("process")))).toEqual({ version: 3, steps: now });
});

test("of a teardown the questions that it is past are left out, and those that are ahead are asked", () => {
  const all = stepNamesOf("teardown-stack");
  const asks = ["survey", "approve", "pause"];
  const old = { version: 1, steps: all.filter((step) => !asks.includes(step)) };
  const of = (...happened: readonly Happening[]) =>
    stepsOf(
      journal(old, ...happened).map((entry) =>
        entry.kind === "opened" ? { ...entry, workflow: "teardown-stack" as const } : entry,
      ),
    );
  expect(of()).toEqual({ version: 2, steps: all });
  expect(of(begun("stop-intake"))).toEqual({ version: 2, steps: old.steps });
  const again = { kind: "retried", step: "stop-intake" } as const;
  expect(of(done("stop-intake"), again)).toEqual({ version: 2, steps: all });
  expect(
    of(done("stop-intake"), again, done("survey"), done("approve"), done("pause"), begun("stop-intake")),
  ).toEqual({
    version: 2,
    steps: all,
  });
});
