import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { noticeMessage } from "../../src/bot/views/notice.ts";
import { scheduleMessage, skippedMessage } from "../../src/bot/views/schedule.ts";
import type { ScheduleWish } from "../../src/domain/command.ts";
import type { Day } from "../../src/domain/day.ts";
import type { Happening } from "../../src/domain/journal.ts";
import type { Notice } from "../../src/domain/notice.ts";
import type { Outcome } from "../../src/domain/run.ts";
import { progressOf } from "../../src/domain/run-progress.ts";
import { StackStatus } from "../../src/domain/stack-status.ts";
import { Intake } from "../../src/jobs/intake.ts";
import type { Keys } from "../../src/jobs/keys.ts";
import { keysFor } from "../../src/jobs/keys.ts";
import type { World } from "../../src/jobs/parts.ts";
import type { ScheduleDesk } from "../../src/jobs/ports.ts";
import type { WakeQueue } from "../../src/jobs/queue.ts";
import type { RedisConnection } from "../../src/jobs/redis.ts";
import { connectForAsking } from "../../src/jobs/redis.ts";
import { RunStore } from "../../src/jobs/run-store.ts";
import { createScheduleDesk } from "../../src/jobs/schedule-desk.ts";
import { Timetable } from "../../src/jobs/timetable.ts";
import { TimetableStore } from "../../src/jobs/timetable-store.ts";
import { workflows } from "../../src/jobs/workflows/index.ts";
import { createLog } from "../../src/log.ts";
import type { PrivateRedis } from "../support/redis.ts";
import { startRedis } from "../support/redis.ts";

/** The timetable on a real Redis, its clock in the test's hand; the batches it asks for end as the test says. */

const zone = "Asia/Kolkata";
const log = createLog({ level: "silent" });
const operator = { user: "U0OPERATOR", channel: "C0LOANS" };

let server: PrivateRedis;
let redis: RedisConnection;
let keys: Keys;
let ledger: RunStore;
let intake: Intake;
let store: TimetableStore;
let desk: ScheduleDesk;
let now: Date;
let createdAt: string;
let isStackThere: boolean;
let isFileThere: boolean;
let looksForFile: number;
let notices: Map<string, Notice>;
let daily: { zone: string; at: string | null; deadline: string | null };

beforeAll(async () => {
  server = await startRedis();
  redis = connectForAsking(server.url);
  await new Promise((resolve) => redis.once("ready", resolve));
});

afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

beforeEach(async () => {
  keys = keysFor(`t-${randomUUID().slice(0, 8)}`);
  // The stack was made on Friday, November 20, at noon in India, by a schedule that runs at half past seven.
  createdAt = "2026-11-20T06:30:00.000Z";
  clockShows("2026-11-20T06:31:00Z");
  isStackThere = true;
  isFileThere = true;
  looksForFile = 0;
  notices = new Map();
  daily = { zone, at: "07:30", deadline: null };
  ledger = new RunStore(redis, { keys, now: () => now, journaled: () => {} });
  await ledger.beginEpoch();
  store = new TimetableStore(redis, keys);
  const view = async (runId: string) => {
    const run = await ledger.run(runId);
    return run && { run, progress: progressOf(await ledger.journal(runId)), cardUrl: null };
  };
  intake = new Intake({
    store: ledger,
    queue: { wake: async () => {} } as unknown as WakeQueue,
    workflows,
    stack: "loans",
    stacks,
    source: () => {
      throw new Error("nobody asks here what became of a file");
    },
    view,
    noticed: async () => {},
  });
  desk = createScheduleDesk({ store, ledger, runs: intake, daily, stack: "loans", now: () => now });
});

const stacks = {
  see: async () => (isStackThere ? { createdAt, status: new StackStatus("CREATE_COMPLETE") } : null),
} as unknown as World["stacks"];

function clockShows(iso: string): void {
  now = new Date(iso);
}

/** One more worker; they share nothing but Redis. */
function worker(): Timetable {
  return new Timetable({
    store,
    ledger,
    runs: intake,
    world: {
      stacks,
      source: () => ({
        name: "loan.csv",
        file: {
          see: async () => {
            looksForFile += 1;
            return isFileThere ? { bytes: 1, modifiedAt: now.toISOString() } : null;
          },
          stream: () => {
            throw new Error("the timetable looks and does not read");
          },
        },
      }),
    },
    outbox: {
      oweNotice: async (name, notice) => void (notices.has(name) || notices.set(name, notice)),
      knowsNotice: async (name) => notices.has(name),
    },
    daily,
    stack: "loans",
    channel: "C0LOANS",
    clock: { now: () => now },
    log,
    pace: 1,
  });
}

