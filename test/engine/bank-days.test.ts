import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { latenessGauge } from "../../src/app/metrics/lateness-gauge.ts";
import { noticeMessage } from "../../src/bot/views/notices/notice.ts";
import { scheduleMessage, skippedMessage, unskippedMessage } from "../../src/bot/views/schedule.ts";
import type { Day } from "../../src/domain/day.ts";
import { parseScheduleMemory, scheduleMemoryOf } from "../../src/domain/messages/schedule-memory.ts";
import type { BankCalendar } from "../../src/domain/schedule/bank-days.ts";
import { EVERY_DAY } from "../../src/domain/schedule/bank-days.ts";
import type { OwnTimetable } from "../support/engine/own-timetable.ts";
import { ownTimetable } from "../support/engine/own-timetable.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";

/** The timetable of a bank that works from Monday to Friday; its stack was made on Friday, November 20, 2026. */

const { redis, stop } = await startConnectedRedis();
afterAll(stop);

let own: OwnTimetable;

const BANK: BankCalendar = {
  ...EVERY_DAY,
  weekdays: [1, 2, 3, 4, 5],
  holidays: { "2026-11-26": "Thanksgiving" },
};
const days = (from: string, until = from) => ({ from: from as Day, until: until as Day });
const by = { user: "U0OPERATOR", why: "Christmas" };
const goBy = (calendar: BankCalendar) => {
  own.around.daily = { ...own.around.daily, calendar };
};
const keys = () => [...own.around.notices.keys()];
const noon = (date: string) => own.clockShows(`${date}T06:30:00Z`);

beforeEach(async () => {
  own = await ownTimetable(redis);
  goBy(BANK);
});

describe("a day that is no bank day", () => {
  beforeEach(async () => {
    own.around.daily = { ...own.around.daily, deadline: "09:00" };
    await own.allGoesWell();
  });

  test("is not asked for, is not late, and keeps no other day waiting", async () => {
    for (const date of ["21", "22", "23", "24", "25", "26", "27", "28"]) {
      noon(`2026-11-${date}`);
      await own.allGoesWell();
    }
    expect(await own.runs()).toEqual(
      ["20", "23", "24", "25", "27"].map((date) => `2026-11-${date} succeeded`),
    );
    expect(keys().filter((name) => !name.startsWith("late-2026-11-2"))).toEqual([]);
    expect(keys().filter((name) => /^late-2026-11-(21|22|26|28)/.test(name))).toEqual([]);
  });

  test("is passed over by what waits for the bank day before it, and that is said", async () => {
    noon("2026-11-23");
    await own.compare();
    await own.ends("2026-11-23", "failed");
    noon("2026-11-25");
    await own.compare();
    expect(keys()).toContain("hold-2026-11-23");
    await own.desk.skip(days("2026-11-23"), by);
    await own.allGoesWell();
    await own.store.decide({
      is: "unskipped",
      user: "U0",
      at: own.around.now.toISOString(),
      days: ["2026-11-23" as Day],
    });
    noon("2026-11-27");
    await own.compare();
    await own.ends("2026-11-27", "failed");
    noon("2026-11-30");
    await own.compare();
    const held = own.around.notices.get("hold-2026-11-27");
    expect(held).toMatchObject({ day: "2026-11-30", by: "2026-11-27" });
    expect(held && noticeMessage(held, null).text).toContain(
      "2026-11-30 is due and waits, because the bank day before, 2026-11-27, failed.",
    );
  });

  test("has its file looked for until the next bank day is due where there is no deadline", async () => {
    own.around.daily = { ...own.around.daily, deadline: null };
    noon("2026-11-25");
    own.around.isFileThere = false;
    for (const day of ["2026-11-23", "2026-11-24"]) {
      await own.compare();
      await own.ends(day, "succeeded");
    }
    await own.compare();
    await own.ends("2026-11-25", "failed", "source-missing");
    await own.compare();
    expect(own.around.alerts.get("alert-batch-loans-2026-11-25-g1-a1")).toEqual({
      awaitedUntil: "2026-11-27T02:00:00.000Z",
    });
  });

  test("can be run by hand, once, and is still none", async () => {
    noon("2026-11-21");
    await own.askedByHand("2026-11-21");
    await own.ends("2026-11-21", "failed");
    noon("2026-11-23");
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["2026-11-20 succeeded", "2026-11-21 failed", "2026-11-23 succeeded"]);
    const view = await own.reader.view("batch-loans-2026-11-21-g1");
    expect(view?.progress.input).toEqual({ day: "2026-11-21", noBankDay: "Saturday" });
  });

  test("counts for the lateness of none", async () => {
    const { store, deploys, reader, around } = own;
    await own.was("deploy-stack");
    const clock = { now: () => around.now };
    const gauge = latenessGauge({ store, deploys, runs: reader, daily: around.daily, stack: "loans", clock });
    const lateness = async () => (await gauge.read()).map(({ value }) => value);
    noon("2026-11-22");
    expect(await lateness()).toEqual([0]);
    noon("2026-11-23");
    expect(await lateness()).toEqual([4.5 * 3_600]);
  });
});

