import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { retriableRuns } from "../../src/bot/find-run.ts";
import { StackStatus } from "../../src/domain/aws/stack-status.ts";
import type { Day } from "../../src/domain/day.ts";
import { rowsOf } from "../../src/domain/runs/backfill.ts";
import { troubleOf } from "../../src/domain/runs/trouble.ts";
import { EVERY_DAY } from "../../src/domain/schedule/bank-days.ts";
import type { Approvable } from "../../src/domain/workflows/workflow-facts.ts";
import { createDays } from "../../src/jobs/requests/day-runs.ts";
import type { RunView } from "../../src/jobs/requests/run-view.ts";
import type { Days, NumberOfDay, World } from "../../src/jobs/workflows/world.ts";
import { ClockedRuns } from "../support/engine/clocked-runs.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";
import { done, runView, summaryOfToday } from "../support/runs/run-views.ts";

/** What is asked before a day is counted once more, on a real Redis with the clock in the test's hand. */

const { redis, stop } = await startConnectedRedis();
afterAll(stop);

const MINUTE = 60_000;
const DAY = "2026-11-20" as Day;
const FORCED = `batch-loans-${DAY}-g1`;
const OTHER = "batch-loans-2026-11-21-g1";
const BACKFILL = "backfill-loans-1";

let own: ClockedRuns;
let approvals: Approvable[];
let told: readonly Pick<NumberOfDay, "runId" | "loans" | "withdrawn">[];
/** The days whose files were looked for, which is the first that a batch does. */
let begun: string[];

beforeEach(async () => {
  approvals = ["force"];
  told = [{ runId: "batch-loans-2026-11-20-g0", loans: 500, withdrawn: null }];
  begun = [];
  realDays = () => null;
  own = new ClockedRuns(redis, worldOf);
  await own.store.ledger.beginEpoch();
});

/** Days of which something is told, and whose files are not there. */
const worldOf = (now: () => Date) =>
  ({
    settings: {
      stack: "loans",
      pace: 1,
      calendar: EVERY_DAY,
      schedule: null,
      get approvals() {
        return approvals;
      },
    },
    clock: { now, monotonic: () => performance.now() },
    stacks: {
      see: async () => ({
        id: "arn:loans",
        createdAt: "2026-11-01T06:30:00.000Z",
        status: new StackStatus("CREATE_COMPLETE"),
      }),
    },
    get days() {
      return realDays() ?? { told: async () => told, see: async () => null };
    },
    source: (day: Day) => ({
      name: `loan-${day}.csv`,
      file: {
        see: async () => {
          begun.push(day);
          return null;
        },
      },
    }),
  }) as unknown as World;

/** Of days as a backfill sees them, of which the first was told before. */
let realDays: () => Days | null;
const before = runView(
  { workflow: "daily-batch", id: `batch-loans-${DAY}-g0`, day: DAY },
  ...done("check-source"),
  { kind: "done", step: "reconcile", output: { ...summaryOfToday, day: DAY } },
  { kind: "done", step: "summarize", output: { ...summaryOfToday, day: DAY } },
  { kind: "finished", outcome: "succeeded" },
);
const daysOver = (numbers: readonly RunView[]) =>
  createDays({
    ...{ store: own.store, stack: "loans", requests: own.intake, noticed: async () => {} },
    view: async (id) => numbers.find(({ run }) => run.id === id) ?? (await own.reader.known(id)),
    told: async (day) => numbers.filter(({ run }) => run.target.day === day),
  });

const asks = async (day: Day, { force = true, until }: { force?: boolean; until?: Day } = {}) =>
  await own.intake.ask(
    { name: "run", day, force, ...(until && { until }) },
    { asker: { user: "U0OPERATOR", channel: "C0LOANS" }, requestKey: randomUUID() },
  );

/** As often as it takes until it rests, or has ended. */
async function moves(runId: string): Promise<void> {
  for (let slices = 0; slices < 10 && (await own.moves(runId)) === 0; slices += 1);
}