const compare = async () => await worker().compare();

/** Days with a run, oldest first, with how each stands. */
async function runs(): Promise<readonly string[]> {
  const all = await intake.recent(100);
  return all
    .filter(({ run }) => run.target.day !== null)
    .map(({ run }) => `${run.target.day} ${run.outcome ?? "live"}`)
    .toSorted();
}

const problem = (code: string) => ({ code, says: `it is ${code}`, remedy: "mend it" });

/** The batch of that day ends so, as the worker would write it down. */
async function ends(day: string, outcome: Outcome, code = "broken", tookMs = 60_000): Promise<void> {
  const runId = (await ledger.newestOf({ stack: "loans", day })) ?? "";
  const claim = await ledger.claim(runId);
  if (claim === null) throw new Error(`${runId} is not live`);
  const steps = workflows["daily-batch"].steps.map(({ name }) => name);
  const { attempt } = progressOf(await ledger.journal(runId));
  const write = async (happening: Happening) =>
    await ledger.write(claim, happening, { attempt, seen: await ledger.journal(runId) });
  const failed: Happening = {
    kind: "failed",
    step: steps[0] ?? "",
    problem: problem(code),
    held: outcome === "held",
    retryFrom: steps[0] ?? "",
  };
  await write({ kind: "started", step: steps[0] ?? "" });
  now = new Date(now.getTime() + tookMs);
  const happened: readonly Happening[] =
    outcome === "succeeded"
      ? steps.map((step) => ({ kind: "done" as const, step, output: { day, runId } }))
      : [failed];
  for (const happening of happened) await write(happening);
  await ledger.finish(claim, { outcome, attempt, seen: await ledger.journal(runId) });
}

/** The ledger knows the deploy. */
async function deployed(): Promise<void> {
  const { name, version, steps } = workflows["deploy-stack"];
  const { runId } = await ledger.open({
    workflow: name,
    version,
    steps: steps.map((step) => step.name),
    target: { stack: "loans", day: null },
    input: {},
    asker: operator,
    requestKey: randomUUID(),
    force: false,
  });
  const claim = await ledger.claim(runId);
  if (claim === null) throw new Error(`${runId} is not live`);
  await ledger.finish(claim, { outcome: "succeeded", attempt: 1, seen: await ledger.journal(runId) });
}

/** Compares until there is nothing more to ask for; every batch that was asked for succeeds. */
async function allGoesWell(): Promise<void> {
  for (let round = 0; round < 30; round += 1) {
    await compare();
    const [live] = await intake.live();
    if (live === undefined) return;
    await ends(live.run.target.day ?? "", "succeeded");
  }
}

const said = () => [...notices].map(([name, notice]) => [name, noticeMessage(notice, null).text] as const);

