import fc from "fast-check";
import { expect, test } from "vitest";
import { notAskedWords } from "../../../../src/bot/views/days.ts";
import type { Day } from "../../../../src/domain/day.ts";
import { addDays } from "../../../../src/domain/day.ts";
import type { BankCalendar } from "../../../../src/domain/schedule/bank-days.ts";
import { EVERY_DAY } from "../../../../src/domain/schedule/bank-days.ts";
import type { DaybookEntry } from "../../../../src/domain/schedule/daybook.ts";
import { newestDue } from "../../../../src/domain/schedule/due-days.ts";
import { calendarOf, expectationOf } from "../../../../src/domain/schedule/expected-days.ts";
import type { DayCame } from "../../../../src/domain/schedule/not-asked.ts";
import { askedAfterUnskip, dueByNow, whyNotAsked } from "../../../../src/domain/schedule/not-asked.ts";
import type { ScheduleEntry } from "../../../../src/domain/schedule/schedule-setting.ts";
import { scheduleOf, settingOf } from "../../../../src/domain/schedule/schedule-setting.ts";

const at = "2026-11-23T02:00:00.000Z";
const begun: ScheduleEntry = { is: "begun", at, user: "loan-tracker", why: null, from: "2026-11-23" };
const paused: ScheduleEntry = { is: "paused", at, user: "U0OPERATOR", why: null };
const resumed: ScheduleEntry = { is: "resumed", at, user: "U0OPERATOR", why: null, from: "2026-11-25" };
const bank = { ...EVERY_DAY, weekdays: [1, 2, 3, 4, 5], holidays: { "2026-11-26": "Thanksgiving" } };
const seen = (calendar: BankCalendar, moment: string): DaybookEntry => ({
  is: "calendar",
  at: moment,
  calendar,
});

const around = {
  record: [begun] as readonly ScheduleEntry[],
  daybook: [seen(bank, at)] as readonly DaybookEntry[],
  time: "07:30" as string | null,
  firstDeploy: null as Day | null,
  now: "2026-11-25T12:00:00.000Z",
};

function going({ record, daybook, time, firstDeploy, now }: typeof around) {
  const setting = settingOf(record, time);
  const schedule = scheduleOf(setting, "UTC");
  const expected = expectationOf({ daybook, record, configured: calendarOf(daybook, bank), schedule });
  return { setting, schedule, expected, firstDeploy, now: new Date(now) };
}

function why(day: string, other: Partial<typeof around> = {}) {
  return whyNotAsked(day as Day, going({ ...around, ...other }));
}

test("a bank day since the schedule began, without a run, is asked for, whether it has come or not", () => {
  expect(["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-30"].map((day) => why(day))).toEqual(
    Array(4).fill(null),
  );
});

test("any other is not, and why", () => {
  expect(why("2026-11-26")).toBe("it is no bank day (Thanksgiving)");
  expect(why("2026-11-28")).toBe("it is no bank day (Saturday)");
  expect(why("2026-11-20")).toBe("the schedule began with 2026-11-23");
  expect(why("2026-11-24", { time: null })).toBe("there is no schedule");
  expect(why("2026-11-24", { record: [] })).toBe("the schedule began with 2026-11-25");
  expect(why("2026-11-24", { firstDeploy: "2026-11-25" as Day })).toBe("the stack was made on 2026-11-25");
  expect(why("2026-11-25", { firstDeploy: "2026-11-25" as Day })).toBeNull();
});

test("a pause asks for none of its days later", () => {
  expect(why("2026-11-24", { record: [begun, paused] })).toBe("a pause is not made up for");
  expect(why("2026-11-27", { record: [begun, paused] })).toBeNull();
  expect(why("2026-11-24", { record: [begun, paused, resumed] })).toBe(
    "the schedule goes on with 2026-11-25",
  );
});

test("the calendar that held when a day's time came decides, not the one of now", () => {
  const worksOnSaturdays = { ...bank, weekdays: [1, 2, 3, 4, 5, 6], holidays: {} };
  const monday = { now: "2026-11-30T12:00:00.000Z" };
  // On Sunday somebody hears that the bank works on Saturdays: Saturday and Thanksgiving are over by then.
  const later = { ...monday, daybook: [seen(bank, at), seen(worksOnSaturdays, "2026-11-29T12:00:00.000Z")] };
  expect(why("2026-11-28", later)).toBe("it was no bank day when its time came (Saturday)");
  expect(why("2026-11-26", later)).toBe("it was no bank day when its time came (Thanksgiving)");
  expect(why("2026-12-05", later)).toBeNull();
  // And the other way round: both came to be due, and are asked for.
  const less = { ...monday, daybook: [seen(worksOnSaturdays, at), seen(bank, "2026-11-29T12:00:00.000Z")] };
  expect(why("2026-11-28", less)).toBeNull();
  expect(why("2026-11-26", less)).toBeNull();
  expect(why("2026-12-05", less)).toBe("it is no bank day (Saturday)");
});