test("it says what is told of the day, and begins nothing before a second person's yes", async () => {
  await asks(DAY);
  await moves(FORCED);
  expect(await own.progress(FORCED)).toMatchObject({
    state: "approval",
    at: "approve",
    approval: {
      ...{ until: "2026-11-23T06:30:00.000Z", words: ["force"] },
      askedBy: [{ user: "U0OPERATOR", has: "asked" }],
    },
  });
  expect((await own.progress(FORCED))?.steps[0]).toMatchObject({
    ...{ name: "look", output: { told: { runId: "batch-loans-2026-11-20-g0", loans: 500 } } },
  });
  expect(begun).toEqual([]);
  expect((await own.approve(FORCED)).is).toBe("taken");
  expect((await own.approve(FORCED, { user: "U0APPROVER2" })).is).toBe("late");
  await moves(FORCED);
  expect(begun).toEqual([DAY]);
});

test("the days of others pass it while it waits", async () => {
  await asks(DAY);
  await moves(FORCED);
  await asks("2026-11-21" as Day, { force: false });
  await moves(OTHER);
  expect(begun).toEqual(["2026-11-21"]);
  expect(await own.progress(FORCED)).toMatchObject({ state: "approval" });
});

test("nobody's word ends it after half an hour, and a retry asks anew", async () => {
  await asks(DAY);
  await moves(FORCED);
  own.nowMs += 30 * MINUTE + 1;
  await moves(FORCED);
  expect(await own.progress(FORCED)).toMatchObject({
    state: "failed",
    problem: {
      code: "approval-lapsed",
      says: "running 2026-11-20 once more: nobody pressed Apply or Approve within 30 minutes, so the plan is dropped, and nothing of it was carried out",
      remedy: "press Retry, or type `/loans run 2026-11-20 --force`, to plan anew",
    },
  });
  await own.intake.retry(FORCED, "U0OPERATOR2");
  await moves(FORCED);
  expect(await own.progress(FORCED)).toMatchObject({
    state: "approval",
    approval: { askedBy: [{ user: "U0OPERATOR" }, { user: "U0OPERATOR2" }] },
  });
  expect(begun).toEqual([]);
});

test("a no says why, and what is told of the day stands", async () => {
  await asks(DAY);
  await moves(FORCED);
  const only = { state: "approval", attempt: 1 } as const;
  await own.intake.cancel(FORCED, { user: "U0APPROVER", reason: "it is right", told: null, only });
  await moves(FORCED);
  expect(await own.progress(FORCED)).toMatchObject({
    state: "canceled",
    approval: { end: { is: "denied", by: "U0APPROVER", reason: "it is right" } },
  });
  expect(begun).toEqual([]);
});