describe("a day that is due", () => {
  test("is asked for once, by the schedule, whatever the number of workers", async () => {
    await Promise.all([compare(), compare(), compare()]);
    await compare();
    expect(await runs()).toEqual(["2026-11-20 live"]);
    const [view] = await intake.recent(1);
    expect(view?.run).toMatchObject({ askedBy: { user: "loan-tracker", channel: "C0LOANS" } });
  });

  test("is not asked for a minute too early, and then at once", async () => {
    await allGoesWell();
    clockShows("2026-11-21T01:59:00Z");
    await compare();
    expect(await runs()).toEqual(["2026-11-20 succeeded"]);
    clockShows("2026-11-21T02:00:00Z");
    await compare();
    expect(await runs()).toEqual(["2026-11-20 succeeded", "2026-11-21 live"]);
  });

  test("is not asked for again after the clock jumped back a day", async () => {
    await allGoesWell();
    clockShows("2026-11-21T03:00:00Z");
    await allGoesWell();
    clockShows("2026-11-20T03:00:00Z");
    await allGoesWell();
    clockShows("2026-11-21T03:05:00Z");
    await allGoesWell();
    expect(await runs()).toEqual(["2026-11-20 succeeded", "2026-11-21 succeeded"]);
    const ids = (await intake.recent(10)).map(({ run }) => run.id);
    expect(ids.every((id) => id.endsWith("-g1"))).toBe(true);
  });

  test("waits while there is no stack, and none before the first deploy is ever due", async () => {
    isStackThere = false;
    clockShows("2026-11-15T06:00:00Z");
    await compare();
    clockShows("2026-11-23T06:00:00Z");
    await compare();
    expect(await runs()).toEqual([]);
    isStackThere = true;
    createdAt = "2026-11-22T06:00:00.000Z";
    await allGoesWell();
    expect(await runs()).toEqual(["2026-11-22 succeeded", "2026-11-23 succeeded"]);
  });

  test("that somebody has asked for already is not asked for again", async () => {
    await intake.ask(
      { name: "run", day: "2026-11-20" as Day, force: false },
      { asker: operator, requestKey: "by hand" },
    );
    await ends("2026-11-20", "failed");
    await compare();
    expect(await runs()).toEqual(["2026-11-20 failed"]);
  });

  test("begins with today where the schedule is switched on late", async () => {
    daily.at = null;
    await deployed();
    clockShows("2026-12-24T05:00:00Z");
    daily.at = "07:30";
    await allGoesWell();
    expect(await runs()).toEqual(["2026-12-24 succeeded"]);
  });

  test("goes a week back at most where Redis was emptied", async () => {
    clockShows("2026-12-24T05:00:00Z");
    await allGoesWell();
    expect((await runs()).length).toBe(7);
    expect((await runs())[0]).toBe("2026-12-18 succeeded");
    expect(said()).toEqual([]);
  });
});

describe("days that were missed while everything was down", () => {
  test("are run one after the other, oldest first", async () => {
    await allGoesWell();
    clockShows("2026-11-23T05:00:00Z");
    await compare();
    await compare();
    expect(await runs()).toEqual(["2026-11-20 succeeded", "2026-11-21 live"]);
    await allGoesWell();
    expect(await runs()).toEqual(["20", "21", "22", "23"].map((date) => `2026-11-${date} succeeded`));
    expect(said()).toEqual([]);
  });

  test("are run up to seven; the rest is listed once and left to a person", async () => {
    await allGoesWell();
    clockShows("2026-11-30T05:00:00Z");
    await Promise.all([compare(), compare()]);
    await allGoesWell();
    expect((await runs()).at(-1)).toBe("2026-11-27 succeeded");
    expect(said()).toEqual([
      [
        "left-2026-11-28",
        [
          "10 days were missed",
          "I run the oldest 7 now, one after the other: 2026-11-21, 2026-11-22, 2026-11-23, 2026-11-24, 2026-11-25, 2026-11-26, 2026-11-27. The other 3 are left to you: 2026-11-28, 2026-11-29, 2026-11-30.",
          'Run them: `/loans run 2026-11-28..2026-11-30`, or pass over each: `/loans skip 2026-11-28 "reason"`. The days after them wait for that.',
        ].join("\n"),
      ],
    ]);
    // The next day waits for the last of those that were left, and goes on once that is skipped.
    clockShows("2026-12-01T05:00:00Z");
    await allGoesWell();
    expect([...notices.keys()]).toEqual(["left-2026-11-28", "hold-2026-11-30"]);
    await desk.skip("2026-11-30" as Day, { user: "U0OPERATOR", why: "nobody needs it" });
    await allGoesWell();
    expect((await runs()).at(-1)).toBe("2026-12-01 succeeded");
  });
});

