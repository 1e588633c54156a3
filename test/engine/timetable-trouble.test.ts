import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { latenessGauge } from "../../src/app/metrics/lateness-gauge.ts";
import type { Day } from "../../src/domain/day.ts";
import { batchId } from "../../src/domain/runs/run-id.ts";
import { ScheduleStore } from "../../src/jobs/store/schedule-store.ts";
import { workflows } from "../../src/jobs/workflows/index.ts";
import type { OwnTimetable } from "../support/engine/own-timetable.ts";
import { ownTimetable } from "../support/engine/own-timetable.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";

/** The timetable where what it depends on is not as it should be, and as it is set by the configuration. */

const MINUTE = 60_000;

const { redis, stop } = await startConnectedRedis();
afterAll(stop);

let own: OwnTimetable;

const one = (day: string) => ({ from: day as Day, until: day as Day });

beforeEach(async () => {
  own = await ownTimetable(redis);
});

/** As the AWS SDK throws it. */
const expired = Object.assign(new Error("The security token included in the request is expired"), {
  name: "ExpiredTokenException",
  $fault: "client",
  $metadata: { httpStatusCode: 400 },
});

const late = () => own.said().flatMap(([name, text]) => (name.startsWith("late-") ? [text] : []));

describe("while AWS cannot be asked", () => {
  beforeEach(async () => {
    own.around.daily = { ...own.around.daily, deadline: "09:00" };
    await own.was("deploy-stack");
    await own.allGoesWell();
    own.around.stack = expired;
  });

  test("a summary that is late is told all the same, with the reason and what helps", async () => {
    own.clockShows("2026-11-21T03:29:00Z");
    await own.compare();
    expect(late()).toEqual([]);
    own.clockShows("2026-11-21T03:30:00Z");
    await own.compare();
    await own.compare();
    expect(late()).toEqual([
      [
        "Daily loans 2026-11-21: late",
        "There was no summary of Sat 2026-11-21 at 09:00 Asia/Kolkata. Its batch has not begun: AWS cannot be asked.",
        "Asking AWS: The security token included in the request is expired.",
        "Renew the AWS credentials the bot runs with, then try again.",
        "A batch usually takes 1 min (the middle of the last 1 run).",
      ].join("\n"),
    ]);
    expect(await own.runs()).toEqual(["2026-11-20 succeeded"]);
  });

  test("what a batch usually takes goes by those alone of which it is known, not by days rebuilt after Redis was emptied", async () => {
    const day = "2026-11-19" as Day;
    const { name, version, steps } = workflows["daily-batch"];
    await own.runStore.restore({
      id: batchId({ stack: "loans", day }, 1),
      target: { stack: "loans", day },
      asker: { user: "U0OPERATOR", channel: "C0LOANS" },
      openedAt: new Date("2026-11-20T06:00:00Z"),
      outcome: "succeeded",
      isShown: true,
      opened: {
        ...{ workflow: name, version, steps: steps.map((step) => step.name), input: { day } },
        isRebuilt: true,
      },
      happenings: [
        ...steps.map((step) => ({
          happening: { kind: "done" as const, step: step.name, output: null },
          attempt: 1,
        })),
        { happening: { kind: "finished", outcome: "succeeded", isForgotten: true }, attempt: 1 },
      ],
    });
    own.clockShows("2026-11-21T03:30:00Z");
    await own.compare();
    expect(late().join()).toContain("A batch usually takes 1 min (the middle of the last 1 run).");
  });

  test("nothing is late of a stack that was torn down", async () => {
    await own.was("teardown-stack");
    own.clockShows("2026-11-21T03:30:00Z");
    await own.compare();
    expect(late()).toEqual([]);
  });

  test("the process is not ready after ten minutes, says why, and is again once AWS answers", async () => {
    const worker = own.worker();
    await worker.compare();
    own.around.monotonic = 9 * MINUTE;
    await worker.compare();
    expect(worker.trouble()).toBeNull();
    own.around.monotonic = 12 * MINUTE;
    await worker.compare();
    expect(worker.trouble()).toMatch(/^days that are due have not been asked for in 12 min; .*credentials/i);
    own.around.stack = "CREATE_COMPLETE";
    await worker.compare();
    expect(worker.trouble()).toBeNull();
  });
});

test("a comparison that does not end is told too", async () => {
  const worker = own.worker();
  own.around.monotonic = 61 * MINUTE;
  expect(worker.trouble()).toBe(
    "days that are due have not been asked for in 61 min; the comparison does not end",
  );
});