describe("a day that failed, and is forced", () => {
  const AGAIN = `batch-loans-${DAY}-g2`;
  const failsFirst = async () => {
    told = [];
    await asks(DAY, { force: false });
    await moves(FORCED);
    expect((await own.progress(FORCED))?.state).toBe("failed");
    own.nowMs += MINUTE;
    expect((await asks(DAY)).is).toBe("opened");
    await moves(AGAIN);
    expect((await own.progress(AGAIN))?.state).toBe("approval");
  };
  const isOvertaken = async () => {
    const first = await own.reader.view(FORCED);
    return first !== null && (await own.reader.overtakenBy(first)) !== null;
  };
  const denies = async () => {
    const only = { state: "approval", attempt: 1 } as const;
    await own.intake.cancel(AGAIN, { user: "U0APPROVER", reason: "no", told: null, only });
    await moves(AGAIN);
  };

  test("is in the hands of the newer run once that has its yes, and not while it asks", async () => {
    await failsFirst();
    expect(await isOvertaken()).toBe(false);
    // Side by side both would count it.
    expect(await own.intake.retry(FORCED, "U0OPERATOR")).toMatchObject({
      is: "late",
      newer: { run: { id: AGAIN } },
    });
    await own.approve(AGAIN);
    expect(await isOvertaken()).toBe(true);
    await moves(AGAIN);
    expect(await own.progress(AGAIN)).toMatchObject({ state: "failed", hasBegun: true });
    await own.intake.retry(AGAIN, "U0OPERATOR");
    expect(await isOvertaken()).toBe(true);
  });

  test.each(["a no", "no answer"] as const)(
    "comes back after %s, and is gone on with by its day",
    async (end) => {
      await failsFirst();
      if (end === "a no") await denies();
      else {
        own.nowMs += 30 * MINUTE + 1;
        await moves(AGAIN);
      }
      expect(await isOvertaken()).toBe(false);
      expect((await own.reader.batchOf(DAY))?.run.id).toBe(FORCED);
      const { failed } = await retriableRuns(own.reader);
      expect(failed.map(({ run }) => run.id)).toContain(FORCED);
      expect(await asks(DAY, { force: false })).toMatchObject({
        is: "resumed",
        view: { run: { id: FORCED } },
      });
      expect((await own.progress(AGAIN))?.attempt).toBe(1);
      // It is at it already: a third would count it beside.
      expect(await asks(DAY)).toMatchObject({ is: "known", view: { run: { id: FORCED } } });
      await moves(FORCED);
      expect(begun).toEqual([DAY, DAY]);
    },
  );

  test("is not taken up again by a backfill that waited for the answer, which was no", async () => {
    const days = daysOver([]);
    realDays = () => days;
    await failsFirst();
    await own.intake.ask(
      { name: "run", day: "2026-11-19" as Day, until: DAY, force: true },
      { asker: { user: "U0OPERATOR2", channel: "C0LOANS" }, requestKey: randomUUID() },
    );
    await moves(BACKFILL);
    await own.approve(BACKFILL, { user: "U0APPROVER2" });
    await denies();
    const before = "batch-loans-2026-11-19-g1";
    await moves(BACKFILL);
    const claim = await own.store.claim(before);
    if (claim === null) throw new Error(`${before} is not live`);
    await own.store.finish(claim, {
      outcome: "succeeded",
      attempt: 1,
      seen: await own.store.journal(before),
    });
    await moves(BACKFILL);
    await moves(BACKFILL);
    expect(await own.progress(BACKFILL)).toMatchObject({ state: "failed", problem: { code: "day-refused" } });
    expect(await own.kinds(AGAIN, "retried")).toEqual([]);
    expect(await own.kinds(FORCED, "retried")).toEqual([]);
    // Who takes the backfill up again has the day counted.
    await own.intake.retry(BACKFILL, "U0OPERATOR2");
    await moves(BACKFILL);
    expect((await own.progress(BACKFILL))?.state).toBe("underway");
    expect(await own.progress(FORCED)).toMatchObject({ state: "queued", attempt: 2 });
  });
});

test("where another number is told by then, the yes does not count", async () => {
  await asks(DAY);
  await moves(FORCED);
  await own.approve(FORCED);
  told = [];
  await moves(FORCED);
  expect(await own.progress(FORCED)).toMatchObject({
    state: "failed",
    problem: {
      code: "plan-changed",
      says: "running 2026-11-20 once more: since it was looked at, another number is told of the day; so nothing is begun",
    },
  });
  expect(begun).toEqual([]);
});

test("a yes is for one try: once that has failed, a person's retry asks anew", async () => {
  await asks(DAY);
  await moves(FORCED);
  await own.approve(FORCED);
  await moves(FORCED);
  expect(await own.progress(FORCED)).toMatchObject({ state: "failed", at: "check-source" });
  expect(await own.kinds(FORCED, "failed")).toMatchObject([{ retryFrom: "look" }]);
  await own.intake.retry(FORCED, "U0APPROVER");
  await moves(FORCED);
  expect(await own.progress(FORCED)).toMatchObject({
    state: "approval",
    approval: { end: null, askedBy: [{ user: "U0OPERATOR" }, { user: "U0APPROVER" }] },
  });
});

