import { describe, expect, test } from "vitest";
import type { Day } from "../../../src/domain/day.ts";
import { cardId, summaryId } from "../../../src/domain/messages/message-id.ts";
import { parseMemory } from "../../../src/domain/runs/card-memory.ts";
import type { WorldTraces } from "../../../src/jobs/recovery/runs-from-traces.ts";
import { worldRuns } from "../../../src/jobs/recovery/runs-from-traces.ts";
import type { RunView } from "../../../src/jobs/requests/run-view.ts";
import { canceled, failed, retried } from "../../support/runs/journal.ts";
import type { Told } from "../../support/runs/run-views.ts";
import { runView } from "../../support/runs/run-views.ts";

const nothing: WorldTraces = {
  stack: "loans",
  messages: [],
  steps: [],
  staged: [],
  keyed: [],
  current: null,
};

const said = (...ids: readonly string[]) =>
  ids.map((id, at) => ({ id, ts: `17${at}.000100`, asker: null, memory: null }));

/** The card of a run whose journal holds what happened. */
const card = (view: RunView) => ({
  id: cardId(view.run.id),
  ts: "170.000100",
  asker: view.run.askedBy.user,
  memory: parseMemory(JSON.stringify(view.progress.memory)),
});

type Ending = "completed" | "failed" | "pending";
const steps = (run: string, ...endings: readonly Ending[]) =>
  endings.map((ending, at) => ({
    name: `lt/${run}/${["1-in", "2-count", "3-out"][at]}`,
    isSettled: ending !== "pending",
    isCompleted: ending === "completed",
  }));

test("an empty world leaves all numbers at their beginning", () => {
  expect(worldRuns(nothing)).toEqual({ runs: [], numbers: {} });
});