test("a reconciler that was dead for hours, whatever happened meanwhile, asks for what is missing and no more", async () => {
  const worker = own.worker();
  await worker.compare();
  await own.ends("2026-11-20", "succeeded");
  // It stood still from here on, while another one did a day's work.
  own.clockShows("2026-11-21T05:00:00Z");
  await own.allGoesWell();
  own.clockShows("2026-11-22T09:00:00Z");
  await Promise.all([worker.compare(), own.worker().compare()]);
  expect(await own.runs()).toEqual(["2026-11-20 succeeded", "2026-11-21 succeeded", "2026-11-22 live"]);
});

describe("a stack", () => {
  test("whose update was taken back serves on: its days are run", async () => {
    own.around.stack = "UPDATE_ROLLBACK_COMPLETE";
    await own.compare();
    expect(await own.runs()).toEqual(["2026-11-20 live"]);
  });

  test("that is stuck is the reason for a late summary", async () => {
    own.around.daily = { ...own.around.daily, deadline: "09:00" };
    await own.allGoesWell();
    own.around.stack = "UPDATE_ROLLBACK_FAILED";
    own.clockShows("2026-11-21T03:30:00Z");
    await own.compare();
    expect(late()[0]).toContain("Its batch has not begun: the stack is UPDATE_ROLLBACK_FAILED.");
    expect(await own.runs()).toEqual(["2026-11-20 succeeded"]);
  });

  test("that was torn down and made again has no days from in between, and none of them is late", async () => {
    await own.was("deploy-stack");
    await own.allGoesWell();
    await own.was("teardown-stack");
    own.around.stack = null;
    own.clockShows("2027-01-15T06:00:00Z");
    await own.compare();
    expect(await lateness()).toEqual([]);
    await own.was("deploy-stack");
    own.around.stack = "CREATE_COMPLETE";
    own.around.createdAt = "2027-01-15T06:00:00.000Z";
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["2026-11-20 succeeded", "2027-01-15 succeeded"]);
    expect(own.said()).toEqual([]);
  });

  test("that was made anew within a day counts that day anew, by itself; days before it when a person asks", async () => {
    await own.was("deploy-stack");
    await own.allGoesWell();
    own.clockShows("2026-11-21T06:00:00Z");
    await own.allGoesWell();
    await own.was("teardown-stack");
    own.clockShows("2026-11-21T07:00:00Z");
    own.around.createdAt = "2026-11-21T07:00:00.000Z";
    await own.was("deploy-stack");
    await own.compare();
    expect((await own.reader.live()).map(({ run }) => run.id)).toEqual(["batch-loans-2026-11-21-g2"]);
    expect(await lateness()).toEqual([5 * 3_600]);
    await own.ends("2026-11-21", "succeeded");
    await own.allGoesWell();
    expect(await lateness()).toEqual([0]);
    expect(await own.desk.skip(one("2026-11-20"), { user: "U0", why: "not wanted" })).toMatchObject({
      skipped: ["2026-11-20"],
    });
    expect(await own.askedByHand("2026-11-20")).toMatchObject({
      is: "opened",
      view: { run: { id: "batch-loans-2026-11-20-g2" } },
    });
    expect(own.said().map(([name]) => name)).toEqual([expect.stringMatching(/^skip-2026-11-20-/)]);
  });

  test("that was deleted by hand and made anew has no days from before it either", async () => {
    await own.was("deploy-stack");
    await own.allGoesWell();
    own.clockShows("2026-11-23T06:00:00Z");
    await own.allGoesWell();
    own.clockShows("2026-11-24T00:30:00Z");
    own.around.createdAt = "2026-11-24T00:30:00.000Z";
    await own.was("deploy-stack");
    await own.compare();
    expect(await own.reader.live()).toEqual([]);
    expect(await lateness()).toEqual([]);
    own.clockShows("2026-11-24T03:00:00Z");
    await own.allGoesWell();
    expect((await own.runs()).at(-1)).toBe("2026-11-24 succeeded");
    expect(await own.runs()).toHaveLength(5);
  });

  test("is not taken for another one because a deploy of it succeeded late: its days stay done", async () => {
    await own.allGoesWell();
    own.clockShows("2026-11-20T08:00:00Z");
    await own.was("deploy-stack");
    await own.allGoesWell();
    expect(await own.askedByHand("2026-11-20")).toMatchObject({ is: "known" });
    expect(await own.runs()).toEqual(["2026-11-20 succeeded"]);
  });

  test("that is older than one that was seen before, as another account's, has its days counted once", async () => {
    await own.was("deploy-stack");
    await own.allGoesWell();
    own.around.createdAt = "2026-11-19T00:00:00.000Z";
    own.clockShows("2026-11-21T06:00:00Z");
    await own.allGoesWell();
    expect(await own.askedByHand("2026-11-21")).toMatchObject({ is: "known" });
    expect(await own.askedByHand("2026-11-20")).toMatchObject({ is: "known" });
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["2026-11-20 succeeded", "2026-11-21 succeeded"]);
  });

  test("that is gone takes its failed days along: Retry says what counts them anew", async () => {
    await own.was("deploy-stack");
    await own.compare();
    await own.ends("2026-11-20", "failed");
    await own.was("teardown-stack");
    own.clockShows("2026-11-21T01:00:00Z");
    own.around.createdAt = "2026-11-21T01:00:00.000Z";
    await own.was("deploy-stack");
    await own.compare();
    expect(await own.intake.retry("batch-loans-2026-11-20-g1", "U0OPERATOR")).toMatchObject({
      is: "late",
      because:
        "the stack that it worked on is gone; type `/loans run 2026-11-20` to count on the one of today",
    });
  });
});

