import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { StackStatus } from "../../src/domain/aws/stack-status.ts";
import type { Approvable } from "../../src/domain/workflows/workflow-facts.ts";
import type { World } from "../../src/jobs/workflows/world.ts";
import { ClockedRuns } from "../support/engine/clocked-runs.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";

/** What is asked, and left time for, before a teardown begins, on a real Redis with the clock in the test's hand. */

const { redis, stop } = await startConnectedRedis();
afterAll(stop);

const MINUTE = 60_000;
const SECOND = 1_000;
const TEARDOWN = "teardown-loans-1";
const ARN = "arn:aws:cloudformation:us-west-1:123456789012";

let own: ClockedRuns;
/** What was changed in AWS, in order. */
let did: string[];
let approvals: Approvable[];
let pace: number;
/** What the cluster is at. */
let counting: readonly { readonly id: string; readonly isSettled: boolean }[];
let stack: { change: string; resources: number; days: readonly string[] };

beforeEach(async () => {
  did = [];
  approvals = [];
  counting = [];
  pace = 1;
  stack = { change: "c-1", resources: 3, days: ["2026-11-20", "2026-11-21"] };
  own = new ClockedRuns(redis, worldOf);
  await own.store.ledger.beginEpoch();
});

/** A stack with a cluster and a lake of its own. */
const worldOf = (now: () => Date) =>
  ({
    settings: {
      stack: "loans",
      get pace() {
        return pace;
      },
      get approvals() {
        return approvals;
      },
    },
    clock: { now, monotonic: () => performance.now() },
    stacks: {
      see: async () => ({
        id: `${ARN}:stack/loans/s-1`,
        changeSetId: `${ARN}:changeSet/deploy/${stack.change}`,
        createdAt: "2026-11-20T06:30:00.000Z",
        status: new StackStatus("CREATE_COMPLETE"),
      }),
      resources: async () => [
        { logicalId: "Lake", physicalId: "lake", phase: "done" },
        { logicalId: "OldRole", physicalId: "role", phase: "gone" },
        ...Array.from({ length: stack.resources - 1 }, (_, n) => ({ logicalId: `R${n}`, phase: "done" })),
      ],
    },
    lake: {
      makerOf: async () => ({ stackId: `${ARN}:stack/loans/s-1` }),
      weigh: async () => ({ objects: 214, bytes: 1_200_000, days: stack.days, isMore: false }),
    },
    clusters: {
      findLive: async () => ({ id: "j-1" }),
      steps: async () => counting,
      cancelSteps: async () => {},
      see: async () => ({ isEnded: false, isLive: did.length === 0, state: "TERMINATING" }),
      terminate: async (id: string) => void did.push(`terminate ${id}`),
    },
  }) as unknown as World;

const asks = async () =>
  await own.intake.ask(
    { name: "teardown" },
    { asker: { user: "U0OPERATOR", channel: "C0LOANS" }, requestKey: randomUUID() },
  );
/** Until it rests for longer than a moment. */
const moves = async () => {
  while ((await own.moves(TEARDOWN)) === 0);
};
const progress = async () => await own.progress(TEARDOWN);
const stops = async (user = "U0APPROVER") =>
  await own.intake.cancel(TEARDOWN, {
    user,
    reason: "not now",
    told: null,
    only: (await progress()) ?? null,
  });

