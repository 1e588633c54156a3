import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { stackPricer } from "../../src/aws/stack-pricer.ts";
import { StackStatus } from "../../src/domain/aws/stack-status.ts";
import type { Day } from "../../src/domain/day.ts";
import { EVERY_DAY } from "../../src/domain/schedule/bank-days.ts";
import type { World } from "../../src/jobs/workflows/world.ts";
import { fine } from "../support/aws/fine-account.ts";
import { ClockedRuns } from "../support/engine/clocked-runs.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";

/** A plan that waits for a person, on a real Redis with the clock in the test's hand, until its time is over. */

const { redis, stop } = await startConnectedRedis();
afterAll(stop);

const HOUR = 3_600_000;
const MINUTE = 60_000;
const SECOND = 1_000;
const asker = { user: "U0OPERATOR", channel: "C0LOANS" };
const DEPLOY = "deploy-loans-1";
const BACKFILL = "backfill-loans-1";

let own: ClockedRuns;
/** What was asked of AWS, and which days were looked at, in order. */
let asked: string[];
let sets: Set<string>;

beforeEach(async () => {
  asked = [];
  sets = new Set();
  own = new ClockedRuns(redis, worldOf);
  await own.store.ledger.beginEpoch();
});

/** A stack that is there, whose plans are made at once; days that were never counted. */
const worldOf = (now: () => Date) =>
  ({
    settings: {
      stack: "loans",
      bucket: "lake",
      parameters: {},
      template: "Resources: {}",
      priceOf: stackPricer("Resources: {}", "us-west-1"),
      schedule: null,
      pace: 1,
      calendar: EVERY_DAY,
    },
    clock: { now, monotonic: () => performance.now() },
    identity: { account: async () => ({ account: "123456789012", region: "us-west-1" }) },
    images: { newest: async () => "ami-1" },
    stacks: {
      see: async () => ({
        id: "arn:loans",
        createdAt: "2026-11-20T06:30:00.000Z",
        parameters: {},
        outputs: {},
        status: new StackStatus("CREATE_COMPLETE"),
      }),
      resources: async () => [],
      seeChangeSet: async ({ name }: { readonly name: string }) =>
        sets.has(name)
          ? { id: name, stackId: "arn:loans", changes: [{}], isSettled: true, execution: null }
          : null,
      createChangeSet: async ({ name }: { readonly name: string }) => {
        asked.push(`make ${name}`);
        sets.add(name);
      },
      deleteChangeSet: async ({ name }: { readonly name: string }) => {
        asked.push(`drop ${name}`);
        sets.delete(name);
      },
      executeChangeSet: async ({ name }: { readonly name: string }) => void asked.push(`carry out ${name}`),
    },
    days: {
      see: async (day: string) => {
        asked.push(`see ${day}`);
        return null;
      },
      isAsked: async () => false,
      stackId: async () => null,
      open: async (day: string) => void asked.push(`open ${day}`),
    },
    preflight: { look: async () => fine },
    network: { region: "us-west-1" },
  }) as unknown as World;

async function waits(runId: string): Promise<void> {
  await own.moves(runId);
  expect(await own.progress(runId)).toMatchObject({ state: "approval" });
}

async function deployWaits(): Promise<void> {
  await own.intake.ask({ name: "deploy" }, { asker, requestKey: randomUUID() });
  await waits(DEPLOY);
}

