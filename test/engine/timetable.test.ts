import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { noticeMessage } from "../../src/bot/views/notices/notice.ts";
import { scheduleMessage, skippedMessage } from "../../src/bot/views/schedule.ts";
import type { ScheduleWish } from "../../src/domain/commands/command.ts";
import type { Day } from "../../src/domain/day.ts";
import type { Notice } from "../../src/domain/messages/notice.ts";
import { parseScheduleMemory, scheduleMemoryOf } from "../../src/domain/messages/schedule-memory.ts";
import { progressOf } from "../../src/domain/runs/run-progress.ts";
import type { ScheduleEntry } from "../../src/domain/schedule/schedule-setting.ts";
import type { OwnTimetable } from "../support/engine/own-timetable.ts";
import { ownTimetable } from "../support/engine/own-timetable.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";

/** The timetable on a real Redis, its clock in the test's hand; the batches it asks for end as the test says. */

const { redis, stop } = await startConnectedRedis();
afterAll(stop);

let own: OwnTimetable;

const one = (day: string) => ({ from: day as Day, until: day as Day });

beforeEach(async () => {
  own = await ownTimetable(redis);
});

describe("a day that is due", () => {
  test("is asked for once, by the schedule, whatever the number of workers", async () => {
    await Promise.all([own.compare(), own.compare(), own.compare()]);
    await own.compare();
    expect(await own.runs()).toEqual(["2026-11-20 live"]);
    const [view] = await own.reader.recent(1);
    expect(view?.run).toMatchObject({ askedBy: { user: "loan-tracker", channel: "C0LOANS" } });
  });

  test("is not asked for a minute too early, and then at once", async () => {
    await own.allGoesWell();
    own.clockShows("2026-11-21T01:59:00Z");
    await own.compare();
    expect(await own.runs()).toEqual(["2026-11-20 succeeded"]);
    own.clockShows("2026-11-21T02:00:00Z");
    await own.compare();
    expect(await own.runs()).toEqual(["2026-11-20 succeeded", "2026-11-21 live"]);
  });

  test("is not asked for again after the clock jumped back a day", async () => {
    await own.allGoesWell();
    own.clockShows("2026-11-21T03:00:00Z");
    await own.allGoesWell();
    own.clockShows("2026-11-20T03:00:00Z");
    await own.allGoesWell();
    own.clockShows("2026-11-21T03:05:00Z");
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["2026-11-20 succeeded", "2026-11-21 succeeded"]);
    const ids = (await own.reader.recent(10)).map(({ run }) => run.id);
    expect(ids.every((id) => id.endsWith("-g1"))).toBe(true);
  });

  test("waits while there is no stack, and none before the first deploy is ever due", async () => {
    own.around.stack = null;
    own.clockShows("2026-11-15T06:00:00Z");
    await own.compare();
    own.clockShows("2026-11-23T06:00:00Z");
    await own.compare();
    expect(await own.runs()).toEqual([]);
    own.around.stack = "CREATE_COMPLETE";
    own.around.createdAt = "2026-11-22T06:00:00.000Z";
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["2026-11-22 succeeded", "2026-11-23 succeeded"]);
  });

  test("that somebody has asked for already is not asked for again", async () => {
    await own.askedByHand("2026-11-20");
    await own.ends("2026-11-20", "failed");
    await own.compare();
    expect(await own.runs()).toEqual(["2026-11-20 failed"]);
  });

  test("begins with today where the schedule is switched on late", async () => {
    own.around.daily = { ...own.around.daily, at: null };
    await own.was("deploy-stack");
    own.clockShows("2026-12-24T05:00:00Z");
    own.around.daily = { ...own.around.daily, at: "07:30" };
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["2026-12-24 succeeded"]);
  });

  test("goes a week back at most where Redis was emptied", async () => {
    own.clockShows("2026-12-24T05:00:00Z");
    await own.allGoesWell();
    expect((await own.runs()).length).toBe(7);
    expect((await own.runs())[0]).toBe("2026-12-18 succeeded");
    expect(own.said()).toEqual([]);
  });
});

