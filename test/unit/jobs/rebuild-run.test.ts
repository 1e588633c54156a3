import { describe, expect, test } from "vitest";
import type { Day } from "../../../src/domain/day.ts";
import { cardId, summaryId } from "../../../src/domain/messages/message-id.ts";
import { loansOf } from "../../../src/domain/runs/backfill.ts";
import { parseMemory } from "../../../src/domain/runs/card-memory.ts";
import { stepKey } from "../../../src/domain/runs/effect-names.ts";
import type { Entry } from "../../../src/domain/runs/journal.ts";
import { ITSELF } from "../../../src/domain/runs/run.ts";
import { numberedId } from "../../../src/domain/runs/run-id.ts";
import { progressOf } from "../../../src/domain/runs/run-progress.ts";
import { factsOf, workflowNames } from "../../../src/domain/workflows/index.ts";
import type { Spoken } from "../../../src/jobs/messages/announcer.ts";
import { rebuildRun } from "../../../src/jobs/recovery/rebuild-run.ts";
import type { WorldRun } from "../../../src/jobs/recovery/runs-from-traces.ts";
import { worldRuns } from "../../../src/jobs/recovery/runs-from-traces.ts";
import type { RestoredRun } from "../../../src/jobs/store/run-types.ts";
import { failed, released, retried } from "../../support/runs/journal.ts";
import type { Told } from "../../support/runs/run-views.ts";
import { done, runView, summaryOfToday } from "../../support/runs/run-views.ts";

test("a day that only its backfill tells of was opened when that one was, not now: its stack may be gone", () => {
  const run: WorldRun = {
    id: "batch-loans-2026-11-03-g1",
    workflow: "daily-batch",
    day: "2026-11-03" as Day,
    is: "told",
    attempt: 1,
    retriedAt: [],
    memory: null,
    said: [],
    asker: "U0OPERATOR",
    backfill: "backfill-loans-1",
  };
  const card = {
    id: cardId("backfill-loans-1"),
    ts: String(Date.parse("2026-11-05T08:00:00Z") / 1_000),
    asker: "U0OPERATOR",
    memory: null,
    schedule: null,
    summary: null,
    withdrawn: null,
  };
  const restored = rebuildRun(run, {
    messages: [card],
    sets: [],
    stack: "loans",
    channel: "C0LOANS",
    now: new Date("2026-11-20T08:00:00Z"),
  });
  expect(restored).toMatchObject({ openedAt: new Date("2026-11-05T08:00:00Z"), outcome: "succeeded" });
  if (restored === null) throw new Error("the day is left alone");
  expect(progressOf(journalOf(restored))).toMatchObject({
    state: "succeeded",
    tookMs: null,
    isRebuilt: true,
  });
});

test("how long a run took is told where its card says when it ended, and nowhere else", () => {
  const id = "batch-loans-2026-11-23-g1";
  const took = (...told: readonly Told[]) => {
    const { progress } = runView({ workflow: "daily-batch", id, day: "2026-11-23" as Day }, ...told);
    const card = {
      ...messageOf(cardId(id)),
      memory: parseMemory(JSON.stringify(progress.memory)),
    };
    const messages = [card, messageOf(summaryId(id))];
    const traces = { stack: "loans", steps: [], staged: [], keyed: [], current: null };
    const [run] = worldRuns({ ...traces, messages }).runs;
    const restored = run && rebuildRun(run, { messages, ...around });
    if (!restored) throw new Error("the day is left alone");
    return progressOf(journalOf(restored)).tookMs;
  };
  const begun: Told = { kind: "started", step: "check-source" };
  expect(took(begun, { kind: "finished", outcome: "succeeded", after: 21 })).toBe(25_000);
  expect(took(begun)).toBeNull();
});