test.each([
  ["is not forced", false, ["force"]],
  ["is forced where nobody else is asked", true, ["deploy"]],
] as const)("a day that %s has none of this", async (_, force, policy) => {
  approvals = [...policy];
  await asks(DAY, { force });
  await moves(FORCED);
  expect((await own.progress(FORCED))?.steps[0]?.name).toBe("check-source");
  expect((await own.progress(FORCED))?.approval).toBeNull();
  expect(begun).toEqual([DAY]);
});

test("a forced backfill waits for a second person, where force is named and backfill is not; its days do not ask", async () => {
  await asks(DAY, { until: "2026-11-21" as Day });
  await moves(BACKFILL);
  expect((await own.progress(BACKFILL))?.approval?.words).toEqual(["backfill", "force"]);
  await own.intake.ask(
    { name: "run", day: DAY, force: true },
    {
      ...{ asker: { user: "U0OPERATOR", channel: "C0LOANS" }, requestKey: randomUUID() },
      backfill: BACKFILL,
    },
  );
  expect((await own.progress(FORCED))?.approval).toBeNull();
});

describe("a backfill that meets a day whose own run asks a second person", () => {
  const rows = async () => rowsOf((await own.progress(BACKFILL))?.steps ?? []);
  const beginsBackfill = async ({ force }: { readonly force: boolean }) => {
    approvals = ["force"];
    await asks(DAY);
    await moves(FORCED);
    await own.intake.ask(
      { name: "run", day: DAY, until: "2026-11-21" as Day, force },
      { asker: { user: "U0OPERATOR2", channel: "C0LOANS" }, requestKey: randomUUID() },
    );
    await moves(BACKFILL);
    expect((await own.approve(BACKFILL, { user: "U0APPROVER2" })).is).toBe("taken");
    await moves(BACKFILL);
    await moves(BACKFILL);
  };
  const denies = async () => {
    const only = { state: "approval", attempt: 1 } as const;
    await own.intake.cancel(FORCED, { user: "U0APPROVER", reason: "it is right", told: null, only });
    await moves(FORCED);
    await moves(BACKFILL);
    await moves(BACKFILL);
  };

  test.each([true, false])(
    "waits for that, and after a no leaves the number and goes on (force: %s)",
    async (force) => {
      const days = daysOver([before]);
      realDays = () => days;
      await beginsBackfill({ force });
      expect((await own.progress(FORCED))?.state).toBe("approval");
      expect((await rows())[0]).toMatchObject({
        ...{ name: DAY, state: "underway", by: "U0OPERATOR" },
        note: "waits for a second person's yes to a run of its own, asked for by",
      });
      await denies();
      const { name, state, note, by } = (await rows())[0] ?? {};
      expect({ name, state, note, by }).toEqual({
        ...{ name: DAY, state: "done", by: "U0APPROVER" },
        note: "500 loans, as before: to count it once more was denied by",
      });
      expect((await own.progress(BACKFILL))?.state).toBe("underway");
      expect((await own.progress(OTHER))?.state).toBe("queued");
      expect(begun).toEqual([]);
    },
  );

  test("of which nothing is told: ends after a no, calls nobody, and asks anew where it is retried", async () => {
    const days = daysOver([]);
    realDays = () => days;
    await beginsBackfill({ force: false });
    await denies();
    expect(await own.progress(BACKFILL)).toMatchObject({
      state: "failed",
      problem: {
        code: "day-refused",
        says: "backfilling: 2026-11-20 is not counted, since its own run was denied, and the days after it wait",
      },
    });
    expect(troubleOf(await own.store.journal(BACKFILL), 1)).toBeNull();
    await own.intake.retry(BACKFILL, "U0OPERATOR2");
    await moves(BACKFILL);
    await moves(FORCED);
    expect(await own.progress(FORCED)).toMatchObject({ state: "approval", attempt: 2 });
  });
});
