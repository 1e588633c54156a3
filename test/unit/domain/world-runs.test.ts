import { describe, expect, test } from "vitest";
import type { WorldTraces } from "../../../src/domain/world-runs.ts";
import { worldRuns } from "../../../src/domain/world-runs.ts";

const nothing: WorldTraces = {
  stack: "loans",
  messages: [],
  steps: [],
  staged: [],
  operations: [],
  current: null,
};

const said = (...ids: readonly string[]) => ids.map((id, at) => ({ id, ts: `17${at}.000100` }));

type Ending = "completed" | "failed" | "pending";
const steps = (run: string, ...endings: readonly Ending[]) =>
  endings.map((ending, at) => ({
    name: `lt/${run}/${["1-in", "2-count", "3-out"][at]}`,
    isSettled: ending !== "pending",
    isCompleted: ending === "completed",
  }));

test("an empty world leaves all numbers at their beginning", () => {
  expect(worldRuns(nothing)).toEqual({ batches: [], numbers: {} });
});

describe("numbers", () => {
  test("are the highest of change sets, tokens and cards", () => {
    const { numbers } = worldRuns({
      ...nothing,
      operations: ["deploy-loans-2-plan-a1", "deploy-loans-3-apply-a2", "teardown-loans-1-delete-stack-a1"],
      messages: said("card-deploy-loans-11", "card-teardown-loans-4", "card-backfill-loans-2"),
    });
    expect(numbers).toEqual({ "deploy-loans": 11, "teardown-loans": 4, "backfill-loans": 2 });
  });

  test("leave that of a deploy free which is still underway, so that it is adopted under it", () => {
    const { numbers } = worldRuns({
      ...nothing,
      operations: ["deploy-loans-3-plan-a1"],
      current: "deploy-loans-3",
    });
    expect(numbers).toEqual({ "deploy-loans": 2 });
  });

  test("are not taken from another stack whose name begins alike", () => {
    const { numbers, batches } = worldRuns({
      ...nothing,
      messages: said(
        "card-deploy-loans-eu-7",
        "card-batch-loans-eu-2026-11-23-g1",
        "summary-batch-loans-2026-13-01-g1",
      ),
      operations: ["deploy-loans-eu-8-plan-a1", "somebody-elses-change"],
    });
    expect({ numbers, batches }).toEqual({ numbers: {}, batches: [] });
  });

  test("of a day's generation come from its output too, when the cluster has been replaced", () => {
    const { numbers } = worldRuns({
      ...nothing,
      staged: ["stage/loan_tracker/insert_date=2026-11-23/run=batch-loans-2026-11-23-g2-a3/_SUCCESS"],
    });
    expect(numbers).toEqual({ "batch-loans-2026-11-23": 2 });
  });
});

describe("a batch", () => {
  const run = "batch-loans-2026-11-23-g1";
  const only = (traces: Partial<WorldTraces>) => worldRuns({ ...nothing, ...traces }).batches;
  const all: readonly Ending[] = ["completed", "completed", "completed"];

  test("whose summary stands in the channel was told", () => {
    expect(
      only({ messages: said(`card-${run}`, `summary-${run}`), steps: steps(`${run}/a1`, ...all) }),
    ).toEqual([{ id: run, day: "2026-11-23", is: "told", attempt: 1 }]);
  });

  test("that EMR works on goes on, also when EMR is through and nobody was told", () => {
    expect(only({ steps: steps(`${run}/a1`, "completed", "pending", "pending") })).toMatchObject([
      { is: "going" },
    ]);
    expect(only({ steps: steps(`${run}/a1`, ...all) })).toMatchObject([{ is: "going" }]);
  });

  test("goes on in its newest attempt, whatever became of the ones before", () => {
    const traces = { steps: [...steps(`${run}/a1`, "completed", "failed"), ...steps(`${run}/a2`, ...all)] };
    expect(only(traces)).toMatchObject([{ is: "going", attempt: 2 }]);
  });

  test("whose newest attempt failed, or is there in part, is broken", () => {
    expect(only({ steps: steps(`${run}/a1`, "completed", "failed", "failed") })).toMatchObject([
      { is: "broken" },
    ]);
    expect(only({ steps: steps(`${run}/a1`, "pending") })).toMatchObject([{ is: "broken" }]);
  });

  test("of which only the card is there has begun", () => {
    expect(only({ messages: said(`card-${run}`) })).toMatchObject([{ is: "begun", attempt: 1 }]);
  });

  test("comes before a later day's", () => {
    const messages = said("card-batch-loans-2026-11-24-g1", `card-${run}`);
    expect(only({ messages }).map(({ day }) => day)).toEqual(["2026-11-23", "2026-11-24"]);
  });
});
