import { afterAll, describe, expect, test } from "vitest";
import { startConnectedRedis } from "../support/engine/redis.ts";
import type { Bank } from "../support/engine/simulated-year.ts";
import { expectedOf, liveThrough, loansOf, table } from "../support/engine/simulated-year.ts";

/**
 * A year of two banks, day by day, by the real timetable on a real Redis: weekends, holidays, files that come late or never,
 * that grow, come twice, shrink or are replaced, days on which nothing ran, people who skip and retry, a calendar that
 * changes, a Redis that loses the schedule. What each day came to is written beside the calendar that every bank has on its
 * wall, and is not taken from the program.
 */

const { redis, stop } = await startConnectedRedis();
afterAll(stop);

const berlin: Bank = {
  zone: "Europe/Berlin",
  at: "02:30",
  deadline: "09:00",
  calendar: {
    weekdays: [1, 2, 3, 4, 5],
    holidays: {
      "01-01": "New Year",
      "2027-03-26": "Good Friday",
      "2027-03-29": "Easter Monday",
      "2027-05-06": "Ascension",
      "2027-05-17": "Whit Monday",
      "10-03": "Unity Day",
      "12-25": "Christmas",
      "12-26": "Boxing Day",
    },
    noFile: { "2027-06-30": "stocktaking" },
  },
  // From September on also Saturdays, and the day of the city has none.
  changed: {
    on: "2027-09-01",
    calendar: {
      weekdays: [1, 2, 3, 4, 5, 6],
      holidays: {
        "2027-09-16": "Day of the city",
        "10-03": "Unity Day",
        "12-25": "Christmas",
        "12-26": "Boxing Day",
      },
      noFile: {},
    },
  },
  first: "2027-01-04",
  last: "2027-12-31",
  happens: {
    "2027-01-20": { is: "late", until: "05:00" },
    "2027-03-30": { is: "late", until: "08:00" },
    "2027-02-12": { is: "missing" },
    "2027-04-08": { is: "never" },
    "2027-05-14": { is: "never" },
    "2027-06-08": { is: "growing", until: "08:05" },
    "2027-06-16": { is: "repeated" },
    "2027-06-23": { is: "shrunk" },
    "2027-07-13": { is: "broken" },
    "2027-09-21": { is: "replaced", at: "09:02" },
    "2027-11-02": { is: "late", until: "08:30" },
  },
  down: { from: "2027-08-05", until: "2027-08-10" },
  skips: [
    { on: "2027-10-11", from: "2027-12-23", until: "2027-12-31" },
    { on: "2027-12-01", from: "2027-12-28", until: "2027-12-29", back: true },
  ],
  emptied: "2027-12-03",
};

/** Its clocks jump at midnight, on a Sunday, which is a bank day; the schedule is of midnight. */
const beirut: Bank = {
  ...berlin,
  zone: "Asia/Beirut",
  at: "00:00",
  calendar: {
    weekdays: [1, 2, 3, 4, 7],
    holidays: {
      "01-06": "Armenian Christmas",
      "2027-05-03": "Orthodox Easter Monday",
      "05-01": "Labour Day",
    },
    noFile: { "2027-06-30": "stocktaking" },
  },
  changed: {
    on: "2027-09-01",
    calendar: { weekdays: [1, 2, 3, 4, 7], holidays: { "2027-09-16": "Mawlid" }, noFile: {} },
  },
  happens: {
    "2027-01-20": { is: "late", until: "05:00" },
    "2027-03-28": { is: "late", until: "08:00" },
    "2027-02-11": { is: "missing" },
    "2027-04-08": { is: "never" },
    "2027-06-08": { is: "growing", until: "05:00" },
    "2027-06-16": { is: "shrunk" },
    "2027-06-23": { is: "repeated" },
    "2027-07-13": { is: "broken" },
    "2027-11-02": { is: "late", until: "08:30" },
  },
};