test("as many bank days are caught up with as the limit says, and the rest is left", async () => {
  own.around.daily = { ...own.around.daily, catchUpDays: 3 };
  await own.allGoesWell();
  noon("2026-11-30");
  await own.allGoesWell();
  expect(await own.runs()).toEqual(["20", "23", "24", "25"].map((date) => `2026-11-${date} succeeded`));
  expect(own.around.notices.get("left-2026-11-27")).toMatchObject({ left: ["2026-11-27", "2026-11-30"] });
});

test("a ledger that has forgotten begins so many bank days back", async () => {
  own.around.daily = { ...own.around.daily, catchUpDays: 3 };
  noon("2026-12-01");
  await own.allGoesWell();
  expect(await own.runs()).toEqual(["11-27", "11-30", "12-01"].map((date) => `2026-${date} succeeded`));
});

test("a ledger that has forgotten catches up with the bank days of the calendar of now, the only one that it knows", async () => {
  const forget = async () => await redis.del(own.keys.schedule, own.keys.decided, own.keys.daybook);
  goBy(EVERY_DAY);
  await own.allGoesWell();
  // The weekend came due by the calendar that was forgotten.
  noon("2026-11-23");
  await forget();
  goBy(BANK);
  await own.allGoesWell();
  expect(await own.runs()).toEqual(["20", "23"].map((date) => `2026-11-${date} succeeded`));
  // Thanksgiving was none of its days; what has been counted is not asked for anew.
  noon("2026-11-27");
  await own.allGoesWell();
  await forget();
  goBy({ ...BANK, holidays: {} });
  await own.allGoesWell();
  expect(await own.runs()).toEqual(
    ["20", "23", "24", "25", "26", "27"].map((date) => `2026-11-${date} succeeded`),
  );
  expect(keys()).toEqual([]);
});

test("a resumption leaves bank days alone to a person", async () => {
  await own.allGoesWell();
  noon("2026-11-25");
  await own.desk.change({ is: "pause", why: null }, by.user);
  noon("2026-11-27");
  await own.desk.change({ is: "resume", why: null }, by.user);
  await own.compare();
  expect(own.around.notices.get("left-2026-11-23")).toMatchObject({
    left: ["2026-11-23", "2026-11-24", "2026-11-25"],
  });
  noon("2026-11-28");
  await own.desk.change({ is: "pause", why: null }, by.user);
  noon("2026-11-30");
  await own.desk.change({ is: "resume", why: null }, by.user);
  await own.compare();
  expect(keys().filter((name) => name.startsWith("left-"))).toEqual(["left-2026-11-23"]);
});

test("a resumption on a day that is passed over says with which day it goes on", async () => {
  await own.allGoesWell();
  const goesOn = async (today: string) => {
    noon(today);
    await own.desk.change({ is: "pause", why: null }, by.user);
    return await own.desk.change({ is: "resume", why: null }, by.user);
  };
  expect(await goesOn("2026-11-25")).toMatchObject({ goesOn: { day: "2026-11-25", isToday: true } });
  await own.desk.skip(days("2026-11-30", "2026-11-30"), by);
  expect(await goesOn("2026-11-28")).toMatchObject({ goesOn: { day: "2026-12-01", isToday: false } });
});