describe("a deploy that nobody applies", () => {
  test("waits for half an hour and no longer, ends in words of its own, and its plan is dropped", async () => {
    await deployWaits();
    expect((await own.progress(DEPLOY))?.approval?.until).toBe("2026-11-23T06:30:00.000Z");
    own.nowMs += 30 * MINUTE - SECOND;
    // The next look is when its time is over, however seldom it looks.
    expect(await own.moves(DEPLOY)).toBeLessThanOrEqual(1.1 * SECOND);
    expect(await own.progress(DEPLOY)).toMatchObject({ state: "approval" });
    own.nowMs += SECOND + 1;
    expect(await own.moves(DEPLOY)).toBeNull();
    expect(await own.progress(DEPLOY)).toMatchObject({
      state: "failed",
      at: "approve",
      approval: { until: null, end: { is: "expired" } },
      problem: {
        code: "approval-lapsed",
        says: 'deploying "loans": nobody pressed Apply or Approve within 30 minutes, so the plan is dropped, and nothing of it was carried out',
        remedy: "press Retry, or type `/loans deploy`, to plan anew",
      },
    });
    expect(asked).toEqual([`make ${DEPLOY}-plan-a1`, `drop ${DEPLOY}-plan-a1`]);
    expect(await own.reader.live()).toEqual([]);
  });

  test("of an earlier release, whose card promises eight hours, waits for eight hours", async () => {
    await deployWaits();
    const journal = own.keys.journal(DEPLOY);
    const entries = await redis.lrange(journal, "0", "-1");
    const begun = entries.findIndex((entry) => entry.includes('"within":"30m"'));
    await redis.lset(journal, String(begun), (entries[begun] ?? "").replace(',"within":"30m"', ""));
    expect((await own.progress(DEPLOY))?.approval?.until).toBe("2026-11-23T14:00:00.000Z");
    own.nowMs += 8 * HOUR - SECOND;
    await waits(DEPLOY);
    own.nowMs += 2 * SECOND;
    await own.moves(DEPLOY);
    expect((await own.progress(DEPLOY))?.problem?.says).toContain("within 8 hours, so the plan is dropped");
  });

  test("is not applied by a press after its end, which is answered with what happened", async () => {
    await deployWaits();
    own.nowMs += 9 * HOUR;
    await own.moves(DEPLOY);
    const before = await own.store.journal(DEPLOY);
    expect(await own.approve(DEPLOY)).toMatchObject({
      is: "late",
      view: { progress: { problem: { code: "approval-lapsed" } } },
    });
    expect(await own.store.journal(DEPLOY)).toEqual(before);
  });

  test("is planned anew by a retry, and its time counts anew", async () => {
    await deployWaits();
    own.nowMs += 9 * HOUR;
    await own.moves(DEPLOY);
    own.nowMs += HOUR;
    expect((await own.intake.retry(DEPLOY, "U0OPERATOR2")).is).toBe("taken");
    await waits(DEPLOY);
    expect(await own.progress(DEPLOY)).toMatchObject({
      attempt: 2,
      approval: { until: "2026-11-23T16:30:00.000Z", end: null },
    });
    expect(asked.at(-1)).toBe(`make ${DEPLOY}-plan-a2`);
    own.nowMs += 20 * MINUTE;
    await waits(DEPLOY);
  });

  test("waits as long where everything else is paced", async () => {
    own.pace = 100;
    await deployWaits();
    own.nowMs += 30 * MINUTE - SECOND;
    await waits(DEPLOY);
    own.nowMs += 2 * SECOND;
    await own.moves(DEPLOY);
    expect(await own.progress(DEPLOY)).toMatchObject({ state: "failed" });
  });
});

