import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, expect, test } from "vitest";
import { retriableRuns } from "../../src/bot/find-run.ts";
import type { Day } from "../../src/domain/day.ts";
import type { Outcome } from "../../src/domain/runs/run.ts";
import type { WorkflowName } from "../../src/domain/workflows/index.ts";
import { stepsFor } from "../../src/domain/workflows/index.ts";
import type { Pressed } from "../../src/jobs/requests/requests.ts";
import { workflows } from "../../src/jobs/workflows/index.ts";
import type { OwnTimetable } from "../support/engine/own-timetable.ts";
import { ownTimetable } from "../support/engine/own-timetable.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";

/** What a press comes to whose run has moved on, or was made history by newer ones, on a real Redis. */

const { redis, stop } = await startConnectedRedis();
afterAll(stop);

let own: OwnTimetable;
let minutes = 0;

beforeEach(async () => {
  own = await ownTimetable(redis);
  minutes = 0;
});

function later(): void {
  minutes += 1;
  own.clockShows(new Date(Date.UTC(2026, 10, 20, 12, minutes)).toISOString());
}

/** A run that was asked for, and came to that end at that step. */
async function was(
  name: WorkflowName,
  outcome: Outcome,
  { at, day = null }: { readonly at?: string; readonly day?: string | null } = {},
): Promise<string> {
  const runId = await asked(name, day);
  await ends(runId, outcome, at);
  return runId;
}

async function asked(name: WorkflowName, day: string | null = null): Promise<string> {
  later();
  const { version } = workflows[name];
  const { runId } = await own.runStore.open({
    workflow: name,
    version,
    steps: stepsFor(name, {}),
    target: { stack: "loans", day: day as Day | null },
    input: {},
    asker: { user: "U0OPERATOR", channel: "C0LOANS" },
    requestKey: randomUUID(),
    force: false,
  });
  return runId;
}

async function ends(runId: string, outcome: Outcome, step = "check-source"): Promise<void> {
  later();
  const claim = await own.runStore.claim(runId);
  if (claim === null) throw new Error(`${runId} is not live`);
  const seen = async () => await own.runStore.journal(runId);
  const attempt = (await own.reader.view(runId))?.progress.attempt ?? 1;
  if (outcome === "failed") {
    const problem = { code: "denied", says: "AWS refused", remedy: "mend it" };
    const failed = { kind: "failed" as const, step, problem, held: false, retryFrom: step };
    await own.runStore.write(claim, failed, { attempt, seen: await seen() });
  }
  await own.runStore.finish(claim, { outcome, attempt, seen: await seen() });
}

/** A day that this rule holds, since its attempt of now. */
async function held(day: string, rule: string): Promise<string> {
  const runId = await asked("daily-batch", day);
  await isHeld(runId, rule);
  return runId;
}

async function isHeld(runId: string, rule: string): Promise<void> {
  later();
  const claim = await own.runStore.claim(runId);
  if (claim === null) throw new Error(`${runId} is not live`);
  const seen = async () => await own.runStore.journal(runId);
  const attempt = (await own.reader.view(runId))?.progress.attempt ?? 1;
  const problem = { code: "day-held", says: rule, remedy: "mend it", holds: [{ rule, says: rule }] };
  const failed = { kind: "failed" as const, step: "audit", problem, held: true, retryFrom: "check-source" };
  await own.runStore.write(claim, failed, { attempt, seen: await seen() });
  await own.runStore.finish(claim, { outcome: "held", attempt, seen: await seen() });
}

const release = async (
  runId: string,
  {
    by = "U0OPERATOR",
    attempt = null,
    requestKey = randomUUID() as string,
  }: {
    readonly by?: string;
    readonly attempt?: number | null;
    readonly requestKey?: string;
  } = {},
): Promise<Pressed> => await own.intake.release(runId, { user: by, reason: "known", attempt, requestKey });

const retry = async (runId: string): Promise<Pressed> => await own.intake.retry(runId, "U0OPERATOR");
const refused = (because: string) => ({ is: "late", because: expect.stringContaining(because) });