/** What the metric tells. */
async function lateness(): Promise<readonly number[]> {
  const { around, deploys, reader, keys } = own;
  const store = new ScheduleStore(redis, keys);
  const clock = { now: () => around.now };
  const gauge = latenessGauge({ store, deploys, runs: reader, daily: around.daily, stack: "loans", clock });
  return (await gauge.read()).map(({ value }) => value);
}

test("a day that cannot be asked for is told as late all the same, and its error is the process's reason", async () => {
  own.around.daily = { ...own.around.daily, deadline: "09:00" };
  await own.allGoesWell();
  own.around.askFails = expired;
  own.clockShows("2026-11-21T03:30:00Z");
  const worker = own.worker();
  own.around.monotonic = 15 * MINUTE;
  await worker.compare();
  await worker.compare();
  expect(late()).toEqual([
    [
      "Daily loans 2026-11-21: late",
      "There was no summary of Sat 2026-11-21 at 09:00 Asia/Kolkata. Its batch has not begun: asking for it came to nothing.",
      "Asking AWS: The security token included in the request is expired.",
      "Renew the AWS credentials the bot runs with, then try again.",
      "A batch usually takes 1 min (the middle of the last 1 run).",
    ].join("\n"),
  ]);
  expect(worker.trouble()).toContain("renew the AWS credentials");
});

describe("as configured", () => {
  test("so many missed days are run by themselves as LOANS_CATCH_UP_DAYS says", async () => {
    own.around.daily = { ...own.around.daily, catchUpDays: 2 };
    await own.allGoesWell();
    own.clockShows("2026-11-24T05:00:00Z");
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["20", "21", "22"].map((date) => `2026-11-${date} succeeded`));
    expect(own.said().map(([name]) => name)).toEqual(["left-2026-11-23"]);
    expect(own.said()[0]?.[1]).toContain("I run the oldest 2 now");
    expect(own.said()[0]?.[1]).toContain("The other 2 are left to you: 2026-11-23, 2026-11-24.");
  });

  test("with LOANS_DEPENDS_ON_PAST off a day that failed, or was left, holds nothing", async () => {
    own.around.daily = { ...own.around.daily, dependsOnPast: false, catchUpDays: 2 };
    await own.compare();
    await own.ends("2026-11-20", "failed");
    own.clockShows("2026-11-23T05:00:00Z");
    await own.allGoesWell();
    own.clockShows("2026-11-24T05:00:00Z");
    await own.allGoesWell();
    expect(await own.runs()).toEqual([
      "2026-11-20 failed",
      ...["21", "22", "24"].map((date) => `2026-11-${date} succeeded`),
    ]);
    expect(own.said().map(([name]) => name)).toEqual(["left-2026-11-23"]);
  });

  test("with LOANS_DEPENDS_ON_PAST off one day is still run after the other", async () => {
    own.around.daily = { ...own.around.daily, dependsOnPast: false };
    await own.compare();
    own.clockShows("2026-11-21T05:00:00Z");
    await own.compare();
    expect(await own.runs()).toEqual(["2026-11-20 live"]);
  });
});