/** What is told of these days once their skip is taken back, where those that are named have come to that. */
function unskipped(
  days: readonly Day[],
  came: Readonly<Record<string, DayCame>> = {},
  isDecided: (day: Day) => boolean = () => true,
) {
  const its = new Map(Object.entries(came).map(([day, one]) => [day as Day, one]));
  const about = { ...going(around), limit: 2, came: its, isDecided };
  return askedAfterUnskip(days, { ...about, hasRun: (day) => its.has(day) });
}

const days = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-27"] as Day[];

test("of more days than are caught up with the oldest alone are asked for", () => {
  expect(unskipped(days)).toEqual({
    dueNow: ["2026-11-23", "2026-11-24"],
    notAsked: [{ day: "2026-11-25", why: "of the days that were missed the oldest 2 alone are run" }],
  });
  expect(unskipped(days, { "2026-11-23": "failed" })).toEqual({
    dueNow: ["2026-11-24", "2026-11-25"],
    notAsked: [{ day: "2026-11-23", why: "its run has failed" }],
  });
  // One that was missed and that nobody has decided about goes first.
  const missed = unskipped(days.slice(1), {}, (day) => day !== "2026-11-23");
  expect(missed.dueNow).toEqual(["2026-11-24"]);
});

test("a day that has a run is told by what came of it, with what helps", () => {
  const said = (came: DayCame) => {
    const { dueNow, notAsked } = unskipped(days.slice(0, 1), { "2026-11-23": came });
    expect(dueNow).toEqual([]);
    return notAsked.map((one) => notAskedWords(one).markup).join();
  };
  const notAsked = "The schedule does not ask for 2026-11-23:";
  expect(said("live")).toBe(`${notAsked} it is being counted.`);
  expect(said("counted")).toBe(`${notAsked} it is counted. \`/loans run 2026-11-23 --force\` does.`);
  expect(said("withdrawn")).toBe(
    `${notAsked} its number was withdrawn. \`/loans run 2026-11-23 --force\` does.`,
  );
  expect(said("held")).toBe(`${notAsked} it is held. \`/loans run 2026-11-23\` does.`);
  // Its file is looked for, and it goes on by itself.
  expect(said("awaited")).toBe("");
});

test("whatever calendars and times have held, a day that has come is asked for or told why not, never both or neither", () => {
  const first = "2026-11-20" as Day;
  const day = fc.integer({ min: 0, max: 20 }).map((ahead) => addDays(first, ahead));
  const time = fc.constantFrom("00:00", "02:30", "07:30", "23:59");
  const moment = fc.tuple(day, time).map(([on, clock]) => `${on}T${clock}:00.000Z`);
  const calendar = fc
    .subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 })
    .map((weekdays): BankCalendar => ({ ...EVERY_DAY, weekdays }));
  const daybook = fc
    .array(fc.tuple(moment, calendar), { maxLength: 4 })
    .map((all) => all.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([when, its]) => seen(its, when)));
  const times = fc
    .array(fc.tuple(moment, time), { maxLength: 3 })
    .map((all) =>
      all
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([when, its]): ScheduleEntry => ({ is: "time", at: when, user: "U0", why: null, time: its })),
    );
  const begins = fc.tuple(day, moment);
  fc.assert(
    fc.property(
      daybook,
      times,
      begins,
      moment,
      fc.option(day),
      (book, set, [from, when], now, firstDeploy) => {
        const record = [{ ...begun, from, at: when }, ...set];
        const by = going({ ...around, record, daybook: book, firstDeploy, now });
        const due = dueByNow(by);
        const newest = newestDue(by.schedule, by.now);
        for (let one = first; one <= newest; one = addDays(one, 1)) {
          expect([one, whyNotAsked(one, by) === null]).toEqual([one, due.includes(one)]);
        }
      },
    ),
  );
});