test("a day whose summary somebody took away was told, as its card says, and has what the lake tells of it", () => {
  const id = "batch-loans-2026-11-23-g1";
  const { progress } = runView(
    { workflow: "daily-batch", id, day: "2026-11-23" as Day },
    { kind: "started", step: "check-source" },
    { kind: "finished", outcome: "succeeded" },
  );
  const card = { ...messageOf(cardId(id)), memory: parseMemory(JSON.stringify(progress.memory)) };
  const traces = { stack: "loans", steps: [], staged: [], keyed: [], current: null };
  const [run] = worldRuns({ ...traces, messages: [card] }).runs;
  const restored = run && rebuildRun(run, { messages: [card], ...around, counted: summaryOfToday });
  if (!restored) throw new Error("the day is left alone");
  const rebuilt = progressOf(journalOf(restored));
  expect(loansOf(rebuilt)).toBe(500);
  expect(rebuilt).toMatchObject({ state: "succeeded", tookMs: 8_000 });
});

const around = { sets: [], stack: "loans", channel: "C0LOANS", now: new Date("2026-11-24T08:00:00Z") };

const messageOf = (id: string): Spoken => ({
  id,
  ts: "1795195800.000100",
  asker: "U0OPERATOR",
  memory: null,
  schedule: null,
  summary: null,
  withdrawn: null,
});

/** As the store writes it down. */
function journalOf({ opened, asker, openedAt, happenings }: RestoredRun): readonly Entry[] {
  return [
    {
      happening: { kind: "opened" as const, ...opened },
      attempt: 1,
      actor: asker.user,
      at: openedAt.toISOString(),
    },
    ...happenings,
  ].map(
    ({ happening, ...by }, at) =>
      ({
        ...{ v: 1, seq: at + 1, fence: 0, at: around.now.toISOString(), actor: ITSELF },
        ...by,
        ...happening,
      }) as Entry,
  );
}

test("a deploy whose journal was lost is still wanted by who asked for it and by each who retried it", () => {
  const again = (user: string, attempt: number): readonly Told[] => [
    failed("plan"),
    { kind: "finished", outcome: "failed" },
    { ...retried("clear-remains"), by: user, attempt },
  ];
  const { progress } = runView(
    { workflow: "deploy-stack", id: "deploy-loans-1", askedBy: "U0OPERATOR" },
    ...again("U0SECOND", 2),
    ...again("U0OPERATOR", 3),
    ...again("U0THIRD", 4),
    ...done("clear-remains", "plan"),
  );
  const card = {
    id: cardId("deploy-loans-1"),
    ts: "1795195800.000100",
    asker: "U0OPERATOR",
    memory: parseMemory(JSON.stringify(progress.memory)),
    schedule: null,
    summary: null,
    withdrawn: null,
  };
  const [run] = worldRuns({
    stack: "loans",
    messages: [card],
    steps: [],
    staged: [],
    keyed: ["deploy-loans-1-plan-a4"],
    current: "deploy-loans-1",
  }).runs;
  if (run === undefined) throw new Error("the deploy is not seen");
  const restored = rebuildRun(run, {
    messages: [card],
    sets: ["deploy-loans-1-plan-a4"],
    stack: "loans",
    channel: "C0LOANS",
    now: new Date("2026-11-20T08:00:00Z"),
  });
  if (restored === null) throw new Error("the deploy is left alone");
  const rebuilt = [
    { happening: { kind: "opened", ...restored.opened }, attempt: 1, actor: restored.asker.user },
    ...restored.happenings,
  ].map(({ happening, ...by }, at) => ({ v: 1, seq: at + 1, fence: 0, ...by, ...happening }) as Entry);
  expect(progress.requesters.map(({ user }) => user)).toEqual(["U0OPERATOR", "U0SECOND", "U0THIRD"]);
  expect(progressOf(rebuilt)).toMatchObject({ attempt: 4, requesters: progress.requesters });
});

