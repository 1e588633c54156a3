import { describe, expect, test } from "vitest";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import { notAskedWords } from "../../../src/bot/views/days.ts";
import { noticeMessage } from "../../../src/bot/views/notices/notice.ts";
import { scheduleMessage, skippedMessage, unskippedMessage } from "../../../src/bot/views/schedule.ts";
import type { Day } from "../../../src/domain/day.ts";
import { addDays } from "../../../src/domain/day.ts";
import type { Notice } from "../../../src/domain/messages/notice.ts";
import type { CalendarFacts } from "../../../src/domain/schedule/calendar-facts.ts";
import type { GoesOn, ScheduleView } from "../../../src/jobs/schedule/desk-answers.ts";

const day = "2026-11-23" as Day;
const at = "2026-11-23T04:00:00.000Z";
const view: ScheduleView = {
  setting: { time: null, earlier: [], changed: null, paused: null, begun: null, passedOver: null },
  zone: "Asia/Kolkata",
  deadline: null,
  next: [],
  calendar: null,
  listedUntil: null,
  changes: [],
};

describe("the schedule", () => {
  test("that is off says how to set it", () => {
    expect(scheduleMessage(view, null).text).toBe(
      [
        "No schedule",
        "Days are run when somebody asks. `/loans schedule 07:30` sets a time, of Asia/Kolkata; so does LOANS_SCHEDULE, at a restart.",
        "Every day is a bank day; LOANS_CALENDAR says which are, at a restart.",
      ].join("\n"),
    );
  });

  test("shows the calendar: weekdays, how many holidays, the next of them, days without a file", () => {
    const nextHoliday = { day: "2026-12-25" as Day, name: "Christmas" };
    const calendar = { weekdays: "Monday to Friday", holidays: 9, noFile: 1, nextHoliday };
    const said = (over: Partial<CalendarFacts>) =>
      scheduleMessage({ ...view, calendar: { ...calendar, ...over } }, null).text.split("\n")[2];
    expect(said({})).toBe(
      "Bank days are Monday to Friday but 9 holidays, the next on Fri 2026-12-25 (Christmas); no file comes on 1 day listed.",
    );
    expect(said({ nextHoliday: { ...nextHoliday, name: "*Xmas*" } })).toContain("2026-12-25 (`*Xmas*`)");
    expect(said({ holidays: 0, noFile: 0 })).toBe("Bank days are Monday to Friday.");
    expect(said({ holidays: 1, noFile: 0, nextHoliday: null })).toBe(
      "Bank days are Monday to Friday but 1 holiday, none of them within a year.",
    );
  });

  test("shows a person's reason as they wrote it, and calls nobody by it", () => {
    const by = { at, user: "U0OPERATOR", why: "<!channel> & <@U0OTHER>" };
    const paused = { ...by, is: "paused" as const };
    const { text } = scheduleMessage(
      { ...view, setting: { ...view.setting, time: "07:30", paused }, changes: [paused] },
      { change: { is: "pause", why: by.why }, is: "changed", today: null },
    );
    expect(text).toContain("(“`&lt;!channel&gt; &amp; &lt;@U0OTHER&gt;`”)");
    expect(text).not.toContain("<!channel>");
  });

  test("that is resumed names the day with which it goes on", () => {
    const said = (goesOn: GoesOn) => {
      const answer = { change: { is: "resume", why: null }, is: "changed", today: null, goesOn } as const;
      return scheduleMessage(view, answer).text.split("\n")[1];
    };
    expect(said({ day, isToday: true })).toBe("It goes on with today.");
    expect(said({ day, isToday: false })).toBe(
      "It goes on with Mon 2026-11-23: days before that are passed over.",
    );
  });

  test("counts days that were not skipped, and not those between them", () => {
    const all = Array.from({ length: 22 }, (_, index) => addDays("2026-12-20" as Day, index));
    const unknown = all.filter((_, index) => index < 5 || index > 13);
    const came = { unskipped: [], unknown, dueNow: [], awaited: [], notAsked: [] };
    expect(unskippedMessage(came).text).toBe(
      "13 of the 22 days from 2026-12-20 to 2027-01-10 were not skipped.",
    );
    expect(unskippedMessage({ ...came, unknown: all }).text).toBe(
      "2026-12-20 to 2027-01-10 (22 days) were not skipped.",
    );
  });

  test("takes back by a command what it skipped, and not what others had skipped between", () => {
    const after = (days: number) => addDays(day, days);
    const come = (...days: number[]) =>
      skippedMessage({
        skipped: days.map(after),
        withdrawn: [],
        known: [],
        counted: [],
        backfilled: [],
        noBankDays: [],
      }).text;
    expect(come(0, 1, 2)).toContain("`/loans unskip 2026-11-23..2026-11-25` takes that back.");
    expect(come(0, 1, 3, 5, 6)).toContain(
      "`/loans unskip 2026-11-23..2026-11-24`, `/loans unskip 2026-11-26`, `/loans unskip 2026-11-28..2026-11-29` take that back.",
    );
  });

  test("names no run of a day that has not come, which nobody can begin", () => {
    const came = { withdrawn: [], known: [], counted: [], backfilled: [], noBankDays: [] };
    const said = skippedMessage({ ...came, skipped: [day] }, addDays(day, -1)).text;
    expect(said).toContain("`/loans unskip 2026-11-23` takes that back.");
    expect(said).not.toContain("/loans run");
    const skip = { at, user: "U0OPERATOR", why: "a holiday" };
    const notice = { is: "day-skipped", day, skip, again: false } as const;
    expect(noticeMessage(notice, null).text).toContain("`/loans run 2026-11-23` still runs it.");
    expect(noticeMessage({ ...notice, isAhead: true }, null).text).not.toContain("/loans run");
    const one = { day, why: "it is no bank day (Saturday)" };
    expect(notAskedWords(one).markup).toContain("`/loans run 2026-11-23` does.");
    expect(notAskedWords({ ...one, isAhead: true }).markup).toBe(
      "The schedule does not ask for 2026-11-23: it is no bank day (Saturday). Once it has come it can be run by hand.",
    );
  });

  test("names who skipped a day before", () => {
    const skip = { at, user: "U0OPERATOR", why: "a holiday" };
    const came = {
      skipped: [],
      withdrawn: [],
      known: [{ day, skip }],
      counted: [],
      backfilled: [],
      noBankDays: [],
    };
    expect(skippedMessage(came).text).toBe("2026-11-23 was skipped already, by <@U0OPERATOR> (“a holiday”).");
  });
});