describe("numbers", () => {
  test("are the highest of change sets, tokens and cards", () => {
    const { numbers } = worldRuns({
      ...nothing,
      keyed: ["deploy-loans-2-plan-a1", "deploy-loans-3-apply-a2", "teardown-loans-1-delete-stack-a1"],
      messages: said(cardId("deploy-loans-11"), cardId("teardown-loans-4"), cardId("backfill-loans-2")),
    });
    expect(numbers).toEqual({ "deploy-loans": 11, "teardown-loans": 4, "backfill-loans": 2 });
  });

  test("leave that of a deploy free which is still underway, so that it is adopted under it", () => {
    const { numbers } = worldRuns({
      ...nothing,
      keyed: ["deploy-loans-3-plan-a1"],
      current: "deploy-loans-3",
    });
    expect(numbers).toEqual({ "deploy-loans": 2 });
  });

  test("are not taken from another stack whose name begins alike", () => {
    const { numbers, runs } = worldRuns({
      ...nothing,
      messages: said(
        cardId("deploy-loans-eu-7"),
        cardId("batch-loans-eu-2026-11-23-g1"),
        summaryId("batch-loans-2026-13-01-g1"),
      ),
      keyed: ["deploy-loans-eu-8-plan-a1", "somebody-elses-change"],
    });
    expect({ numbers, runs }).toEqual({ numbers: {}, runs: [] });
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
  const only = (traces: Partial<WorldTraces>) => worldRuns({ ...nothing, ...traces }).runs;
  const all: readonly Ending[] = ["completed", "completed", "completed"];

  test("whose summary stands in the channel was told", () => {
    expect(
      only({ messages: said(cardId(run), summaryId(run)), steps: steps(`${run}/a1`, ...all) }),
    ).toMatchObject([{ id: run, day: "2026-11-23", is: "told", attempt: 1 }]);
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
    expect(only({ messages: said(cardId(run)) })).toMatchObject([{ is: "begun", attempt: 1 }]);
  });

  test("comes before a later day's", () => {
    const messages = said(cardId("batch-loans-2026-11-24-g1"), cardId(run));
    expect(only({ messages }).map(({ day }) => day)).toEqual(["2026-11-23", "2026-11-24"]);
  });
});

describe("an attempt after the first", () => {
  const run = "batch-loans-2026-11-23-g1";
  const batch = (...told: readonly Told[]) =>
    card(runView({ workflow: "daily-batch", id: run, day: "2026-11-23" as Day }, ...told));
  const only = (traces: Partial<WorldTraces>) => worldRuns({ ...nothing, ...traces }).runs[0];
  const finished: Told = { kind: "finished", outcome: "failed" };

  test("is told from the names of what it made, and began where it left the first trace", () => {
    expect(
      only({ keyed: [`${run}-publish-a1-1-add-partition`, `${run}-publish-a3-1-add-partition`] }),
    ).toMatchObject({ attempt: 3, retriedAt: ["publish", "publish"] });
    expect(
      only({ staged: [`stage/x/run=${run}-a2/_SUCCESS`], keyed: [`${run}-reconcile-a2-1-x`] }),
    ).toMatchObject({
      attempt: 2,
      retriedAt: ["process"],
    });
  });

  test("began where its card says", () => {
    const messages = [batch(failed("publish"), finished, { ...retried("check-source"), attempt: 2 })];
    expect(only({ messages })).toMatchObject({
      is: "going",
      attempt: 2,
      retriedAt: ["check-source"],
      said: [],
    });
  });

  test("is newer than a card that still tells of the one before", () => {
    const messages = [batch(failed("process"), finished)];
    expect(only({ messages })).toMatchObject({ is: "ended", attempt: 1 });
    expect(only({ messages, steps: steps(`${run}/a2`, "pending", "pending", "pending") })).toMatchObject({
      is: "going",
      attempt: 2,
      said: [],
    });
  });

  test("of a deploy is adopted with it, also without a card", () => {
    const traces = {
      keyed: ["deploy-loans-3-plan-a1", "deploy-loans-3-apply-a2"],
      current: "deploy-loans-3",
    };
    expect(worldRuns({ ...nothing, ...traces })).toMatchObject({
      runs: [{ id: "deploy-loans-3", is: "going", attempt: 2, retriedAt: ["apply"] }],
      numbers: { "deploy-loans": 3 },
    });
  });
});

describe("a run whose card is there", () => {
  const deploy = (...told: readonly Told[]) =>
    card(runView({ workflow: "deploy-stack", id: "deploy-loans-3" }, ...told));
  const only = (...messages: readonly ReturnType<typeof card>[]) => worldRuns({ ...nothing, messages }).runs;

  test("goes on unless the card tells its end", () => {
    expect(only(deploy())).toMatchObject([{ id: "deploy-loans-3", is: "going", asker: "U0OPERATOR" }]);
    expect(only(deploy(canceled, { kind: "finished", outcome: "canceled" }))).toMatchObject([
      { is: "ended" },
    ]);
  });

  test("is left alone when there is a newer one", () => {
    const newer = card(runView({ workflow: "deploy-stack", id: "deploy-loans-4" }));
    expect(only(deploy(), newer).map(({ id, is }) => `${id} ${is}`)).toEqual([
      "deploy-loans-3 begun",
      "deploy-loans-4 going",
    ]);
  });

  test("is not gone on with when something was opened after it: a teardown would delete what was built since", () => {
    const teardown = card(runView({ workflow: "teardown-stack", id: "teardown-loans-1" }));
    const later = deploy({ kind: "finished", outcome: "succeeded" });
    const since = {
      ...later,
      memory: later.memory && { ...later.memory, openedAt: "2026-11-24T04:00:00.000Z" },
    };
    const fate = (current: string | null) =>
      worldRuns({ ...nothing, messages: [teardown, since], current }).runs.map(({ id, is }) => `${id} ${is}`);
    expect(only(teardown)).toMatchObject([{ is: "going" }]);
    expect(fate(null)).toEqual(["deploy-loans-3 ended", "teardown-loans-1 begun"]);
    expect(fate("teardown-loans-1")).toEqual(["deploy-loans-3 ended", "teardown-loans-1 going"]);
  });

  test("keeps what people said of its newest attempt", () => {
    const [run] = only(deploy({ kind: "approved", step: "approve", by: "U0APPROVER" }));
    expect(run?.said).toMatchObject([{ kind: "approved", actor: "U0APPROVER" }]);
  });

  test("and whose mark is not of this format is known by its number alone", () => {
    const message = { ...deploy(), memory: parseMemory('{"version":1}') };
    expect(only(message)).toMatchObject([{ is: "begun" }]);
    expect(worldRuns({ ...nothing, messages: [message] }).numbers).toEqual({ "deploy-loans": 3 });
  });
});

test("all days of a backfill that ended well were told by its card, the last one too, of which it has no row", () => {
  const planned = ["2026-11-02", "2026-11-03"].map((date) => ({
    day: date,
    does: "run",
    runId: null,
    total: null,
  }));
  const backfill = runView(
    { workflow: "backfill", id: "backfill-loans-1", day: "2026-11-02" as Day, until: "2026-11-03" as Day },
    { kind: "done", step: "preview", output: { days: planned } },
    { kind: "approved", step: "approve" },
    { kind: "seen", step: "days", progress: { items: [{ name: "2026-11-02", state: "done" }] } },
    { kind: "finished", outcome: "succeeded" },
  );
  const { runs } = worldRuns({
    ...nothing,
    messages: [card(backfill)],
    steps: steps("batch-loans-2026-11-03-g1/a1", "completed", "completed", "completed"),
  });
  expect(runs).toMatchObject([
    { id: "batch-loans-2026-11-02-g1", is: "told" },
    { id: "batch-loans-2026-11-03-g1", is: "told" },
    { id: "backfill-loans-1", is: "ended" },
  ]);
});

test("days of a backfill are told by its card: those that are done, and those that AWS works on", () => {
  const day = (date: string, does: string, runId: string | null = null) => ({
    day: date,
    does,
    runId,
    total: null,
  });
  const days = [
    day("2026-11-02", "skip", "batch-loans-2026-11-02-g1"),
    day("2026-11-03", "again", "batch-loans-2026-11-03-g1"),
    day("2026-11-04", "run"),
    day("2026-11-05", "run"),
    // It had a run on a stack that is gone.
    day("2026-11-06", "run", "batch-loans-2026-11-06-g2"),
  ];
  const backfill = runView(
    { workflow: "backfill", id: "backfill-loans-1", day: "2026-11-02" as Day, until: "2026-11-06" as Day },
    { kind: "done", step: "preview", output: { days } },
    { kind: "approved", step: "approve" },
    {
      kind: "seen",
      step: "days",
      progress: { items: ["2026-11-03", "2026-11-06"].map((name) => ({ name, state: "done" as const })) },
    },
  );
  const { runs } = worldRuns({
    ...nothing,
    messages: [card(backfill)],
    steps: steps("batch-loans-2026-11-04-g1/a1", "completed", "pending", "pending"),
  });
  expect(runs).toMatchObject([
    { id: "batch-loans-2026-11-03-g2", is: "told", backfill: "backfill-loans-1" },
    { id: "batch-loans-2026-11-04-g1", is: "going", backfill: "backfill-loans-1", asker: "U0OPERATOR" },
    { id: "batch-loans-2026-11-06-g3", is: "told", backfill: "backfill-loans-1" },
    { id: "backfill-loans-1", is: "going" },
  ]);
});