describe("days that were missed while everything was down", () => {
  test("are run one after the other, oldest first", async () => {
    await own.allGoesWell();
    own.clockShows("2026-11-23T05:00:00Z");
    await own.compare();
    await own.compare();
    expect(await own.runs()).toEqual(["2026-11-20 succeeded", "2026-11-21 live"]);
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["20", "21", "22", "23"].map((date) => `2026-11-${date} succeeded`));
    expect(own.said()).toEqual([]);
  });

  test("are run up to seven; the rest is listed once and left to a person", async () => {
    await own.allGoesWell();
    own.clockShows("2026-11-30T05:00:00Z");
    await Promise.all([own.compare(), own.compare()]);
    await own.allGoesWell();
    expect((await own.runs()).at(-1)).toBe("2026-11-27 succeeded");
    expect(own.said()).toEqual([
      [
        "left-2026-11-28",
        [
          "10 days were missed",
          "I run the oldest 7 now, one after the other: 2026-11-21, 2026-11-22, 2026-11-23, 2026-11-24, 2026-11-25, 2026-11-26, 2026-11-27. The other 3 are left to you: 2026-11-28, 2026-11-29, 2026-11-30.",
          'Run them: `/loans run 2026-11-28..2026-11-30`, or pass over them: `/loans skip 2026-11-28..2026-11-30 "reason"`. The days after them wait for that.',
        ].join("\n"),
      ],
    ]);
    // The next day waits for the last of those that were left, and goes on once that is skipped.
    own.clockShows("2026-12-01T05:00:00Z");
    await own.allGoesWell();
    expect([...own.around.notices.keys()]).toEqual(["left-2026-11-28", "hold-2026-11-30"]);
    await own.desk.skip(one("2026-11-30"), { user: "U0OPERATOR", why: "nobody needs it" });
    await own.allGoesWell();
    expect((await own.runs()).at(-1)).toBe("2026-12-01 succeeded");
  });
});

describe("a day that failed", () => {
  beforeEach(async () => {
    await own.compare();
    await own.ends("2026-11-20", "failed");
    own.clockShows("2026-11-22T05:00:00Z");
    await own.compare();
    await own.compare();
  });

  test("holds the next ones, which is said once", async () => {
    expect(await own.runs()).toEqual(["2026-11-20 failed"]);
    expect(own.said()).toEqual([
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
    await own.intake.retry("batch-loans-2026-11-20-g1", "U0OPERATOR");
    await own.ends("2026-11-20", "succeeded");
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["20", "21", "22"].map((date) => `2026-11-${date} succeeded`));
  });

  test("lets them go on when it is skipped", async () => {
    expect(await own.desk.skip(one("2026-11-20"), { user: "U0OPERATOR", why: "no file" })).toMatchObject({
      skipped: ["2026-11-20"],
    });
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["2026-11-20 failed", "2026-11-21 succeeded", "2026-11-22 succeeded"]);
  });

  test("lets today go on when the schedule is paused and resumed", async () => {
    await own.desk.change({ is: "pause", why: null }, "U0OPERATOR");
    await own.desk.change({ is: "resume", why: "begin anew" }, "U0OPERATOR");
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["2026-11-20 failed", "2026-11-22 succeeded"]);
  });
});