describe("a day that failed", () => {
  beforeEach(async () => {
    await compare();
    await ends("2026-11-20", "failed");
    clockShows("2026-11-22T05:00:00Z");
    await compare();
    await compare();
  });

  test("holds the next ones, which is said once", async () => {
    expect(await runs()).toEqual(["2026-11-20 failed"]);
    expect(said()).toEqual([
      [
        "hold-2026-11-20",
        [
          "Daily loans 2026-11-21: waiting",
          "2026-11-21 is due and waits, because the day before, 2026-11-20, failed. So do the days after it.",
          'They go on when 2026-11-20 succeeds (`/loans run 2026-11-20`) or is passed over (`/loans skip 2026-11-20 "reason"`). To begin anew with today: `/loans schedule pause`, then `/loans schedule resume`.',
          "run `batch-loans-2026-11-20-g1`",
        ].join("\n"),
      ],
    ]);
  });

  test("lets them go on when a retry succeeds", async () => {
    await intake.retry("batch-loans-2026-11-20-g1", "U0OPERATOR");
    await ends("2026-11-20", "succeeded");
    await allGoesWell();
    expect(await runs()).toEqual(["20", "21", "22"].map((date) => `2026-11-${date} succeeded`));
  });

  test("lets them go on when it is skipped", async () => {
    expect(await desk.skip("2026-11-20" as Day, { user: "U0OPERATOR", why: "no file" })).toEqual({
      is: "skipped",
    });
    await allGoesWell();
    expect(await runs()).toEqual(["2026-11-20 failed", "2026-11-21 succeeded", "2026-11-22 succeeded"]);
  });

  test("lets today go on when the schedule is paused and resumed", async () => {
    await desk.change({ is: "pause", why: null }, "U0OPERATOR");
    await desk.change({ is: "resume", why: "begin anew" }, "U0OPERATOR");
    await allGoesWell();
    expect(await runs()).toEqual(["2026-11-20 failed", "2026-11-22 succeeded"]);
  });
});

describe("the schedule in a person's hand", () => {
  const change = async (wish: ScheduleWish) => await desk.change(wish, "U0OPERATOR");

  test("asks for nothing while it is paused", async () => {
    expect(await change({ is: "pause", why: "month end" })).toEqual({ is: "changed" });
    expect(await change({ is: "pause", why: null })).toEqual({ is: "already" });
    await compare();
    expect(await runs()).toEqual([]);
    const { text } = scheduleMessage(await desk.view(), null);
    expect(text).toContain("*Paused* by <@U0OPERATOR> since");
    expect(text).toContain("(“month end”)");
  });

  test("takes another time, and shows who set it and why", async () => {
    await allGoesWell();
    await change({ is: "time", time: "23:15", why: "the file comes late" });
    clockShows("2026-11-21T03:00:00Z");
    await compare();
    expect(await runs()).toEqual(["2026-11-20 succeeded"]);
    clockShows("2026-11-21T17:45:00Z");
    await compare();
    expect(await runs()).toEqual(["2026-11-20 succeeded", "2026-11-21 live"]);
    const view = await desk.view();
    expect(view.next.map(({ day, at }) => `${day} ${at}`)).toEqual([
      "2026-11-22 2026-11-22T17:45:00.000Z",
      "2026-11-23 2026-11-23T17:45:00.000Z",
      "2026-11-24 2026-11-24T17:45:00.000Z",
    ]);
    const { text } = scheduleMessage(view, null);
    expect(text).toContain("Every day at 23:15");
    expect(text).toContain("In Asia/Kolkata. Set by <@U0OPERATOR>, in place of LOANS_SCHEDULE.");
    expect(text).toMatch(/set to 23:15 by <@U0OPERATOR>, .* \(“the file comes late”\)/);
  });

  test("skips no day that is done or at work, and none twice", async () => {
    await compare();
    const day = "2026-11-20" as Day;
    const skip = async () =>
      skippedMessage(day, await desk.skip(day, { user: "U0OPERATOR", why: "no" })).text;
    expect(await skip()).toBe("2026-11-20 is queued now and is not skipped: `batch-loans-2026-11-20-g1`");
    await ends("2026-11-20", "succeeded");
    expect(await skip()).toBe("2026-11-20 is done, so there is nothing to skip: `batch-loans-2026-11-20-g1`");
    await desk.skip("2026-11-21" as Day, { user: "U0OPERATOR", why: "a holiday" });
    expect(await desk.skip("2026-11-21" as Day, { user: "U0OTHER", why: "no" })).toMatchObject({
      is: "known",
      skip: { user: "U0OPERATOR", why: "a holiday" },
    });
    clockShows("2026-11-22T05:00:00Z");
    await compare();
    expect(await runs()).toEqual(["2026-11-20 succeeded", "2026-11-22 live"]);
  });
});