describe.each([
  {
    bank: berlin,
    lines: [
      "362 days: 250 told at 02:30, 97 passed over",
      "2027-01-20: asked 2027-01-20 02:30; told 2027-01-20 05:10",
      "2027-02-12: asked 2027-02-12 02:30; told 2027-02-13 12:00",
      "2027-03-30: asked 2027-03-30 02:30; told 2027-03-30 08:10",
      "2027-04-08: asked 2027-04-08 02:30; told never",
      "2027-04-09: asked 2027-04-09 12:01; told 2027-04-09 12:01",
      "2027-05-14: asked 2027-05-14 02:30; told never",
      "2027-06-08: asked 2027-06-08 02:30; told 2027-06-08 08:10",
      "2027-06-16: asked 2027-06-16 02:30; held 2027-06-16 02:30 (the same file as 2027-06-15); told 2027-06-16 12:00",
      "2027-06-23: asked 2027-06-23 02:30; held 2027-06-23 02:30 (6 loans; the last 14 days had 501–520, usual is 460–561); told 2027-06-23 12:00",
      "2027-07-13: asked 2027-07-13 02:30; told 2027-07-13 12:00",
      "2027-08-05: asked 2027-08-10 20:00; told 2027-08-10 20:00",
      "2027-08-06: asked 2027-08-10 20:00; told 2027-08-10 20:00",
      "2027-08-09: asked 2027-08-10 20:00; told 2027-08-10 20:00",
      "2027-08-10: asked 2027-08-10 20:00; told 2027-08-10 20:00",
      "2027-11-02: asked 2027-11-02 02:30; told 2027-11-02 08:40",
    ],
    late: [
      "2027-02-12",
      "2027-04-08",
      "2027-04-09",
      "2027-05-14",
      "2027-06-16",
      "2027-06-23",
      "2027-07-13",
      "2027-08-10",
    ],
  },
  {
    bank: beirut,
    lines: [
      "362 days: 238 told at 00:00, 111 passed over",
      "2027-01-20: asked 2027-01-20 00:00; told 2027-01-20 05:10",
      "2027-02-11: asked 2027-02-11 00:00; told 2027-02-12 12:00",
      // Midnight of that day is one o'clock.
      "2027-03-28: asked 2027-03-28 01:00; told 2027-03-28 08:10",
      "2027-04-08: asked 2027-04-08 00:00; told never",
      "2027-06-08: asked 2027-06-08 00:00; told 2027-06-08 05:10",
      "2027-06-16: asked 2027-06-16 00:00; held 2027-06-16 00:00 (7 loans; the last 14 days had 494–513, usual is 455–554); told 2027-06-16 12:00",
      "2027-06-23: asked 2027-06-23 00:00; held 2027-06-23 00:00 (the same file as 2027-06-22); told 2027-06-23 12:00",
      "2027-07-13: asked 2027-07-13 00:00; told 2027-07-13 12:00",
      "2027-08-05: asked 2027-08-10 20:00; told 2027-08-10 20:00",
      "2027-08-08: asked 2027-08-10 20:00; told 2027-08-10 20:00",
      "2027-08-09: asked 2027-08-10 20:00; told 2027-08-10 20:00",
      "2027-08-10: asked 2027-08-10 20:00; told 2027-08-10 20:00",
      "2027-11-02: asked 2027-11-02 00:00; told 2027-11-02 08:40",
    ],
    late: ["2027-02-11", "2027-04-08", "2027-06-16", "2027-06-23", "2027-07-13", "2027-08-10"],
  },
])("a year in $bank.zone", { timeout: 120_000 }, async ({ bank, lines, late }) => {
  const { rows, own } = await liveThrough(bank, redis);
  const expected = expectedOf(bank);

  test("each bank day was told once, and none was forgotten", () => {
    const told = [...rows.values()].flatMap(({ day, told: times }) => times.map(() => day)).toSorted();
    expect(told).toEqual(expected.told);
  });

  test("no other day was asked for, and none twice", () => {
    const asked = [...rows.values()].flatMap(({ day, asked: times }) => times.map(() => day)).toSorted();
    const never = Object.entries(bank.happens).flatMap(([day, { is }]) => (is === "never" ? [day] : []));
    expect(asked).toEqual([...expected.told, ...never].toSorted());
  });

  test("every day was told with its own loans, and with no others", () => {
    for (const { day, loans } of rows.values())
      expect(loans, day).toEqual(loans.map(() => loansOf(day).reduce((sum, { count }) => sum + count, 0)));
  });

  test("that a file is another one than was counted was told of those days alone", () => {
    const names = [...own.around.notices.keys()].filter((name) => name.startsWith("changed-"));
    const replaced = Object.entries(bank.happens).filter(([, { is }]) => is === "replaced");
    expect(names).toEqual(replaced.map(([day]) => `changed-batch-loans-${day}-g1`));
  });

  test("late was told of those days alone whose summary was not there in time", () => {
    const alone = [...own.around.notices.keys()].filter((name) => name.startsWith("late-"));
    // Of a run that ended badly it is said where people were called for that; of a file that was waited for anew as well.
    const called = [...own.around.alerts].flatMap(([id, { lateAt }]) => (lateAt === undefined ? [] : [id]));
    const days = new Set([
      ...alone.map((name) => name.slice("late-".length)),
      ...called.map((id) => /\d{4}-\d\d-\d\d/.exec(id)?.[0]),
    ]);
    expect([...days].toSorted()).toEqual(late.toSorted());
  });

  test("what became of each day that was not as all others", () => {
    expect(table(bank, rows)).toEqual(lines);
  });
});