describe("the schedule in a person's hand", () => {
  const change = async (wish: ScheduleWish) => await own.desk.change(wish, "U0OPERATOR");

  test("names, once, the days that were due before a pause and that it goes on without", async () => {
    await own.allGoesWell();
    own.clockShows("2026-11-26T03:00:00Z");
    await own.compare();
    await own.ends("2026-11-21", "succeeded");
    own.around.notices.clear();
    await change({ is: "pause", why: null });
    own.clockShows("2026-11-28T03:00:00Z");
    await change({ is: "resume", why: null });
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["20", "21", "28"].map((date) => `2026-11-${date} succeeded`));
    const told = [...own.around.notices].filter(([name]) => name.startsWith("left-"));
    const left = ["2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"];
    expect(told).toEqual([["left-2026-11-22", { is: "days-left", run: [], left }]]);
    expect(JSON.stringify(own.said())).toContain("They were due before the schedule was paused");
  });

  test.each([
    [
      "skips the day",
      async () => await own.desk.skip(one("2026-11-20"), { user: "U0OPERATOR", why: "no file" }),
    ],
    ["pauses it", async () => await change({ is: "pause", why: null })],
    ["gives it a later time", async () => await change({ is: "time", time: "23:15", why: null })],
  ])("opens no run for somebody who %s while AWS takes its time to answer", async (_, decides) => {
    // The second look at the stack is the one with which the day is asked for.
    own.around.onLook = async (look) => void (look === 2 && (await decides()));
    await own.compare();
    expect(own.around.looks).toBe(2);
    await own.compare();
    expect(await own.runs()).toEqual([]);
  });

  test("asks for nothing while it is paused", async () => {
    expect(await change({ is: "pause", why: "month end" })).toEqual({
      is: "changed",
      today: null,
    });
    expect(await change({ is: "pause", why: null })).toEqual({ is: "already" });
    await own.compare();
    expect(await own.runs()).toEqual([]);
    const { text } = scheduleMessage(await own.desk.view(), null);
    expect(text).toContain("*Paused* by <@U0OPERATOR> since");
    expect(text).toContain("(“month end”)");
  });

  test("goes on by itself with the day that a pause ends with, and says so once", async () => {
    await own.allGoesWell();
    const until = "2026-11-23" as Day;
    expect(await change({ is: "pause", until, why: "month end" })).toMatchObject({ is: "changed" });
    expect(await change({ is: "pause", until, why: null })).toEqual({ is: "already" });
    const { text } = scheduleMessage(await own.desk.view(), {
      ...{ is: "changed", today: null },
      change: { is: "pause", until, why: null },
    });
    expect(text).toContain("Paused until Mon 23 Nov 2026: with that day it goes on by itself");
    expect(text).toMatch(
      /It goes on by itself with Mon 2026-11-23; .*\n\*Next, from Mon 2026-11-23 on\*\n• Mon 2026-11-23 at 07:30/,
    );
    own.clockShows("2026-11-22T18:29:00Z");
    await own.compare();
    expect(await own.runs()).toEqual(["2026-11-20 succeeded"]);
    own.clockShows("2026-11-23T02:00:00Z");
    await Promise.all([own.compare(), own.compare()]);
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["2026-11-20 succeeded", "2026-11-23 succeeded"]);
    expect((await own.desk.view()).setting.paused).toBeNull();
    const said = own.said().map((message) => JSON.stringify(message));
    expect(said.filter((one) => one.includes("The schedule goes on"))).toEqual([
      expect.stringContaining("Its pause is over: it goes on with Mon 2026-11-23."),
    ]);
    expect(scheduleMessage(await own.desk.view(), null).text).toContain("resumed by itself");
  });

  test("takes another end of a pause, and none where somebody asks for that", async () => {
    await own.allGoesWell();
    await change({ is: "pause", until: "2026-11-21" as Day, why: null });
    await change({ is: "pause", until: "2026-11-24" as Day, why: null });
    own.clockShows("2026-11-22T06:00:00Z");
    await own.allGoesWell();
    expect((await own.desk.view()).setting.paused).toMatchObject({ until: { day: "2026-11-24" } });
    await change({ is: "pause", why: null });
    own.clockShows("2026-11-25T06:00:00Z");
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["2026-11-20 succeeded"]);
  });

  test("takes another time, and shows who set it and why", async () => {
    await own.allGoesWell();
    await change({ is: "time", time: "23:15", why: "the file comes late" });
    own.clockShows("2026-11-21T03:00:00Z");
    await own.compare();
    expect(await own.runs()).toEqual(["2026-11-20 succeeded"]);
    own.clockShows("2026-11-21T17:45:00Z");
    await own.compare();
    expect(await own.runs()).toEqual(["2026-11-20 succeeded", "2026-11-21 live"]);
    const view = await own.desk.view();
    expect(view.next).toEqual(
      ["22", "23", "24", "25", "26"].map((date) => ({
        is: "due",
        day: `2026-11-${date}`,
        at: `2026-11-${date}T17:45:00.000Z`,
        hasRun: false,
      })),
    );
    const { text } = scheduleMessage(view, null);
    expect(text).toContain("Every day at 23:15");
    expect(text).toContain("In Asia/Kolkata. Set by <@U0OPERATOR>, in place of LOANS_SCHEDULE.");
    expect(text).toMatch(/set to 23:15 by <@U0OPERATOR>, .* \(“the file comes late”\)/);
  });

  describe("changed at noon", () => {
    const by = "U0OPERATOR";
    const at = (time: string, day = "2026-11-23") =>
      own.clockShows(new Date(`${day}T${time}:00+05:30`).toISOString());
    /** Sets another time and answers what the person sees first. */
    const set = async (time: string) => {
      const wish: ScheduleWish = { is: "time", time, why: null };
      const came = await own.desk.change(wish, by);
      const { text } = scheduleMessage(await own.desk.view(), { change: wish, ...came });
      return text.split("\n").slice(1);
    };
    const upTo = async (configured: string) => {
      own.around.daily = { ...own.around.daily, at: configured, deadline: "09:00" };
      for (const day of ["20", "21", "22"]) {
        at("23:00", `2026-11-${day}`);
        await own.allGoesWell();
      }
      at("12:00");
      await own.allGoesWell();
    };
    const days = (...dates: number[]) => dates.map((date) => `2026-11-${date} succeeded`);

    test("to an hour that is over makes today due at once, says so, and holds no deadline against it that has passed", async () => {
      await upTo("22:00");
      expect((await set("06:00"))[0]).toBe(
        "From now on at 06:00. By that 2026-11-23 is due now and is asked for at once, unless the stack or a day before it keeps it waiting.",
      );
      await own.compare();
      at("23:59");
      await own.compare();
      expect(await own.runs()).toEqual([...days(20, 21, 22), "2026-11-23 live"]);
      expect([...own.around.notices.keys()].filter((name) => name.startsWith("late-"))).toEqual([]);
      // Tomorrow's deadline is the first that today can miss.
      at("09:00", "2026-11-24");
      await own.compare();
      expect([...own.around.notices.keys()].filter((name) => name.startsWith("late-"))).toEqual([
        "late-2026-11-24",
      ]);
    });

    test("to a later hour does not run a day again that has its run", async () => {
      await upTo("06:00");
      const said = await set("22:00");
      expect(said[0]).toBe(
        "From now on at 22:00. 2026-11-23 has its run already and is not run again by that.",
      );
      expect(said).toContainEqual(
        expect.stringMatching(/^• Mon 2026-11-23 at 22:00 Asia\/Kolkata, .* · has its run already$/),
      );
      at("22:30");
      await own.allGoesWell();
      expect(await own.runs()).toEqual(days(20, 21, 22, 23));
    });

    test("to a later hour lets a day without a run wait for it, and back again asks for it", async () => {
      await upTo("22:00");
      expect((await set("22:30"))[0]).toMatch(/^From now on at 22:30. 2026-11-23 is due on .*17:00 UTC>.$/);
      await own.allGoesWell();
      expect(await own.runs()).toEqual(days(20, 21, 22));
      await set("06:00");
      await set("22:45");
      await own.allGoesWell();
      expect(await own.runs()).toEqual(days(20, 21, 22));
      at("22:45");
      await own.allGoesWell();
      expect(await own.runs()).toEqual(days(20, 21, 22, 23));
    });

    test("while it is paused promises nothing for today", async () => {
      await upTo("22:00");
      await own.desk.change({ is: "pause", why: null }, by);
      expect((await set("06:00"))[0]).toBe("From now on at 06:00.");
    });
  });

  test("skips no day that is done or at work, and none twice", async () => {
    await own.compare();
    const skip = async () =>
      skippedMessage(await own.desk.skip(one("2026-11-20"), { user: "U0OPERATOR", why: "no" })).text;
    expect(await skip()).toBe(
      "2026-11-20 is queued now and is not skipped: `batch-loans-2026-11-20-g1`. To end it first: `/loans cancel 2026-11-20`",
    );
    await own.ends("2026-11-20", "succeeded");
    expect(await skip()).toBe("2026-11-20 is done, so there is nothing to skip: `batch-loans-2026-11-20-g1`");
    await own.desk.skip(one("2026-11-21"), { user: "U0OPERATOR", why: "a holiday" });
    expect(await own.desk.skip(one("2026-11-21"), { user: "U0OTHER", why: "no" })).toMatchObject({
      skipped: [],
      known: [{ day: "2026-11-21", skip: { user: "U0OPERATOR", why: "a holiday" } }],
    });
    own.clockShows("2026-11-22T05:00:00Z");
    await own.compare();
    expect(await own.runs()).toEqual(["2026-11-20 succeeded", "2026-11-22 live"]);
  });
});