test("what a person let pass of a held day is let pass still, and the run goes on in that attempt", () => {
  const id = "batch-loans-2026-11-23-g1";
  const { progress } = runView(
    { workflow: "daily-batch", id, day: "2026-11-23" as Day },
    failed("check-source", { held: true }),
    { kind: "finished", outcome: "held" },
    { ...released("check-source"), by: "U0SECOND", attempt: 2 },
    { kind: "started", step: "check-source", attempt: 2 },
  );
  const card = {
    id: cardId(id),
    ts: "1795195800.000100",
    asker: "U0OPERATOR",
    memory: parseMemory(JSON.stringify(progress.memory)),
    schedule: null,
    summary: null,
    withdrawn: null,
  };
  const traces = { stack: "loans", messages: [card], steps: [], staged: [], keyed: [], current: null };
  const [run] = worldRuns(traces).runs;
  if (run === undefined) throw new Error("the day is not seen");
  expect(run).toMatchObject({ is: "going", attempt: 2 });
  const restored = rebuildRun(run, {
    messages: [card],
    sets: [],
    stack: "loans",
    channel: "C0LOANS",
    now: new Date("2026-11-20T08:00:00Z"),
  });
  expect(restored).toMatchObject({
    outcome: null,
    happenings: [{ happening: released("check-source"), attempt: 2, actor: "U0SECOND" }],
  });
});

describe("a number that was taken back stays so when Redis is emptied:", () => {
  const day = "2026-11-23" as Day;
  const id = "batch-loans-2026-11-23-g2";
  const withdrawal = {
    ...{ by: "U0OPERATOR", at: "2026-11-23T04:00:24.000Z", reason: "another bank's file" },
    ...{ runId: "withdraw-loans-2026-11-23-g1", instead: { runId: "batch-loans-2026-11-23-g1", loans: 500 } },
  };
  const message = { ts: "1795195800.000100", asker: null, memory: null, schedule: null, summary: null };
  const told = { ...message, id: summaryId(id), withdrawn: null };
  const restored = (messages: readonly Spoken[]) => {
    const traces = { stack: "loans", messages, steps: [], staged: [], keyed: [], current: null };
    const run = worldRuns(traces).runs.find((one) => one.id === id);
    if (run === undefined) throw new Error("the day is not seen");
    const now = new Date("2026-11-24T08:00:00Z");
    const rebuilt = rebuildRun(run, { messages, sets: [], stack: "loans", channel: "C0LOANS", now });
    return { outcome: rebuilt?.outcome, last: rebuilt?.happenings.at(-1)?.happening };
  };

  test("its summary says so", () => {
    expect(restored([{ ...told, withdrawn: withdrawal }])).toEqual({
      outcome: "succeeded",
      last: { kind: "withdrawn", withdrawal },
    });
    expect(restored([told])).toEqual({
      outcome: "succeeded",
      last: { kind: "finished", outcome: "succeeded", isForgotten: true },
    });
  });

  test("or the card of the run that took it back, once that has ended well", () => {
    const look = {
      told: { runId: id, loans: 512 },
      former: { runId: "batch-loans-2026-11-23-g1", loans: 500, location: "s3://lake/stage/" },
      isShown: true,
    };
    const cardOf = (...more: readonly Told[]) => {
      const { progress } = runView(
        { workflow: "withdraw-day", id: withdrawal.runId, day, askedBy: "U0OPERATOR" },
        { kind: "started", step: "look", after: 0 },
        { kind: "done", step: "look", output: look },
        ...more,
      );
      const input = { day, reason: withdrawal.reason, told: id };
      const memory = parseMemory(JSON.stringify({ ...progress.memory, input }));
      return { ...message, id: cardId(withdrawal.runId), asker: "U0OPERATOR", memory, withdrawn: null };
    };
    const ended = cardOf(...done("unpublish", "check", "mark", "tell"), {
      kind: "finished",
      outcome: "succeeded",
    });
    expect(restored([told, ended]).last).toEqual({ kind: "withdrawn", withdrawal });
    const yes = { kind: "approved", step: "approve", by: "U0APPROVER" } as const;
    const approved = cardOf(yes, { kind: "finished", outcome: "succeeded" });
    expect(restored([told, approved]).last).toMatchObject({
      withdrawal: { by: "U0OPERATOR", approvedBy: "U0APPROVER" },
    });
    expect(restored([told, cardOf()]).last).toEqual({
      kind: "finished",
      outcome: "succeeded",
      isForgotten: true,
    });
  });
});