describe("where nobody else is asked", () => {
  test("it leaves 60 seconds in which nothing is done, says until when, and begins then", async () => {
    await asks();
    await moves();
    expect(await progress()).toMatchObject({ state: "underway", at: "pause" });
    const until = (await progress())?.steps.find(({ name }) => name === "pause")?.progress.until;
    expect(until).toBe("2026-11-23T06:01:00.000Z");
    own.nowMs += 59 * SECOND;
    await moves();
    expect({ at: (await progress())?.at, did }).toEqual({ at: "pause", did: [] });
    own.nowMs += SECOND;
    await moves();
    expect({ at: (await progress())?.at, did }).toEqual({ at: "stop-cluster", did: ["terminate j-1"] });
  });

  test("somebody else's lock meanwhile ends it, and everything stays as it was; once it is lifted a retry goes on", async () => {
    await asks();
    await moves();
    own.nowMs += 20 * SECOND;
    own.locked = {
      is: "locked",
      user: "U0OTHER",
      at: new Date(own.nowMs).toISOString(),
      why: "no",
      until: null,
    };
    await moves();
    expect(await progress()).toMatchObject({ state: "failed", problem: { code: "locked-meanwhile" } });
    expect(did).toEqual([]);
    own.locked = null;
    await own.intake.retry(TEARDOWN, "U0OPERATOR");
    await moves();
    expect(await progress()).toMatchObject({ state: "underway", at: "pause" });
  });

  test("a Stop meanwhile ends it, and everything stays as it was", async () => {
    await asks();
    await moves();
    own.nowMs += 59 * SECOND;
    expect((await stops()).is).toBe("taken");
    own.nowMs += MINUTE;
    await moves();
    expect(await progress()).toMatchObject({ state: "canceled", canceledBy: "U0APPROVER" });
    expect(did).toEqual([]);
    expect((await asks()).is).toBe("opened");
  });

  test("a Stop by somebody who may not cancel it any more once it has begun comes too late then", async () => {
    await asks();
    await moves();
    const seen = (await progress()) ?? null;
    own.nowMs += MINUTE;
    counting = [{ id: "s-1", isSettled: false }];
    await moves();
    expect((await progress())?.at).toBe("stop-intake");
    const late = { user: "U0APPROVER", reason: "not now", told: null, only: seen };
    expect((await own.intake.cancel(TEARDOWN, late)).is).toBe("late");
  });

  test("a Stop in the last moment wins over the worker that has looked already", async () => {
    await asks();
    await moves();
    own.nowMs += MINUTE + SECOND;
    own.meanwhile = stops;
    await moves();
    expect(await progress()).toMatchObject({ state: "canceled" });
    expect(did).toEqual([]);
  });

  test("where waits are paced it is shorter, and never longer than 60 seconds", async () => {
    for (const [paced, until] of [
      [10, "2026-11-23T06:00:06.000Z"],
      [0.5, "2026-11-23T06:01:00.000Z"],
    ] as const) {
      own = new ClockedRuns(redis, worldOf);
      await own.store.ledger.beginEpoch();
      pace = paced;
      await asks();
      await moves();
      expect((await progress())?.steps.find(({ name }) => name === "pause")?.progress.until).toBe(until);
    }
  });
});

describe("where a second person is asked for", () => {
  beforeEach(async () => {
    approvals = ["teardown"];
    await asks();
    await moves();
  });

  const surveyed = async () => (await progress())?.steps.find(({ name }) => name === "survey")?.output;

  test("it tells in numbers what goes, and waits until half an hour later", async () => {
    expect(await progress()).toMatchObject({
      state: "approval",
      approval: { until: "2026-11-23T06:30:00.000Z", askedBy: [{ user: "U0OPERATOR", has: "asked" }] },
    });
    expect(await surveyed()).toEqual({
      stack: { id: "s-1", change: "c-1", resources: 3 },
      lake: {
        ...{ objects: 214, bytes: 1_200_000, isMore: false },
        days: { count: 2, first: "2026-11-20", last: "2026-11-21" },
      },
    });
  });

  test("nobody's word ends it after that, in words of its own; a retry asks anew", async () => {
    own.nowMs += 30 * MINUTE + 1;
    await moves();
    expect(await progress()).toMatchObject({
      state: "failed",
      at: "approve",
      problem: {
        code: "approval-lapsed",
        says: 'tearing down "loans": nobody pressed Apply or Approve within 30 minutes, so the plan is dropped, and nothing of it was carried out',
        remedy: "press Retry, or type `/loans teardown`, to plan anew",
      },
    });
    expect((await own.intake.retry(TEARDOWN, "U0OPERATOR")).is).toBe("taken");
    await moves();
    expect(await progress()).toMatchObject({ state: "approval", attempt: 2 });
    expect((await own.approve(TEARDOWN)).is).toBe("late");
    expect(did).toEqual([]);
  });

  test("a yes leaves time to stop it; a second yes does nothing", async () => {
    expect((await own.approve(TEARDOWN)).is).toBe("taken");
    expect((await own.approve(TEARDOWN, { user: "U0APPROVER2" })).is).toBe("late");
    await moves();
    expect(await progress()).toMatchObject({ at: "pause", approval: { end: { by: "U0APPROVER" } } });
    expect(did).toEqual([]);
    own.nowMs += MINUTE;
    await moves();
    expect(did).toEqual(["terminate j-1"]);
    expect(await own.kinds(TEARDOWN, "approved")).toHaveLength(1);
  });

  test("a no says why, and nothing is deleted", async () => {
    const only = { state: "approval", attempt: 1 } as const;
    const no = { user: "U0APPROVER", reason: "month end", told: null, only };
    expect((await own.intake.cancel(TEARDOWN, no)).is).toBe("taken");
    await moves();
    expect(await progress()).toMatchObject({
      state: "canceled",
      approval: { end: { is: "denied", by: "U0APPROVER", reason: "month end" } },
    });
    expect(did).toEqual([]);
  });

  test.each([
    ["the stack was changed", { change: "c-2" }],
    ["it has 4 resources, no longer 3", { resources: 4 }],
    ["the lake holds 3 days, no longer 2", { days: ["2026-11-20", "2026-11-21", "2026-11-22"] }],
  ])("what was approved is not what is there any more (%s): the yes does not count", async (what, news) => {
    await own.approve(TEARDOWN);
    await moves();
    stack = { ...stack, ...news };
    own.nowMs += MINUTE;
    await moves();
    expect(await progress()).toMatchObject({
      state: "failed",
      problem: {
        code: "plan-changed",
        says: `tearing down "loans": since it was looked at, ${what}; so nothing is begun`,
      },
    });
    expect(did).toEqual([]);
    await own.intake.retry(TEARDOWN, "U0OPERATOR2");
    await moves();
    expect(await progress()).toMatchObject({
      state: "approval",
      approval: { end: null, askedBy: [{ user: "U0OPERATOR" }, { user: "U0OPERATOR2" }] },
    });
  });
});