describe("a file that is not there", () => {
  beforeEach(async () => {
    own.around.daily = { ...own.around.daily, deadline: "09:00" };
    await own.allGoesWell();
    own.clockShows("2026-11-21T02:00:00Z");
    own.around.isFileThere = false;
    await own.compare();
    await own.ends("2026-11-21", "failed", "source-missing");
  });

  test("is looked for every five minutes without a new attempt, and who was called is told until when", async () => {
    const one = own.worker();
    for (let minute = 0; minute < 12; minute += 1) {
      own.around.now = new Date(own.around.now.getTime() + 60_000);
      await one.compare();
    }
    expect(own.around.looksForFile.get("2026-11-21")).toBe(2);
    // The message that calls people is owed in the breath in which the run ends; nothing else is said of it.
    expect([...own.around.notices.keys()]).toEqual([]);
    expect([...own.around.alerts]).toEqual([
      ["alert-batch-loans-2026-11-21-g1-a1", { awaitedUntil: "2026-11-21T03:30:00.000Z" }],
    ]);
    expect(progressOf(await own.runStore.journal("batch-loans-2026-11-21-g1")).attempt).toBe(1);
  });

  test("is a person's own affair where a person asked for the day", async () => {
    await own.askedByHand("2026-11-22");
    await own.ends("2026-11-22", "failed", "source-missing");
    own.clockShows("2026-11-22T02:00:00Z");
    await own.compare();
    expect([...own.around.alerts.keys()]).toEqual(["alert-batch-loans-2026-11-21-g1-a1"]);
  });

  test("lets the day go on by itself once it is there", async () => {
    own.around.isFileThere = true;
    own.around.now = new Date(own.around.now.getTime() + 5 * 60_000);
    await own.compare();
    expect(await own.runs()).toEqual(["2026-11-20 succeeded", "2026-11-21 live"]);
    expect(progressOf(await own.runStore.journal("batch-loans-2026-11-21-g1")).attempt).toBe(2);
  });

  test.each([
    ["empty", { bytes: 0, modifiedAt: "2026-11-21T02:00:00.000Z" }],
    ["still at being written", { bytes: 9, modifiedAt: "2026-11-21T02:05:50.000Z" }],
  ])("is waited for as well while it is %s", async (_, unfinished) => {
    own.around.isFileThere = true;
    own.around.file = unfinished;
    own.clockShows("2026-11-21T02:06:00Z");
    await own.compare();
    expect(progressOf(await own.runStore.journal("batch-loans-2026-11-21-g1")).attempt).toBe(1);
    own.around.file = { bytes: 9, modifiedAt: "2026-11-21T02:05:50.000Z" };
    own.clockShows("2026-11-21T02:12:00Z");
    await own.compare();
    expect(progressOf(await own.runStore.journal("batch-loans-2026-11-21-g1")).attempt).toBe(2);
  });

  test("that bears a time ahead of the clock is there once two looks of five minutes apart are the same", async () => {
    own.around.isFileThere = true;
    const one = own.worker();
    const attempts = async (minute: number, bytes: number) => {
      own.around.file = { bytes, modifiedAt: `2026-11-21T08:${minute}:00.000Z` };
      own.clockShows(`2026-11-21T02:${minute}:00Z`);
      await one.compare();
      return progressOf(await own.runStore.journal("batch-loans-2026-11-21-g1")).attempt;
    };
    expect(await attempts(10, 9)).toBe(1);
    expect(await attempts(15, 12)).toBe(1);
    own.clockShows("2026-11-21T02:20:00Z");
    await one.compare();
    expect(progressOf(await own.runStore.journal("batch-loans-2026-11-21-g1")).attempt).toBe(2);
  });

  test("is not looked for after the deadline, which says so in the call, and anew to whoever was called", async () => {
    own.around.isFileThere = true;
    own.clockShows("2026-11-21T03:30:00Z");
    await own.compare();
    expect(own.around.looksForFile.has("2026-11-21")).toBe(false);
    expect(own.around.alerts.get("alert-batch-loans-2026-11-21-g1-a1")).toEqual({
      ...{ awaitedUntil: null, lateAt: "09:00" },
    });
    const runId = "batch-loans-2026-11-21-g1";
    expect([...own.around.notices]).toMatchObject([
      ["late-2026-11-21", { is: "summary-late", because: { is: "ended", outcome: "failed" }, runId }],
    ]);
    await own.compare();
    expect(own.around.notices.size).toBe(1);
  });
});