test.each(workflowNames)("an approval of %s is taken over with its plan alone", (workflow) => {
  const waits = factsOf(workflow).approval?.waits;
  if (!waits) return;
  const id = numberedId({ workflow, target: { stack: "loans", day: null } }, 1);
  const days = { from: "2026-11-01", until: "2026-11-02" };
  const entry = (kind: "done" | "approved", step: string) =>
    ({
      v: 1,
      seq: 1,
      at: "2026-11-20T07:00:00.000Z",
      fence: 0,
      attempt: 1,
      actor: "U0APPROVER",
      kind,
      step,
    }) as Entry;
  const keeps = (said: readonly Entry[], sets: readonly string[]) => {
    const memory = { version: 1, input: days, openedAt: "2026-11-20T06:00:00.000Z", happened: said };
    const restored = rebuildRun(
      {
        ...{ id, workflow, day: null, is: "going", attempt: 1, retriedAt: [], memory, said },
        ...{ asker: "U0OPERATOR", backfill: null },
      },
      { messages: [], sets, stack: "loans", channel: "C0LOANS", now: new Date("2026-11-20T08:00:00Z") },
    );
    return restored?.happenings.some(({ happening }) => happening.kind === "approved");
  };
  const approved = entry("approved", waits.step);
  expect(keeps([approved], [])).toBe(false);
  expect(keeps([approved], [stepKey({ runId: id, step: waits.planStep, attempt: 2 })])).toBe(false);
  expect(keeps([approved], [stepKey({ runId: id, step: waits.planStep, attempt: 1 })])).toBe(true);
  expect(keeps([entry("done", waits.planStep), approved], [])).toBe(true);
});

test("a run whose journal was lost remembers that a step was tried once more by itself, or may have been, so that it is not again", () => {
  const id = "batch-loans-2026-11-03-g1";
  const because = { step: "process", problem: { code: "node-lost", says: "a node was lost", remedy: "" } };
  const { progress } = runView(
    { workflow: "daily-batch", id, day: "2026-11-03" as Day },
    { kind: "retried", step: "check-source", because, attempt: 2 },
    { kind: "retried", step: "process", isForgotten: true, attempt: 3 },
    ...done("check-source"),
  );
  const card = {
    id: cardId(id),
    ts: "1795195800.000100",
    asker: "U0OPERATOR",
    memory: parseMemory(JSON.stringify(progress.memory)),
    schedule: null,
    summary: null,
    withdrawn: null,
  };
  const [run] = worldRuns({
    ...{ stack: "loans", messages: [card], staged: [], keyed: [], current: null },
    steps: [],
  }).runs;
  if (run === undefined) throw new Error("the day is not seen");
  const about = { messages: [card], sets: [], stack: "loans", channel: "C0LOANS", now: new Date() };
  expect(rebuildRun(run, about)?.happenings).toMatchObject([
    { happening: { kind: "retried", step: "check-source", because }, attempt: 2, actor: ITSELF },
    { happening: { kind: "retried", step: "process", isForgotten: true }, attempt: 3 },
  ]);
});

test("a retry that the card had not told of yet is one of which neither who nor why is known", () => {
  const id = "batch-loans-2026-11-03-g1";
  const { progress } = runView(
    { workflow: "daily-batch", id, day: "2026-11-03" as Day },
    // By the schedule, which says no reason either: known all the same.
    { ...retried("check-source"), attempt: 2 },
    ...done("check-source"),
  );
  const memory = parseMemory(JSON.stringify(progress.memory));
  const card = {
    ...{ id: cardId(id), ts: "1795195800.000100", asker: "U0OPERATOR", memory, schedule: null },
    summary: null,
    withdrawn: null,
  };
  const step = { isSettled: false, isCompleted: false };
  const [run] = worldRuns({
    ...{ stack: "loans", messages: [card], staged: [], keyed: [], current: null },
    steps: ["1-in", "2-count", "3-out"].map((name) => ({ name: `lt/${id}/a3/${name}`, ...step })),
  }).runs;
  if (run === undefined) throw new Error("the day is not seen");
  const about = { messages: [card], sets: [], stack: "loans", channel: "C0LOANS", now: new Date() };
  expect(rebuildRun(run, about)?.happenings).toEqual([
    {
      happening: { kind: "retried", step: "check-source" },
      attempt: 2,
      actor: ITSELF,
      at: expect.any(String),
    },
    { happening: { kind: "retried", step: "process", isForgotten: true }, attempt: 3 },
  ]);
});