describe("a teardown that an earlier release had opened", () => {
  /** Its first line as that release wrote it. */
  async function isOfBefore(): Promise<void> {
    const journal = own.keys.journal(TEARDOWN);
    const [first = ""] = await redis.lrange(journal, "0", "0");
    const line = JSON.parse(first);
    const asks = ["survey", "approve", "pause"];
    const steps = line.steps.filter((step: string) => !asks.includes(step));
    await redis.lset(journal, "0", JSON.stringify({ ...line, version: 1, steps }));
  }

  const writes = async (...happenings: readonly Parameters<typeof own.store.write>[1][]) => {
    const claim = await own.store.claim(TEARDOWN);
    if (claim === null) throw new Error("it is not live");
    for (const happening of happenings) {
      const seen = await own.store.journal(TEARDOWN);
      await own.store.write(claim, happening, { attempt: 1, seen });
    }
    return claim;
  };

  const began = [
    { kind: "adopted", step: "stop-intake" },
    { kind: "done", step: "stop-intake", output: { stackId: `${ARN}:stack/loans/s-1`, clusterId: "j-1" } },
  ] as const;

  test("and that had begun goes on where it is, and asks nobody", async () => {
    approvals = ["teardown"];
    await asks();
    await isOfBefore();
    await writes(...began);
    await moves();
    expect(did).toEqual(["terminate j-1"]);
    const { steps, approval, problem } = (await progress()) ?? {};
    expect({ first: steps?.[0]?.name, approval, problem }).toEqual({
      ...{ first: "stop-intake", approval: null, problem: null },
    });
  });

  test("and that had not begun asks", async () => {
    approvals = ["teardown"];
    await asks();
    await isOfBefore();
    await moves();
    expect(await progress()).toMatchObject({ state: "approval" });
    expect(did).toEqual([]);
  });

  test("and that failed asks when it is taken up again, wherever it was", async () => {
    approvals = ["teardown"];
    await asks();
    await isOfBefore();
    const problem = { code: "denied", says: "AWS refused", remedy: "mend it" };
    const failed = { kind: "failed", step: "stop-cluster", problem, held: false } as const;
    const claim = await writes(...began, { ...failed, retryFrom: "stop-cluster" });
    const seen = await own.store.journal(TEARDOWN);
    await own.store.finish(claim, { outcome: "failed", attempt: 1, seen });
    expect((await own.intake.retry(TEARDOWN, "U0OPERATOR")).is).toBe("taken");
    await moves();
    expect(await progress()).toMatchObject({ state: "approval", at: "approve" });
    expect(did).toEqual([]);
  });
});