describe("a file that was counted", () => {
  const changed = "changed-batch-loans-2026-11-20-g1";

  beforeEach(async () => {
    await own.compare();
    await own.ends("2026-11-20", "succeeded");
  });

  test("and is another one later is told once", async () => {
    const one = own.worker();
    await one.compare();
    expect(own.around.notices.has(changed)).toBe(false);
    own.around.fileContent = "other";
    own.around.now = new Date(own.around.now.getTime() + 5 * 60_000);
    own.around.file = { bytes: 14, modifiedAt: own.around.now.toISOString() };
    await one.compare();
    const notice = own.around.notices.get(changed) as Notice;
    expect(notice).toMatchObject({
      is: "file-changed",
      day: "2026-11-20",
      change: { countedBytes: 1, bytes: 14 },
    });
    expect(noticeMessage(notice, null).text).toContain("the file has changed");
  });

  test.each([
    ["without a schedule", { at: null }],
    ["without a schedule and with a deadline", { at: null, deadline: "09:00" }],
  ])("%s it is told all the same", async (_, daily) => {
    own.around.daily = { ...own.around.daily, ...daily };
    const one = own.worker();
    await one.compare();
    own.around.fileContent = "other";
    own.around.now = new Date(own.around.now.getTime() + 5 * 60_000);
    own.around.file = { bytes: 14, modifiedAt: own.around.now.toISOString() };
    await one.compare();
    expect(own.around.notices.has(changed)).toBe(true);
  });

  test("is no more looked at once the stack is gone", async () => {
    own.around.daily = { ...own.around.daily, at: null };
    own.around.stack = null;
    own.around.fileContent = "other";
    await own.compare();
    expect(own.around.notices.has(changed)).toBe(false);
  });

  test("is read through once for each touch that may have changed it, not with each look", async () => {
    const one = own.worker();
    const lookOn = async () => {
      own.around.now = new Date(own.around.now.getTime() + 60_000);
      await one.compare();
    };
    for (let minute = 0; minute < 6; minute += 1) await lookOn();
    // The first look, what it shows held against the counts, and another look five minutes later.
    expect(own.around.looksForFile.get("2026-11-20")).toBe(3);
    expect(own.around.readsOfFile).toBe(0);
    own.around.file = { bytes: 1, modifiedAt: own.around.now.toISOString() };
    for (let minute = 0; minute < 12; minute += 1) await lookOn();
    expect(own.around.readsOfFile).toBe(1);
    expect(own.around.notices.has(changed)).toBe(false);
  });
});