test("a teardown that failed is not gone on with once the stack was deployed anew", async () => {
  const old = await was("teardown-stack", "failed", { at: "empty-lake" });
  const deploy = await was("deploy-stack", "succeeded");
  expect(await retry(old)).toMatchObject(refused(`a newer run has used the stack, ${deploy}`));
  expect(await retry(old)).toMatchObject(refused("`/loans teardown`"));
  expect(await own.reader.live()).toEqual([]);
});

test("nor once a day was counted on the stack that was kept, also one that was asked for before", async () => {
  const day = await was("daily-batch", "failed", { day: "2026-11-19" });
  const kept = await was("teardown-stack", "failed", { at: "stop-cluster" });
  expect((await retry(day)).is).toBe("taken");
  await ends(day, "succeeded");
  expect(await retry(kept)).toMatchObject(refused(`a newer run has used the stack, ${day}`));
  const next = await was("daily-batch", "succeeded", { day: "2026-11-20" });
  expect(await retry(kept)).toMatchObject(refused(next));
});

test("nor is a deploy whose stack was torn down since, however many days were counted on another one", async () => {
  const old = await was("deploy-stack", "failed", { at: "check-health" });
  await was("teardown-stack", "succeeded");
  const deploy = await was("deploy-stack", "succeeded");
  for (const month of ["09", "10"])
    for (let date = 1; date <= 30; date += 1)
      await was("daily-batch", "succeeded", { day: `2026-${month}-${String(date).padStart(2, "0")}` });
  expect(await retry(old)).toMatchObject(refused(deploy));
  expect(await retry(old)).toMatchObject(refused("`/loans deploy`"));
});

test("the newest is gone on with, days or not", async () => {
  await was("deploy-stack", "failed", { at: "apply" });
  const deploy = await was("deploy-stack", "failed", { at: "check-health" });
  await was("daily-batch", "succeeded", { day: "2026-11-20" });
  expect((await retry(deploy)).is).toBe("taken");
  await ends(deploy, "succeeded");
  const teardown = await was("teardown-stack", "failed", { at: "delete-stack" });
  expect((await retry(teardown)).is).toBe("taken");
  await ends(teardown, "failed", "delete-stack");
  expect((await retry(teardown)).is).toBe("taken");
});

test("a word without a name does not mean what is history", async () => {
  await was("deploy-stack", "failed", { at: "apply" });
  await was("teardown-stack", "failed", { at: "empty-lake" });
  const day = await was("daily-batch", "failed", { day: "2026-11-20" });
  const { failed } = await retriableRuns(own.reader);
  expect(failed.map(({ run }) => run.id)).toEqual([day]);
});

test("a cancel that was not told to delete the stack is asked for once more when it would", async () => {
  const deploy = await asked("deploy-stack");
  const claim = await own.runStore.claim(deploy);
  if (claim === null) throw new Error(`${deploy} is not live`);
  const done = (step: string, output: unknown = null) => ({ kind: "done" as const, step, output });
  const plan = done("plan", { kind: "create", stackId: "arn:new", changeSetId: "arn:set", changes: [] });
  for (const entry of [
    done("clear-remains"),
    plan,
    done("approve"),
    { kind: "started", step: "apply" } as const,
  ])
    await own.runStore.write(claim, entry, { attempt: 1, seen: await own.runStore.journal(deploy) });
  const cancel = async (told: string | null) =>
    await own.intake.cancel(deploy, { user: "U0OPERATOR", reason: "pressed", told, only: null });
  for (const told of [null, "drops-plan"])
    expect(await cancel(told)).toMatchObject({ is: "unconfirmed", effect: "deletes-stack" });
  expect((await own.reader.view(deploy))?.progress.canceledBy).toBeNull();
  expect(await cancel("deletes-stack")).toMatchObject({ is: "taken" });
});