describe("what the timetable tells the channel", () => {
  test("of many days names the ends", () => {
    const left = Array.from({ length: 30 }, (_, index) => addDays(day, index));
    const { text } = noticeMessage({ is: "days-left", run: [addDays(day, -1)], left }, null);
    expect(text).toContain("2026-11-23 to 2026-12-22 (30 days)");
    expect(text).toContain("`/loans run 2026-11-23..2026-12-22`");
  });

  test("of a day behind a teardown promises nothing", () => {
    const target = { stack: "loans", day: null };
    const run = { runId: "teardown-loans-1", workflow: "teardown-stack", target } as const;
    const holder = { ...run, askedBy: "U0OPERATOR", since: at, waitsForPerson: false };
    const { text } = noticeMessage(
      { is: "kept-waiting", day, obstacle: { is: "busy", holder }, runId: holder.runId },
      null,
    );
    expect(text).toContain("waits for the teardown of loans, which has held the stack since");
    expect(text).toContain("That run is underway. Days are run again once there is a stack.");
  });

  test("that offers to retry a day loses its button once the day was told, by whichever run", () => {
    const [problem, runId] = [
      { code: "source-missing", says: "the file is not there", remedy: "put it there, then press Retry" },
      "batch-loans-2026-11-23-g1",
    ];
    const notices: readonly Notice[] = [
      { is: "file-missing", day, problem, runId, until: at },
      { is: "held-up", day: addDays(day, 1), by: day, outcome: "failed", runId },
      {
        ...{ is: "summary-late", day, deadline: "09:00", runId, usual: { ms: 60_000, of: 20 } },
        because: { is: "ended", outcome: "failed", problem },
      },
    ];
    const shown = (notice: Notice) => messageAsText(noticeMessage(notice, "https://slack.example/card"));
    // In Slack the reader's own clock with the date: the next morning is another day.
    const [missing] = notices;
    expect(missing && noticeMessage(missing, null).text).toContain(
      "until <!date^1795406400^{date_short_pretty} {time}|2026-11-23 04:00 UTC> and go on",
    );
    for (const notice of notices) {
      expect(shown(notice)).toContain("[Retry]");
      const told = shown({ ...notice, isTold: true } as Notice);
      expect(told).toContain("2026-11-23 was told since: `/loans summary 2026-11-23`");
      expect(told).not.toMatch(/Retry|I look for it|usually takes/);
    }
  });

  describe("of a batch at work", () => {
    const late = {
      is: "summary-late",
      day,
      deadline: "09:00",
      zone: "Europe/Berlin",
      because: { is: "underway", step: "process", startedAt: at },
      runId: "batch-loans-2026-11-23-g1",
      usual: { ms: 15 * 60_000, of: 20 },
    } as const;
    const usually = "A batch usually takes 15 min (the middle of the last 20 runs).";
    const said = (notice: Notice) => noticeMessage(notice, "https://slack.example/card").text.split("\n");

    test("says when it is due by what others took", () => {
      expect(said({ ...late, pace: { is: "on-time", dueAt: "2026-11-23T04:15:00.000Z" } }).slice(1)).toEqual([
        "There was no summary of Mon 2026-11-23 at 09:00 Europe/Berlin. Its batch has been underway since <!date^1795406400^{date_short_pretty} {time}|2026-11-23 04:00 UTC>; now: count the loans with Spark.",
        `${usually} At that pace it is due by <!date^1795407300^{date_short_pretty} {time}|2026-11-23 04:15 UTC>.`,
        "run <https://slack.example/card|batch-loans-2026-11-23-g1>",
      ]);
    });

    test("that takes longer names no moment that has passed, but how long it has taken", () => {
      expect(said({ ...late, pace: { is: "slow", soFarMs: 90 * 60_000 } })).toContain(
        `${usually} This one has taken longer: 1 h 30 min so far.`,
      );
    });

    test("of which an earlier release wrote down no pace says what batches usually take", () => {
      expect(said(late)).toContain(usually);
    });
  });
});