describe("a summary that is late", () => {
  const late = () => own.said().flatMap(([name, text]) => (name.startsWith("late-") ? [text] : []));

  beforeEach(async () => {
    own.around.daily = { ...own.around.daily, deadline: "09:00" };
    await own.allGoesWell();
    expect(late()).toEqual([]);
    own.clockShows("2026-11-21T02:00:00Z");
    await own.compare();
  });

  test("is told once, with what its batch is at", async () => {
    own.clockShows("2026-11-21T03:29:00Z");
    await own.compare();
    expect(late()).toEqual([]);
    own.clockShows("2026-11-21T03:30:00Z");
    await Promise.all([own.compare(), own.compare()]);
    own.clockShows("2026-11-21T05:00:00Z");
    await own.compare();
    expect(late()).toEqual([
      [
        "Daily loans 2026-11-21: late",
        "There was no summary of Sat 2026-11-21 at 09:00 Asia/Kolkata. Its batch has been queued since <!date^1795226400^{date_short_pretty} {time}|2026-11-21 02:00 UTC>.",
        "A batch usually takes 1 min (the middle of the last 1 run).",
        "run `batch-loans-2026-11-21-g1`",
      ].join("\n"),
    ]);
  });

  test("is told with how long its batch has taken where that is more than usual", async () => {
    await own.isAtWork("2026-11-21");
    own.clockShows("2026-11-21T03:30:00Z");
    await own.compare();
    expect(late()[0]).toContain("This one has taken longer: 1 h 30 min so far.");
  });

  test("is estimated by batches that needed one attempt, the last twenty", async () => {
    await own.ends("2026-11-21", "failed");
    await own.intake.retry("batch-loans-2026-11-21-g1", "U0OPERATOR");
    await own.ends("2026-11-21", "succeeded", "", 3_600_000);
    for (let day = 22; day < 43; day += 1) {
      const date = new Date(Date.UTC(2026, 10, day, 2)).toISOString();
      own.clockShows(date);
      await own.compare();
      await own.ends(date.slice(0, 10), "succeeded", "", 120_000);
    }
    own.clockShows("2026-12-13T03:30:00Z");
    await own.compare();
    expect(own.around.notices.get("late-2026-12-13")).toMatchObject({ usual: { ms: 120_000, of: 20 } });
  });

  test("is told in the message that called people when its batch was held, and not once more", async () => {
    await own.ends("2026-11-21", "held", "day-held");
    own.clockShows("2026-11-21T03:30:00Z");
    await own.compare();
    expect(late()).toEqual([]);
    expect(own.around.alerts.get("alert-batch-loans-2026-11-21-g1-a1")).toEqual({ lateAt: "09:00" });
  });

  test("is told with the day it waits for when its batch has not begun", async () => {
    await own.ends("2026-11-21", "failed");
    own.clockShows("2026-11-22T03:30:00Z");
    await own.compare();
    expect(late().at(-1)).toContain(
      "There was no summary of Sun 2026-11-22 at 09:00 Asia/Kolkata. Its batch has not begun: it waits for 2026-11-21.",
    );
  });

  test("is not told when it came in time, or was skipped", async () => {
    await own.ends("2026-11-21", "succeeded");
    await own.desk.skip(one("2026-11-22"), { user: "U0OPERATOR", why: "Sunday" });
    for (const day of ["21", "22"]) {
      own.clockShows(`2026-11-${day}T05:00:00Z`);
      await own.compare();
    }
    expect(late()).toEqual([]);
  });
});