describe("in the moment in which the time is over", () => {
  test("a yes from ten seconds before it counts, also when nobody looked for hours", async () => {
    await deployWaits();
    own.nowMs += 30 * MINUTE - 10 * SECOND;
    expect((await own.approve(DEPLOY)).is).toBe("taken");
    own.nowMs += 5 * HOUR;
    await own.moves(DEPLOY);
    expect(await own.progress(DEPLOY)).toMatchObject({ state: "underway", problem: null });
    expect(asked.at(-1)).toBe(`carry out ${DEPLOY}-plan-a1`);
  });

  test("a yes that is written before the lapse wins: the lapse is decided anew", async () => {
    await deployWaits();
    // In the last moment, while a worker whose clock is ahead has read the journal already.
    own.nowMs += 30 * MINUTE + SECOND;
    own.meanwhile = async () => {
      own.nowMs -= 2 * SECOND;
      expect((await own.approve(DEPLOY)).is).toBe("taken");
      own.nowMs += 2 * SECOND;
    };
    await own.moves(DEPLOY);
    expect(await own.progress(DEPLOY)).toMatchObject({
      state: "underway",
      approval: { end: { is: "approved", by: "U0APPROVER" } },
    });
    expect(await own.kinds(DEPLOY, "failed")).toEqual([]);
    expect(asked.at(-1)).toBe(`carry out ${DEPLOY}-plan-a1`);
  });

  test("a yes that comes after its time is none, also where no worker has looked for a night", async () => {
    await deployWaits();
    own.nowMs += 30 * MINUTE - 1;
    const until = own.nowMs + 1;
    expect((await own.progress(DEPLOY))?.approval?.until).toBe(new Date(until).toISOString());
    for (own.nowMs = until; own.nowMs < until + 20 * HOUR; own.nowMs += 10 * HOUR) {
      expect(await own.approve(DEPLOY)).toMatchObject({
        is: "late",
        because: "the plan has waited for more than 30 minutes, so it is dropped; ask for a new one",
      });
    }
    await own.moves(DEPLOY);
    expect(await own.progress(DEPLOY)).toMatchObject({
      problem: { code: "approval-lapsed" },
      approval: { end: { is: "expired" } },
    });
    expect(asked.filter((what) => what.startsWith("carry out"))).toEqual([]);
  });

  test("a no to another plan, or after the yes, ends nothing", async () => {
    await deployWaits();
    const no = { user: "U0OPERATOR2", reason: "denied", told: null } as const;
    expect((await own.intake.cancel(DEPLOY, { ...no, only: { state: "approval", attempt: 2 } })).is).toBe(
      "late",
    );
    expect((await own.approve(DEPLOY)).is).toBe("taken");
    expect((await own.intake.cancel(DEPLOY, { ...no, only: { state: "approval", attempt: 1 } })).is).toBe(
      "late",
    );
    expect(await own.kinds(DEPLOY, "canceled")).toEqual([]);
    expect((await own.intake.cancel(DEPLOY, { ...no, only: null })).is).toBe("taken");
  });

  test("a cancel that is written before the lapse wins as well", async () => {
    await deployWaits();
    own.nowMs += 30 * MINUTE + SECOND;
    own.meanwhile = async () =>
      await own.intake.cancel(DEPLOY, { user: "U0OPERATOR2", reason: "not now", told: null, only: null });
    await own.moves(DEPLOY);
    expect(await own.progress(DEPLOY)).toMatchObject({
      state: "canceled",
      canceledBy: "U0OPERATOR2",
      approval: { end: { is: "denied", by: "U0OPERATOR2", reason: "not now" } },
    });
    expect(await own.kinds(DEPLOY, "failed")).toEqual([]);
  });

  test("whoever has lost the run writes no lapse", async () => {
    await deployWaits();
    own.nowMs += 30 * MINUTE + SECOND;
    own.meanwhile = async () => await own.store.claim(DEPLOY);
    await own.moves(DEPLOY);
    expect(await own.kinds(DEPLOY, "failed")).toEqual([]);
  });
});

describe("a backfill that nobody applies", () => {
  const range = { name: "run", day: "2026-11-01" as Day, until: "2026-11-02" as Day } as const;

  test("ends likewise, and a retry looks at its days anew", async () => {
    await own.intake.ask({ ...range, force: true }, { asker, requestKey: randomUUID() });
    await waits(BACKFILL);
    own.nowMs += 30 * MINUTE + 1;
    await own.moves(BACKFILL);
    expect(await own.progress(BACKFILL)).toMatchObject({
      state: "failed",
      problem: {
        code: "approval-lapsed",
        says: "backfilling 2026-11-01..2026-11-02: nobody pressed Apply or Approve within 30 minutes, so the plan is dropped, and nothing of it was carried out",
        remedy: "press Retry, or type `/loans run 2026-11-01..2026-11-02 --force`, to plan anew",
      },
    });
    expect(asked).toEqual(["see 2026-11-01", "see 2026-11-02"]);
    await own.intake.retry(BACKFILL, "U0OPERATOR");
    await waits(BACKFILL);
    expect(asked).toHaveLength(4);
    await own.approve(BACKFILL, { attempt: 2 });
    await own.moves(BACKFILL);
    expect(asked.at(-1)).toBe("see 2026-11-01");
    expect(asked).toContain("open 2026-11-01");
  });

  test("asked for with --force while it waits without, is not answered as if it had it", async () => {
    await own.intake.ask({ ...range, force: false }, { asker, requestKey: randomUUID() });
    await waits(BACKFILL);
    const again = async (force: boolean) =>
      await own.intake.ask({ ...range, force }, { asker, requestKey: randomUUID() });
    expect(await again(false)).toMatchObject({ is: "known", view: { run: { id: BACKFILL } } });
    expect(await again(true)).toMatchObject({ is: "overlaps", holder: { run: { id: BACKFILL } } });
  });
});