describe("a calendar that changes under a standing schedule", () => {
  test("takes back no day that was due by the one before, and asks for none twice", async () => {
    goBy(EVERY_DAY);
    await own.allGoesWell();
    // Saturday and Sunday come due while nothing runs; the app starts again on Monday with a calendar.
    noon("2026-11-23");
    goBy(BANK);
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["20", "21", "22", "23"].map((date) => `2026-11-${date} succeeded`));
    noon("2026-11-28");
    await own.allGoesWell();
    expect((await own.runs()).slice(4)).toEqual(
      ["24", "25", "27"].map((date) => `2026-11-${date} succeeded`),
    );
  });

  test("makes no day due behind it, but today", async () => {
    await own.allGoesWell();
    noon("2026-11-26");
    await own.allGoesWell();
    own.around.daily = { ...own.around.daily, deadline: "09:00" };
    // At noon of a holiday somebody hears that it is none.
    goBy({ ...EVERY_DAY, weekdays: [1, 2, 3, 4, 5, 6] });
    await own.compare();
    expect((await own.runs()).at(-1)).toBe("2026-11-26 live");
    expect(keys().filter((name) => name === "late-2026-11-26")).toEqual([]);
    await own.allGoesWell();
    noon("2026-11-30");
    await own.allGoesWell();
    expect((await own.runs()).map((run) => run.slice(5, 10))).toEqual([
      "11-20",
      "11-23",
      "11-24",
      "11-25",
      "11-26",
      "11-27",
      "11-28",
      "11-30",
    ]);
  });

  test("lets a day go on that waits for one which is no bank day any more", async () => {
    goBy(EVERY_DAY);
    await own.allGoesWell();
    noon("2026-11-21");
    await own.compare();
    await own.ends("2026-11-21", "failed");
    noon("2026-11-23");
    await own.compare();
    expect(keys()).toContain("hold-2026-11-21");
    goBy(BANK);
    await own.allGoesWell();
    expect((await own.runs()).slice(1)).toEqual([
      "2026-11-21 failed",
      "2026-11-22 succeeded",
      "2026-11-23 succeeded",
    ]);
  });

  test("calls no day late any more that it passes over", async () => {
    goBy(EVERY_DAY);
    own.around.daily = { ...own.around.daily, deadline: "09:00" };
    await own.allGoesWell();
    own.clockShows("2026-11-21T02:00:00Z");
    await own.compare();
    await own.ends("2026-11-21", "failed");
    goBy(BANK);
    noon("2026-11-21");
    await own.compare();
    expect(keys()).toEqual([]);
  });

  test("loses no day of those that a ledger which has forgotten begins with", async () => {
    own.around.daily = { ...own.around.daily, catchUpDays: 3 };
    noon("2026-12-01");
    await own.compare();
    await own.ends("2026-11-27", "succeeded");
    goBy({ ...BANK, holidays: { "2026-11-30": "St. Andrew's" } });
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["11-27", "11-30", "12-01"].map((date) => `2026-${date} succeeded`));
  });

  test("and a skip that is taken back behind it is told as the schedule then does it", async () => {
    goBy(EVERY_DAY);
    await own.allGoesWell();
    await own.desk.skip(days("2026-11-21"), by);
    noon("2026-11-23");
    goBy(BANK);
    await own.allGoesWell();
    const wasDue = await own.desk.unskip(days("2026-11-21"), "U0OTHER");
    expect(unskippedMessage(wasDue).text).toContain("2026-11-21 is due and asked for now");
    await own.compare();
    expect(await own.runs()).toContain("2026-11-21 live");
    await own.allGoesWell();

    noon("2026-11-29");
    const skipped = await own.desk.skip(days("2026-11-28"), by);
    expect(skippedMessage(skipped).text).toContain("passes over 2026-11-28 (Saturday) also without that");
    goBy(EVERY_DAY);
    await own.allGoesWell();
    const wasNone = await own.desk.unskip(days("2026-11-28"), "U0OTHER");
    expect(unskippedMessage(wasNone).text).toBe(
      [
        "2026-11-28 is skipped no more.",
        "The schedule does not ask for 2026-11-28: it was no bank day when its time came (Saturday). `/loans run 2026-11-28` does.",
      ].join("\n"),
    );
    await own.allGoesWell();
    expect((await own.runs()).map((run) => run.slice(8, 10))).not.toContain("28");
  });

  test("is written down once by each process, and the one that was started last is believed", async () => {
    const one = own.worker();
    await one.compare();
    goBy(EVERY_DAY);
    const other = own.worker();
    for (let round = 0; round < 3; round += 1) for (const each of [one, other]) await each.compare();
    const seen = (await own.store.daybook()).flatMap((entry) =>
      entry.is === "calendar" ? [entry.calendar] : [],
    );
    expect(seen).toEqual([BANK, EVERY_DAY]);
  });
});