test("an approval is of the plan that was seen: of one that was made anew since it is late, and not written", async () => {
  const deploy = await asked("deploy-stack");
  const plans = async (attempt: number) => {
    const claim = await own.runStore.claim(deploy);
    if (claim === null) throw new Error(`${deploy} is not live`);
    for (const step of ["clear-remains", "plan"]) {
      const seen = await own.runStore.journal(deploy);
      await own.runStore.write(claim, { kind: "done", step, output: null }, { attempt, seen });
    }
  };
  const approve = async (attempt: number) =>
    await own.intake.approve(deploy, { user: "U0APPROVER", attempt, names: [] });
  await ends(deploy, "failed", "plan");
  await own.intake.retry(deploy, "U0OPERATOR2");
  await plans(2);
  const before = await own.runStore.journal(deploy);
  expect(await approve(1)).toMatchObject({
    is: "late",
    view: {
      progress: {
        state: "approval",
        requesters: [
          { user: "U0OPERATOR", has: "asked" },
          { user: "U0OPERATOR2", has: "retried" },
        ],
      },
    },
  });
  expect(await own.runStore.journal(deploy)).toEqual(before);
  expect(await approve(2)).toMatchObject({
    is: "taken",
    view: { progress: { approval: { end: { is: "approved", by: "U0APPROVER" } } } },
  });
  expect(await approve(2)).toMatchObject({ is: "late" });
});

test("who types a day again that had failed has retried it as well as who presses the button", async () => {
  const day = await was("daily-batch", "failed", { day: "2026-11-20" });
  const again = { name: "run", day: "2026-11-20" as Day, force: false } as const;
  const asker = { user: "U0OPERATOR2", channel: "C0LOANS" };
  expect(await own.intake.ask(again, { asker, requestKey: randomUUID() })).toMatchObject({ is: "resumed" });
  expect((await own.reader.view(day))?.progress.requesters).toEqual([
    { user: "U0OPERATOR", has: "asked" },
    { user: "U0OPERATOR2", has: "retried" },
  ]);
});

test("of two releases at the same moment one counts, and the other is told whose", async () => {
  const day = await held("2026-11-20", "malformed");
  const both = await Promise.all([release(day), release(day, { by: "U0OPERATOR2" })]);
  expect(both.map(({ is }) => is).toSorted()).toEqual(["late", "taken"]);
  expect(both.find(({ is }) => is === "late")).toMatchObject(refused("it was released already"));
  const journal = await own.runStore.journal(day);
  expect(journal.filter(({ kind }) => kind === "released")).toMatchObject([
    { step: "audit", attempt: 2, reason: "known", holds: [{ rule: "malformed", says: "malformed" }] },
  ]);
  expect((await own.reader.live()).map(({ run }) => run.id)).toEqual([day]);
});

test("the same release once more lets nothing pass that holds the day since then", async () => {
  const day = await held("2026-11-20", "malformed");
  expect((await release(day, { requestKey: "once" })).is).toBe("taken");
  await isHeld(day, "total-range");
  expect((await release(day, { requestKey: "once" })).is).toBe("taken");
  expect((await own.reader.view(day))?.progress).toMatchObject({ state: "held", attempt: 2 });
  // Nor does a button that has stood there since before.
  expect(await release(day, { attempt: 1 })).toMatchObject(refused("it is held anew since that button"));
  expect((await release(day, { attempt: 2 })).is).toBe("taken");
});

test("a held day that a newer generation has made history, is not released, nor one that nobody knows", async () => {
  const day = await held("2026-11-20", "malformed");
  later();
  await own.runStore.open({
    ...{ workflow: "daily-batch", version: 1, steps: workflows["daily-batch"].steps.map(({ name }) => name) },
    ...{ target: { stack: "loans", day: "2026-11-20" as Day }, input: {}, force: true },
    ...{ asker: { user: "U0OPERATOR", channel: "C0LOANS" }, requestKey: randomUUID() },
  });
  expect(await release(day)).toMatchObject(refused("there is a newer run of that day"));
  expect(await release("batch-loans-2026-11-19-g1")).toEqual({ is: "unknown" });
});

/** Asks for a day as a person does. */
const asksFor = async (day: string, { force }: { readonly force: boolean }) => {
  later();
  return await own.intake.ask(
    { name: "run", day: day as Day, force },
    { asker: { user: "U0OPERATOR", channel: "C0LOANS" }, requestKey: randomUUID() },
  );
};