test("without a schedule a deadline alone tells of a day that nobody asked for", async () => {
  own.around.daily = { ...own.around.daily, at: null, deadline: "09:00" };
  await own.compare();
  expect(own.said()).toEqual([]);
  own.clockShows("2026-11-21T03:30:00Z");
  await own.compare();
  expect(own.said()).toEqual([
    [
      "late-2026-11-21",
      "Daily loans 2026-11-21: late\nThere was no summary of Sat 2026-11-21 at 09:00 Asia/Kolkata. Its batch has not begun: nobody has asked for it, and there is no schedule.",
    ],
  ]);
  expect(await own.runs()).toEqual([]);
});

describe("what people decide is said in the channel", () => {
  const by = { user: "U0OPERATOR", why: "month end" };
  const said = () => [...own.around.notices.values()].map((notice) => noticeMessage(notice, null).text);

  test("once, with who and why, and again every four weeks while it holds", async () => {
    await own.desk.change({ is: "pause", why: by.why }, by.user);
    await own.desk.skip(one("2027-02-01"), by);
    await own.compare();
    await own.compare();
    expect(said()).toEqual([
      expect.stringMatching(/^The schedule is paused\nBy <@U0OPERATOR> since .*“month end”/),
      expect.stringMatching(/^Daily loans 2027-02-01: skipped\nBy <@U0OPERATOR> .*“month end”/),
    ]);
    own.clockShows("2026-12-18T06:32:00Z");
    await own.compare();
    await own.compare();
    expect(said().slice(2)).toEqual([
      expect.stringContaining("The schedule is still paused"),
      expect.stringContaining("Daily loans 2027-02-01: still skipped"),
    ]);
  });

  test("also what a crash kept from being said, and what goes on or has another time", async () => {
    const at = own.around.now.toISOString();
    for (const entry of [
      { ...by, at, is: "paused" },
      { ...by, at: "2026-11-20T06:31:01.000Z", is: "resumed", from: "2026-11-20" },
      { ...by, at: "2026-11-20T06:31:02.000Z", is: "time", time: "09:15" },
    ] satisfies ScheduleEntry[])
      await own.store.change(new Date(at), () => ({ entry, answer: null }));
    await own.compare();
    expect(said().map((text) => text?.split("\n")[0])).toEqual([
      "The schedule runs days at 09:15",
      "The schedule goes on",
    ]);
  });

  test("that the stack is locked, while it is, and that a month's end freezes it, once", async () => {
    own.around.daily = { ...own.around.daily, freeze: { last: 1, first: 0 } };
    await own.desk.putLock(
      { why: by.why, until: { day: "2026-11-20" as Day, time: "12:10" } },
      { user: by.user, taking: null },
    );
    own.clockShows("2026-11-20T06:39:00Z");
    await own.compare();
    own.clockShows("2026-11-20T06:41:00Z");
    expect(await own.desk.lock()).toBeNull();
    own.clockShows("2026-11-29T18:31:00Z");
    await own.compare();
    await own.compare();
    expect(said()).toEqual([
      expect.stringMatching(
        /^The stack is locked\nIt is locked by <@U0OPERATOR> since .*“month end”.*the daily batch goes on\. `\/loans unlock` lifts it\.$/,
      ),
      expect.stringMatching(
        /^The stack is frozen\nIt is frozen for the month's end since .*, as LOANS_CALENDAR says\. Nobody may deploy/,
      ),
    ]);
    expect(
      await own.desk.putLock({ why: "hotfix", until: null }, { user: by.user, taking: null }),
    ).toMatchObject({ is: "held", lock: { user: "loan-tracker" } });
    expect(await own.desk.liftLock({ user: by.user, taking: "2026-11-29T18:30:00.000Z" })).toMatchObject({
      is: "unlocked",
    });
    expect(await own.desk.lock()).toBeNull();
  });

  test("that a lock is taken over, once, however often that is pressed", async () => {
    await own.desk.putLock({ why: "audit", until: null }, { user: by.user, taking: null });
    const { at = "" } = (await own.desk.lock()) ?? {};
    own.clockShows("2026-11-20T06:39:00Z");
    const takesOver = async () =>
      await own.desk.putLock({ why: "hotfix", until: null }, { user: "U0OTHER", taking: at });
    expect(await takesOver()).toMatchObject({ is: "locked", lock: { from: by.user } });
    own.clockShows("2026-11-20T06:39:01Z");
    expect(await takesOver()).toMatchObject({ is: "yours", lock: { user: "U0OTHER", why: "hotfix" } });
    expect((await own.store.record(own.around.now)).filter(({ is }) => is === "locked")).toHaveLength(2);
  });

  test("what the first of two did who press at the same moment: the second is answered by it, and changes nothing", async () => {
    const twice = async <Answer>(press: (user: string) => Promise<Answer>) =>
      await Promise.all(["U0ONE", "U0TWO"].map(press));
    const written = async () => (await own.store.record(own.around.now)).map(({ is }) => is);
    const locks = await twice(
      async (user) => await own.desk.putLock({ why: "hotfix", until: null }, { user, taking: null }),
    );
    expect(locks.map(({ is }) => is).toSorted()).toEqual(["held", "locked"]);
    const { at = "", user: first } = (await own.desk.lock()) ?? {};
    own.clockShows("2026-11-20T06:39:00Z");
    const taken = await Promise.all(
      ["U0THREE", "U0FOUR"].map(
        async (user) => await own.desk.putLock({ why: "hotfix", until: null }, { user, taking: at }),
      ),
    );
    expect(taken.map(({ is }) => is).toSorted()).toEqual(["held", "locked"]);
    expect(await own.desk.lock()).toMatchObject({ from: first });
    own.clockShows("2026-11-20T06:39:01Z");
    const { at: since = "" } = (await own.desk.lock()) ?? {};
    const lifted = await twice(async (user) => await own.desk.liftLock({ user, taking: since }));
    expect(lifted.map(({ is }) => is).toSorted()).toEqual(["free", "unlocked"]);
    const paused = await twice(async (user) => await own.desk.change({ is: "pause", why: null }, user));
    expect(paused.map(({ is }) => is).toSorted()).toEqual(["already", "changed"]);
    const resumed = await twice(async (user) => await own.desk.change({ is: "resume", why: null }, user));
    expect(resumed.map(({ is }) => is).toSorted()).toEqual(["already", "changed"]);
    expect(await written()).toEqual(["locked", "locked", "unlocked", "paused", "resumed"]);
    expect(said()).toHaveLength(5);
  });

  test("so that a Redis that was emptied learns it from there: nothing is run that was not to be run", async () => {
    await own.desk.change({ is: "time", time: "09:15", why: "later" }, by.user);
    await own.desk.change({ is: "pause", why: by.why }, by.user);
    await own.desk.skip(one("2026-11-21"), by);
    const told = [...own.around.notices.values()]
      .flatMap((notice) => scheduleMemoryOf(notice) ?? [])
      .toReversed();
    const marks = told.map((memory) => parseScheduleMemory(JSON.stringify(memory)));
    await redis.del(own.keys.schedule, own.keys.decided);
    own.clockShows("2026-11-24T06:00:00Z");
    await own.store.recall(
      marks.flatMap((memory) => (memory === null ? [] : [{ ...memory, at: own.around.now }])),
    );
    await own.compare();
    expect(await own.runs()).toEqual([]);
    expect((await own.desk.view()).setting).toMatchObject({ time: "09:15", paused: by });

    // What came due during the pause is not made up for, although nobody remembers when the schedule began.
    own.clockShows("2026-11-25T02:00:00Z");
    await own.desk.change({ is: "resume", why: null }, by.user);
    own.clockShows("2026-11-25T06:00:00Z");
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["2026-11-25 succeeded"]);
  });

  test("and a record that has grown meanwhile keeps what it has, in the order of time", async () => {
    const paused = { ...by, at: "2026-11-20T06:00:00.000Z", is: "paused" as const };
    const resumed = { ...by, at: "2026-11-20T07:00:00.000Z", is: "resumed" as const, from: "2026-11-20" };
    await own.store.change(own.around.now, () => ({ entry: resumed, answer: null }));
    const memory = { changes: [paused], skips: [], unskips: [], left: ["2026-11-19"], at: own.around.now };
    await own.store.recall([memory]);
    await own.store.recall([memory]);
    expect(await own.store.record(own.around.now)).toEqual([paused, resumed]);
    expect([...(await own.store.decisions()).keys()]).toEqual(["2026-11-19"]);
  });
});