describe("a day that failed", () => {
  const failedDay = "2026-11-20";
  const runId = `batch-loans-${failedDay}-g1`;

  beforeEach(async () => {
    await own.compare();
    await own.ends(failedDay, "failed");
    own.clockShows("2026-11-20T08:00:00Z");
  });

  test("is called for anew by the message that says it is skipped no more, once", async () => {
    await own.desk.skip(days(failedDay), by);
    noon("2026-11-21");
    await own.desk.unskip(days(failedDay), "U0OTHER");
    const back = [...own.around.notices.values()].findLast(({ is }) => is === "days-unskipped");
    const asker = "loan-tracker";
    expect(back).toMatchObject({ failed: [{ day: failedDay, outcome: "failed", asker }] });
    expect(own.around.alerts.get(`alert-${runId}-a1`)).toEqual({ backSince: "2026-11-21T06:30:00.000Z" });
    // Once by the skip and once by its end.
    const about = [
      `late-${failedDay}`,
      `hold-${failedDay}`,
      `wait-${failedDay}`,
      `file-${runId}`,
      `changed-${runId}`,
    ];
    expect(own.renewed).toEqual([...about, ...about]);
  });

  test("after it was skipped is not called for by that", async () => {
    await own.desk.skip(days("2026-11-23"), by);
    noon("2026-11-24");
    await own.askedByHand("2026-11-23" as Day);
    await own.ends("2026-11-23", "failed");
    await own.desk.unskip(days("2026-11-23"), "U0OTHER");
    const back = [...own.around.notices.values()].findLast(({ is }) => is === "days-unskipped");
    expect(back).not.toHaveProperty("failed");
  });
});