test("whoever presses what a newer run has made history is shown that one, also who would look after it", async () => {
  const old = await was("daily-batch", "failed", { at: "process", day: "2026-11-20" });
  expect((await asksFor("2026-11-20", { force: true })).is).toBe("opened");
  const newer = { run: { id: "batch-loans-2026-11-20-g2" } };
  const by = { user: "U0OPERATOR", attempt: 1 };
  for (const pressed of [
    await retry(old),
    await own.intake.restart(old, by),
    await own.intake.take(old, { ...by, of: null }),
  ]) {
    expect(pressed).toMatchObject({ ...refused("there is a newer run of that day"), newer });
  }
  const day = await held("2026-11-21", "malformed");
  await asksFor("2026-11-21", { force: true });
  expect(await release(day)).toMatchObject({
    is: "late",
    newer: { run: { id: "batch-loans-2026-11-21-g2" } },
  });
});

test("who opens a run has the cards of those that it makes history say so", async () => {
  const day = await was("daily-batch", "failed", { at: "process", day: "2026-11-20" });
  const teardown = await was("teardown-stack", "failed", { at: "empty-lake" });
  own.noticed.length = 0;
  await asksFor("2026-11-20", { force: true });
  expect(own.noticed).toEqual(["batch-loans-2026-11-20-g2", day, teardown]);
  own.noticed.length = 0;
  await asksFor("2026-11-21", { force: false });
  // The line is longer, which the card of the one before it may have to say. What was overtaken before says so already.
  expect(own.noticed).toEqual(["batch-loans-2026-11-21-g1", "batch-loans-2026-11-20-g2", teardown]);
});

test("a day is begun anew from its first step by the press that is for its attempt, once", async () => {
  const runId = await was("daily-batch", "failed", { at: "process", day: "2026-11-20" });
  const by = { user: "U0OPERATOR", attempt: 1 };
  expect(await own.intake.restart(runId, { ...by, attempt: 2 })).toMatchObject({ is: "late" });
  expect(await own.intake.restart(runId, by)).toMatchObject({ is: "taken" });
  expect(await own.intake.restart(runId, by)).toMatchObject({ is: "late" });
  expect((await own.runStore.journal(runId)).findLast(({ kind }) => kind === "retried")).toMatchObject({
    ...{ step: "check-source", actor: "U0OPERATOR", attempt: 2 },
  });
});

test("nothing but a day is begun anew", async () => {
  const runId = await was("deploy-stack", "failed", { at: "plan" });
  expect(await own.intake.restart(runId, { user: "U0OPERATOR", attempt: 1 })).toMatchObject({ is: "late" });
});

test("the first one who looks after what went wrong is named, also where two press at once", async () => {
  const runId = await was("daily-batch", "failed", { at: "process", day: "2026-11-20" });
  const pressed = await Promise.all(
    ["U0OPERATOR", "U0APPROVER"].map(
      async (user) => await own.intake.take(runId, { user, attempt: 1, of: null }),
    ),
  );
  expect(pressed.map(({ is }) => is).toSorted()).toEqual(["late", "taken"]);
  expect((await own.runStore.journal(runId)).filter(({ kind }) => kind === "taken")).toHaveLength(1);
  const live = await asked("daily-batch", "2026-11-21");
  expect(await own.intake.take(live, { user: "U0OPERATOR", attempt: 1, of: null })).toMatchObject({
    is: "late",
  });
});

test("who looks after a run still does after its next attempt, until somebody takes it over from them", async () => {
  const runId = await was("daily-batch", "failed", { at: "process", day: "2026-11-20" });
  const care = async () => (await own.reader.view(runId))?.progress.care;
  expect((await own.intake.take(runId, { user: "U0APPROVER", attempt: 1, of: null })).is).toBe("taken");
  await retry(runId);
  await ends(runId, "failed", "process");
  expect(await care()).toBe("U0APPROVER");
  // A button from before somebody had it, and of whoever has it already.
  expect((await own.intake.take(runId, { user: "U0OPERATOR", attempt: 2, of: null })).is).toBe("late");
  const own2 = { user: "U0APPROVER", attempt: 2, of: "U0APPROVER" };
  expect((await own.intake.take(runId, own2)).is).toBe("late");
  const over = { user: "U0OPERATOR", attempt: 2, of: "U0APPROVER" };
  expect((await own.intake.take(runId, over)).is).toBe("taken");
  expect(await care()).toBe("U0OPERATOR");
});
