import { describe, expect, test } from "vitest";
import { readRange } from "../../../../src/domain/commands/days/read-days.ts";
import type { Day } from "../../../../src/domain/day.ts";
import type { BankCalendar } from "../../../../src/domain/schedule/bank-days.ts";
import {
  EVERY_DAY,
  isBankDay,
  lastBankDays,
  nextBankDay,
  passedOver,
  passedOverWords,
  previousBankDay,
} from "../../../../src/domain/schedule/bank-days.ts";
import { calendarFacts } from "../../../../src/domain/schedule/calendar-facts.ts";
import { comingDays } from "../../../../src/domain/schedule/coming-days.ts";

const bank: BankCalendar = {
  weekdays: [1, 2, 3, 4, 5],
  holidays: { "2026-12-25": "Christmas", "2026-12-26": "", "01-01": "New Year" },
  noFile: { "2026-12-24": "stocktaking", "2026-12-26": "never said" },
};
const day = (text: string) => text as Day;

describe("a calendar at a glance", () => {
  test.each([
    [[1, 2, 3, 4, 5], "Monday to Friday"],
    [[1, 2, 3, 4, 7], "Sunday to Thursday"],
    [[1, 3], "Monday, Wednesday"],
    [[1, 2, 3, 5], "Monday to Wednesday, Friday"],
    [[1, 2, 3, 4, 5, 6, 7], "every day of the week"],
  ])("of the weekdays %j says %s", (weekdays, says) => {
    expect(calendarFacts({ ...bank, weekdays }, day("2026-12-01")).weekdays).toBe(says);
  });

  test("counts what is listed, and knows the next holiday, also one that comes back", () => {
    const from = (date: string) => calendarFacts(bank, day(date));
    expect(from("2026-12-01")).toMatchObject({ holidays: 3, noFile: 2, nextHoliday: { name: "Christmas" } });
    expect(from("2026-12-26").nextHoliday).toEqual({ day: "2026-12-26", name: "" });
    expect(from("2026-12-27").nextHoliday).toEqual({ day: "2027-01-01", name: "New Year" });
    expect(calendarFacts({ ...bank, holidays: {} }, day("2026-12-01")).nextHoliday).toBeNull();
  });
});

test("a name of the calendar is plain text in every sentence", () => {
  const words = (name: string) => [
    passedOverWords({ is: "holiday", name }),
    passedOverWords({ is: "no-file", name }),
  ];
  expect(words("*Xmas*")).toEqual(["`*Xmas*`", "no file expected: `*Xmas*`"]);
  expect(words("the `long` one")).toEqual(["`the 'long' one`", "no file expected: `the 'long' one`"]);
  expect(words("St. Stephen's Day")).toEqual(["St. Stephen's Day", "no file expected: St. Stephen's Day"]);
});

describe("a bank day", () => {
  test.each([
    ["2026-12-23", null],
    ["2026-12-24", "no file expected: stocktaking"],
    ["2026-12-25", "Christmas"],
    ["2026-12-26", "a holiday"],
    ["2026-12-27", "Sunday"],
    ["2027-01-01", "New Year"],
    ["2028-01-01", "New Year"],
    ["2027-12-25", "Saturday"],
    ["2028-12-25", null],
  ])("%s: passed over for %j", (text, words) => {
    const because = passedOver(bank, day(text));
    expect(because && passedOverWords(because)).toBe(words);
    expect(isBankDay(bank, day(text))).toBe(words === null);
    expect(passedOver(EVERY_DAY, day(text))).toBeNull();
  });

  test("of a month's weekdays can be none", () => {
    const india: BankCalendar = {
      ...bank,
      weekdays: [1, 2, 3, 4, 5, 6],
      holidays: { "2nd sat": "", "4th sat": "" },
    };
    const saturdays = ["01", "08", "15", "22", "29"].map((date) => day(`2026-08-${date}`));
    expect(saturdays.map((one) => isBankDay(india, one))).toEqual([true, false, true, false, true]);
    expect(nextBankDay(india, day("2026-08-07"))).toBe("2026-08-10");
  });

  test("has one before and one after it, also across holidays, weekends and the year", () => {
    expect(nextBankDay(bank, day("2026-12-23"))).toBe("2026-12-28");
    expect(previousBankDay(bank, day("2026-12-28"))).toBe("2026-12-23");
    expect(nextBankDay(bank, day("2026-12-31"))).toBe("2027-01-04");
    expect(nextBankDay({ ...EVERY_DAY, weekdays: [7] }, day("2026-12-27"))).toBe("2027-01-03");
  });

  test("and so many before, up to a day that counts where it is one", () => {
    expect(lastBankDays(bank, { until: day("2026-12-28"), count: 3 })).toEqual([
      "2026-12-22",
      "2026-12-23",
      "2026-12-28",
    ]);
    expect(lastBankDays(bank, { until: day("2026-12-27"), count: 2 })).toEqual(["2026-12-22", "2026-12-23"]);
    expect(lastBankDays(bank, { until: day("2026-12-27"), count: 0 })).toEqual([]);
  });
});

describe("last week", () => {
  const lastWeek = (calendar: BankCalendar, today: string) =>
    readRange("last week", { today: day(today), calendar });

  test("is from its first to its last bank day", () => {
    expect(lastWeek(bank, "2026-11-29")).toMatchObject({
      range: { from: "2026-11-16", until: "2026-11-20" },
    });
    expect(lastWeek(bank, "2026-12-28")).toEqual({
      is: "range",
      range: { from: "2026-12-21", until: "2026-12-23" },
    });
    expect(lastWeek({ ...EVERY_DAY, weekdays: [3] }, "2026-11-23")).toEqual({
      is: "range",
      range: { from: "2026-11-18", until: "2026-11-18" },
    });
  });

  test("without a bank day is refused, and says so", () => {
    const days = Array.from({ length: 7 }, (_, at) => [`2026-12-${21 + at}`, "closed"]);
    expect(lastWeek({ ...EVERY_DAY, holidays: Object.fromEntries(days) }, "2026-12-29")).toMatchObject({
      is: "wrong",
      code: "no-bank-day",
      wrong: "last week, 2026-12-21 to 2026-12-27, had no bank day",
    });
  });
});

test("what comes next names each stretch that is passed over once", () => {
  const skip = { user: "U0OPERATOR", why: "audit", at: "2026-12-01T00:00:00.000Z" };
  const coming = comingDays({
    first: day("2026-12-22"),
    count: 3,
    expected: { passedOver: (one) => passedOver(bank, one) },
    skipOf: (one) => (one === "2026-12-28" || one === "2026-12-29" ? skip : null),
  });
  const words = coming.map((one) =>
    one.is === "due" ? one.day : `${one.from}..${one.until} ${one.because.is}`,
  );
  expect(words).toEqual([
    "2026-12-22",
    "2026-12-23",
    "2026-12-24..2026-12-24 no-file",
    "2026-12-25..2026-12-25 holiday",
    "2026-12-26..2026-12-26 holiday",
    "2026-12-27..2026-12-27 weekday",
    "2026-12-28..2026-12-29 skipped",
    "2026-12-30",
  ]);
});