describe("days that are passed over in advance", () => {
  test("are shown among the next five, with weekday, zone and why", async () => {
    await own.allGoesWell();
    noon("2026-11-24");
    await own.desk.skip(days("2026-12-01", "2026-12-02"), by);
    const { text } = scheduleMessage(await own.desk.view(), null);
    expect(text).toMatch(/^Every bank day at 07:30\n/);
    expect(text.split("\n").filter((line) => /^[•–]/.test(line))).toEqual([
      expect.stringMatching(/^• Wed 2026-11-25 at 07:30 Asia\/Kolkata, <!date.*>$/),
      "– Thu 2026-11-26: passed over, Thanksgiving",
      expect.stringMatching(/^• Fri 2026-11-27 /),
      "– Sat 2026-11-28 to Sun 2026-11-29: passed over, no bank days",
      expect.stringMatching(/^• Mon 2026-11-30 /),
      "– Tue 2026-12-01 to Wed 2026-12-02: passed over, skipped by <@U0OPERATOR> (“Christmas”)",
      expect.stringMatching(/^• Thu 2026-12-03 /),
      expect.stringMatching(/^• Fri 2026-12-04 /),
    ]);
    expect(text).toContain("LOANS_CALENDAR lists no holiday after 2026-11-26: days behind it may be some.");
    expect(text).toContain("2026-12-01, 2026-12-02 skipped by <@U0OPERATOR>, ");
  });

  test("are shown also where no time is set, beside the calendar and how to set one", async () => {
    own.around.daily = { ...own.around.daily, at: null };
    own.clockShows("2026-11-26T06:30:00Z");
    await own.desk.skip(days("2026-12-01"), by);
    const { text } = scheduleMessage(await own.desk.view(), null);
    expect(text.split("\n").slice(0, 12)).toEqual([
      "No schedule",
      "Days are run when somebody asks. `/loans schedule 07:30` sets a time, of Asia/Kolkata; so does LOANS_SCHEDULE, at a restart.",
      "Bank days are Monday to Friday but 1 holiday, the next on Thu 2026-11-26 (Thanksgiving).",
      "*The next bank days*",
      "– Thu 2026-11-26: passed over, Thanksgiving",
      "• Fri 2026-11-27",
      "– Sat 2026-11-28 to Sun 2026-11-29: passed over, no bank days",
      "• Mon 2026-11-30",
      "– Tue 2026-12-01: passed over, skipped by <@U0OPERATOR> (“Christmas”)",
      "• Wed 2026-12-02",
      "• Thu 2026-12-03",
      "• Fri 2026-12-04",
    ]);
  });

  test("are not asked for, until the skip of one is taken back", async () => {
    await own.allGoesWell();
    const skipped = await own.desk.skip(days("2026-11-23", "2026-11-28"), by);
    expect(skippedMessage(skipped).text).toBe(
      [
        "2026-11-23, 2026-11-24, 2026-11-25, 2026-11-26, 2026-11-27, 2026-11-28 are skipped: they are not run by themselves, and the days after them do not wait for them. `/loans unskip 2026-11-23..2026-11-28` takes that back.",
        "The schedule passes over 2026-11-26 (Thanksgiving), 2026-11-28 (Saturday) also without that.",
      ].join("\n"),
    );
    const future = await own.desk.unskip(days("2026-11-27", "2026-11-30"), "U0OTHER");
    expect(unskippedMessage(future).text).toBe(
      [
        "2026-11-27, 2026-11-28 are skipped no more.",
        "The schedule does not ask for 2026-11-28: it is no bank day (Saturday). Once it has come it can be run by hand.",
        "`/loans schedule` shows what comes next.",
        "2026-11-29, 2026-11-30 were not skipped.",
      ].join("\n"),
    );
    const [, notice = ""] = own.said().find(([name]) => name.startsWith("unskip")) ?? [];
    expect(notice.split("\n").slice(-2)).toEqual([
      expect.stringMatching(/ 2026-11-27 is run by the schedule when its turn comes\.$/),
      "The schedule does not ask for 2026-11-28: it is no bank day (Saturday). Once it has come it can be run by hand.",
    ]);
    noon("2026-11-27");
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["2026-11-20 succeeded", "2026-11-27 succeeded"]);
    const past = await own.desk.unskip(days("2026-11-25"), "U0OTHER");
    expect(unskippedMessage(past).text).toContain("2026-11-25 is due and asked for now");
    own.around.daily = { ...own.around.daily, deadline: "09:00" };
    await own.compare();
    expect(await own.runs()).toContain("2026-11-25 live");
    expect(keys().filter((name) => name === "late-2026-11-25")).toEqual([]);
  });

  test("and taken back are asked for as far as days that were missed are run", async () => {
    own.around.daily = { ...own.around.daily, catchUpDays: 2 };
    await own.allGoesWell();
    await own.desk.skip(days("2026-11-23", "2026-11-25"), by);
    noon("2026-11-25");
    await own.allGoesWell();
    const back = await own.desk.unskip(days("2026-11-23", "2026-11-25"), "U0OTHER");
    expect(back).toMatchObject({
      dueNow: ["2026-11-23", "2026-11-24"],
      notAsked: [{ day: "2026-11-25", why: "of the days that were missed the oldest 2 alone are run" }],
    });
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["20", "23", "24"].map((date) => `2026-11-${date} succeeded`));
  });

  test("over one that is held go on without it, and half of them taken back is told day by day", async () => {
    await own.allGoesWell();
    noon("2026-11-23");
    await own.compare();
    await own.ends("2026-11-23", "held");
    noon("2026-11-25");
    await own.compare();
    expect(keys()).toContain("hold-2026-11-23");
    const skipped = await own.desk.skip(days("2026-11-23", "2026-11-24"), by);
    expect(skipped).toMatchObject({ skipped: ["2026-11-23", "2026-11-24"], counted: [], backfilled: [] });
    await own.allGoesWell();
    expect((await own.runs()).slice(1)).toEqual(["2026-11-23 held", "2026-11-25 succeeded"]);

    const half = await own.desk.unskip(days("2026-11-23"), "U0OTHER");
    expect(unskippedMessage(half).text).toBe(
      [
        "2026-11-23 is skipped no more.",
        "The schedule does not ask for 2026-11-23: it is held. `/loans run 2026-11-23` does.",
      ].join("\n"),
    );
    await own.allGoesWell();
    expect((await own.runs()).slice(1)).toEqual(["2026-11-23 held", "2026-11-25 succeeded"]);
    expect([...(await own.desk.skips()).keys()]).toEqual(["2026-11-24"]);
    expect(await own.desk.unskip(days("2026-11-23", "2026-11-24"), "U0OTHER")).toMatchObject({
      unskipped: ["2026-11-24"],
      unknown: ["2026-11-23"],
    });
    // It waits for the one before it, which is skipped no more.
    await own.compare();
    expect((await own.runs()).slice(1)).toEqual(["2026-11-23 held", "2026-11-25 succeeded"]);
  });

  test("and taken back while its file is looked for are looked for again, and so it is told", async () => {
    own.around.daily = { ...own.around.daily, deadline: "18:00" };
    await own.allGoesWell();
    own.clockShows("2026-11-23T02:00:00Z");
    own.around.isFileThere = false;
    await own.compare();
    await own.ends("2026-11-23", "failed", "source-missing");
    await own.desk.skip(days("2026-11-23"), by);
    const back = await own.desk.unskip(days("2026-11-23"), "U0OTHER");
    expect(back).toMatchObject({
      ...{ dueNow: [], notAsked: [] },
      awaited: [{ day: "2026-11-23", until: "2026-11-23T12:30:00.000Z" }],
    });
    expect(unskippedMessage(back).text).toMatch(
      /^2026-11-23 is skipped no more\.\nThe file of 2026-11-23 is looked for again until .*, and the day goes on once it is there, whole\.$/,
    );
    own.around.isFileThere = true;
    noon("2026-11-23");
    await own.compare();
    expect(await own.runs()).toContain("2026-11-23 live");
    // Past the deadline nobody looks for it.
    await own.ends("2026-11-23", "failed", "source-missing");
    await own.desk.skip(days("2026-11-23"), by);
    own.clockShows("2026-11-23T13:00:00Z");
    expect(await own.desk.unskip(days("2026-11-23"), "U0OTHER")).toMatchObject({
      ...{ dueNow: [], awaited: [] },
      notAsked: [{ day: "2026-11-23", why: "its run has failed" }],
    });
  });

  test("and counted by hand, or withdrawn then, are told with what counts them anew", async () => {
    await own.allGoesWell();
    await own.desk.skip(days("2026-11-23", "2026-11-24"), by);
    noon("2026-11-24");
    for (const day of ["2026-11-23", "2026-11-24"]) {
      await own.askedByHand(day);
      await own.ends(day, "succeeded");
    }
    const runId = "batch-loans-2026-11-24-g1";
    const withdrawal = {
      ...{ by: "U0OPERATOR", at: own.around.now.toISOString(), reason: "of another bank" },
      ...{ runId: "withdraw-loans-2026-11-24-g1", instead: null },
    };
    const seen = await own.runStore.journal(runId);
    await own.runStore.note(runId, { kind: "withdrawn", withdrawal }, { seen, user: "U0OPERATOR" });
    const back = await own.desk.unskip(days("2026-11-23", "2026-11-24"), "U0OTHER");
    expect(unskippedMessage(back).text.split("\n").slice(1)).toEqual([
      "The schedule does not ask for 2026-11-23: it is counted. `/loans run 2026-11-23 --force` does.",
      "The schedule does not ask for 2026-11-24: its number was withdrawn. `/loans run 2026-11-24 --force` does.",
    ]);
    await own.compare();
    expect((await own.runs()).slice(1)).toEqual(["2026-11-23 succeeded", "2026-11-24 succeeded"]);
  });

  test("and are in a live backfill are run by that all the same, which is said", async () => {
    await own.allGoesWell();
    noon("2026-11-25");
    const command = {
      name: "run",
      day: "2026-11-23" as Day,
      until: "2026-11-24" as Day,
      force: false,
    } as const;
    await own.intake.ask(command, { asker: { user: "U0OTHER", channel: "C0LOANS" }, requestKey: "range" });
    const skipped = await own.desk.skip(days("2026-11-24", "2026-11-25"), by);
    expect(skippedMessage(skipped).text.split("\n")[1]).toBe(
      "2026-11-24 is run all the same by `backfill-loans-1`, for which a person asked. To end it: `/loans cancel backfill-loans-1`",
    );
  });

  test("and taken back after their deadline are late at the next one alone", async () => {
    await own.allGoesWell();
    own.around.daily = { ...own.around.daily, deadline: "09:00" };
    await own.desk.skip(days("2026-11-23"), by);
    noon("2026-11-23");
    await own.compare();
    await own.desk.unskip(days("2026-11-23"), "U0OTHER");
    await own.compare();
    expect(await own.runs()).toContain("2026-11-23 live");
    expect(keys()).not.toContain("late-2026-11-23");
    own.clockShows("2026-11-24T01:59:00Z");
    await own.compare();
    expect(keys()).not.toContain("late-2026-11-23");
    own.clockShows("2026-11-24T03:30:00Z");
    await own.compare();
    expect(keys()).toContain("late-2026-11-24");
  });

  test("are said in one message, and so is what was taken back", async () => {
    await own.desk.skip(days("2026-12-24", "2026-12-26"), by);
    await own.desk.unskip(days("2026-12-24"), "U0OTHER");
    await own.compare();
    await own.compare();
    expect(own.said().map(([, text]) => text)).toEqual([
      expect.stringMatching(
        /^Daily loans 2026-12-24, 2026-12-25, 2026-12-26: skipped\nBy <@U0OPERATOR> on .*“Christmas”\)\. They are not run by themselves/,
      ),
      expect.stringMatching(
        /^Daily loans 2026-12-24: skipped no more\nTaken back by <@U0OTHER> on .*\. It is run by the schedule when its turn comes\.$/,
      ),
    ]);
    own.clockShows("2026-12-19T06:31:00Z");
    await own.compare();
    expect(own.said().map(([, text]) => text?.split("\n")[0])).toContain(
      "Daily loans 2026-12-25, 2026-12-26: still skipped",
    );
  });

  test("also where a crash kept it from being said", async () => {
    const at = own.around.now.toISOString();
    await own.store.decide({ is: "skipped", ...by, at, days: ["2026-12-24" as Day, "2026-12-25" as Day] });
    await own.store.decide({ is: "unskipped", user: "U0OTHER", at, days: ["2026-12-25" as Day] });
    await own.compare();
    expect(keys()).toEqual([
      expect.stringMatching(/^skip-2026-12-24-\d+-0$/),
      expect.stringMatching(/^unskip-2026-12-25-\d+$/),
    ]);
  });

  test("are known to a Redis that was emptied, as is what was taken back", async () => {
    await own.desk.skip(days("2026-12-23", "2026-12-29"), by);
    own.clockShows("2026-11-20T06:32:00Z");
    await own.desk.unskip(days("2026-12-28", "2026-12-29"), "U0OTHER");
    own.clockShows("2026-11-20T06:33:00Z");
    await own.desk.skip(days("2026-12-29"), { user: "U0OTHER", why: "after all" });
    const [decided, daybook] = [await own.store.decisions(), await own.store.daybook()];
    const told = [...own.around.notices.values()]
      .flatMap((notice) => scheduleMemoryOf(notice) ?? [])
      .toReversed()
      .map((memory) => parseScheduleMemory(JSON.stringify(memory)))
      .flatMap((memory) => (memory === null ? [] : [{ ...memory, at: own.around.now }]));
    expect(told).toHaveLength(3);
    await redis.del(own.keys.schedule, own.keys.decided, own.keys.daybook);
    await own.store.recall(told);
    await own.store.recall(told);
    expect(await own.store.decisions()).toEqual(decided);
    expect(await own.store.daybook()).toEqual(daybook);
  });

  test("come back by no message of before, where Redis knows that they were taken back", async () => {
    const skip = { day: "2026-12-24", ...by, at: "2026-11-20T06:31:00.000Z" };
    await own.store.decide({ is: "skipped", ...by, at: skip.at, days: ["2026-12-24" as Day] });
    const at = "2026-11-20T06:31:30.000Z";
    await own.store.decide({ is: "unskipped", user: "U0OTHER", at, days: ["2026-12-24" as Day] });
    await own.store.recall([{ changes: [], skips: [skip], unskips: [], left: [], at: own.around.now }]);
    expect(await own.store.decisions()).toEqual(new Map());
  });
});
