import { describe, expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import { releasing } from "../../../../src/domain/runs/day-number/release.ts";
import { released } from "../../../support/runs/journal.ts";
import type { Told } from "../../../support/runs/run-views.ts";
import { done, runView } from "../../../support/runs/run-views.ts";

const identity = {
  workflow: "daily-batch",
  id: "batch-loan-tracker-2026-11-23-g1",
  day: "2026-11-23" as Day,
} as const;
const verdictOn = (...told: readonly Told[]) => releasing("daily-batch", runView(identity, ...told).progress);
const ends = (outcome: "succeeded" | "failed" | "held" | "canceled"): Told => ({ kind: "finished", outcome });

const of = { file: "a1b2c3d4" };
const heldBy = (...rules: readonly string[]): readonly Told[] => [
  ...done("check-source"),
  {
    kind: "failed",
    step: "audit",
    held: true,
    retryFrom: "check-source",
    problem: {
      code: "day-held",
      says: "it does not add up",
      remedy: "mend it",
      ...(rules.length > 0 ? { holds: rules.map((rule) => ({ rule, says: `${rule} holds it`, of })) } : {}),
    },
  },
  ends("held"),
];
const by: Told = { ...released("audit"), by: "U0SECOND", attempt: 2 };

const withdrawal = {
  ...{ by: "U0OPERATOR", at: "2026-11-23T06:00:00.000Z", reason: "wrong", runId: "withdraw-1" },
  instead: null,
};

describe("a held day can be released", () => {
  test("from the very step that held it, with all that holds it", () => {
    expect(verdictOn(...heldBy("malformed", "total-range"))).toEqual({
      can: true,
      step: "audit",
      since: "2026-11-23T04:00:12.000Z",
      holds: [
        { rule: "malformed", says: "malformed holds it", of },
        { rule: "total-range", says: "total-range holds it", of },
      ],
    });
  });

  test("once more, where something else holds it after a release", () => {
    expect(verdictOn(...heldBy("malformed"), by, ...heldBy("total-range"))).toMatchObject({
      can: true,
      holds: [{ rule: "total-range" }],
    });
  });
});

describe("it cannot,", () => {
  const because = (...told: readonly Told[]) => {
    const verdict = verdictOn(...told);
    return verdict.can ? "it can" : verdict.because;
  };

  test("where one rule of it is nobody's to release", () => {
    expect(because(...heldBy("malformed", "sums-differ", "encoding"))).toBe(
      "nobody can let this pass: sums-differ holds it; encoding holds it. What helps: mend the file or the Spark script, put a file of the encoding that the contract names in its place, or name its own in the contract and restart the app, which reads it at its start, then press Retry",
    );
  });

  test("where an earlier version did not write down what holds it", () => {
    expect(because(...heldBy())).toContain("press Retry to have it judged anew");
  });

  test.each([
    ["nobody has begun", [], "it is being counted, and whether anything holds it shows at its end"],
    ["is being counted", done("check-source"), "it is being counted"],
    [
      "was withdrawn",
      [...done("check-source"), ends("succeeded"), { kind: "withdrawn", withdrawal } as const],
      "its number was withdrawn",
    ],
    ["was told", [...done("check-source"), ends("succeeded")], "it is told already"],
    ["was canceled", [{ kind: "canceled", reason: "" }, ends("canceled")], "it was canceled"],
    ["is just ending", [{ kind: "canceled", reason: "" }], "it is just ending"],
    [
      "has failed",
      [
        {
          kind: "failed",
          step: "check-source",
          held: false,
          retryFrom: "check-source",
          problem: { code: "source-missing", says: "it is not there", remedy: "put it there" },
        },
        ends("failed"),
      ],
      "it has failed and is not held",
    ],
  ] satisfies [string, readonly Told[], string][])("of a day that %s", (_, told, says) => {
    expect(because(...told)).toContain(says);
  });

  test("where somebody was first, whom the answer names", () => {
    expect(verdictOn(...heldBy("malformed"), by)).toMatchObject({
      because: "it was released already, and is being counted",
      first: { by: "U0SECOND", reason: "the bank knows", heldSince: "2026-11-23T04:00:00.000Z" },
    });
  });

  test("of anything but a day's batch", () => {
    const { progress } = runView({ workflow: "deploy-stack", id: "deploy-loan-tracker-1" });
    expect(releasing("deploy-stack", progress)).toMatchObject({ can: false });
  });
});