describe("a file that is not there", () => {
  beforeEach(async () => {
    daily.deadline = "09:00";
    await allGoesWell();
    clockShows("2026-11-21T02:00:00Z");
    isFileThere = false;
    await compare();
    await ends("2026-11-21", "failed", "source-missing");
  });

  test("is told once, with a button, and looked for every five minutes without a new attempt", async () => {
    const one = worker();
    for (let minute = 0; minute < 12; minute += 1) {
      now = new Date(now.getTime() + 60_000);
      await one.compare();
    }
    expect(looksForFile).toBe(2);
    expect([...notices.keys()]).toEqual(["file-batch-loans-2026-11-21-g1"]);
    expect(notices.get("file-batch-loans-2026-11-21-g1")).toMatchObject({
      problem: { code: "source-missing" },
      until: "2026-11-21T03:30:00.000Z",
    });
    expect(progressOf(await ledger.journal("batch-loans-2026-11-21-g1")).attempt).toBe(1);
  });

  test("lets the day go on by itself once it is there", async () => {
    isFileThere = true;
    now = new Date(now.getTime() + 5 * 60_000);
    await compare();
    expect(await runs()).toEqual(["2026-11-20 succeeded", "2026-11-21 live"]);
    expect(progressOf(await ledger.journal("batch-loans-2026-11-21-g1")).attempt).toBe(2);
  });

  test("is not looked for after the deadline, which says so", async () => {
    isFileThere = true;
    clockShows("2026-11-21T03:30:00Z");
    await compare();
    expect(looksForFile).toBe(0);
    expect(notices.get("late-2026-11-21")).toMatchObject({
      because: { is: "ended", outcome: "failed", problem: { code: "source-missing" } },
      usual: { ms: 60_000, of: 1 },
    });
  });
});

describe("a summary that is late", () => {
  const late = () => said().flatMap(([name, text]) => (name.startsWith("late-") ? [text] : []));

  beforeEach(async () => {
    daily.deadline = "09:00";
    await allGoesWell();
    expect(late()).toEqual([]);
    clockShows("2026-11-21T02:00:00Z");
    await compare();
  });

  test("is told once, with what its batch is at", async () => {
    clockShows("2026-11-21T03:29:00Z");
    await compare();
    expect(late()).toEqual([]);
    clockShows("2026-11-21T03:30:00Z");
    await Promise.all([compare(), compare()]);
    clockShows("2026-11-21T05:00:00Z");
    await compare();
    expect(late()).toEqual([
      [
        "Daily loans 2026-11-21: late",
        "There was no summary of 2026-11-21 at 09:00. Its batch is queued since <!date^1795226400^{time}|02:00 UTC>.",
        "A batch usually takes 1 min 0 s (the middle of the last 1 run).",
        "run `batch-loans-2026-11-21-g1`",
      ].join("\n"),
    ]);
  });

  test("is told with the problem and a button when its batch failed", async () => {
    await ends("2026-11-21", "held", "day-held");
    clockShows("2026-11-21T03:30:00Z");
    await compare();
    expect(late()[0]).toContain("Its batch is held.\nIt is day-held.\nMend it.");
    const notice = notices.get("late-2026-11-21");
    const { blocks } = noticeMessage(notice as Notice, null);
    expect(JSON.stringify(blocks)).toContain('"action_id":"run.retry","value":"batch-loans-2026-11-21-g1"');
  });

  test("is told with the day it waits for when its batch has not begun", async () => {
    await ends("2026-11-21", "failed");
    clockShows("2026-11-22T03:30:00Z");
    await compare();
    expect(late().at(-1)).toContain(
      "There was no summary of 2026-11-22 at 09:00. Its batch has not begun: it waits for 2026-11-21.",
    );
  });

  test("is not told when it came in time, or was skipped", async () => {
    await ends("2026-11-21", "succeeded");
    await desk.skip("2026-11-22" as Day, { user: "U0OPERATOR", why: "Sunday" });
    for (const day of ["21", "22"]) {
      clockShows(`2026-11-${day}T05:00:00Z`);
      await compare();
    }
    expect(late()).toEqual([]);
  });
});

test("without a schedule a deadline alone tells of a day that nobody asked for", async () => {
  daily = { ...daily, at: null, deadline: "09:00" };
  await compare();
  expect(said()).toEqual([]);
  clockShows("2026-11-21T03:30:00Z");
  await compare();
  expect(said()).toEqual([
    [
      "late-2026-11-21",
      "Daily loans 2026-11-21: late\nThere was no summary of 2026-11-21 at 09:00. Its batch has not begun: nobody has asked for it, and there is no schedule.",
    ],
  ]);
  expect(await runs()).toEqual([]);
});
