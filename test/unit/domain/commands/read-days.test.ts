import { describe, expect, test } from "vitest";
import { readRange } from "../../../../src/domain/commands/days/read-days.ts";
import type { Day } from "../../../../src/domain/day.ts";
import { countDays, dayIn, daysOf, weekBefore } from "../../../../src/domain/day.ts";
import { EVERY_DAY } from "../../../../src/domain/schedule/bank-days.ts";

const today = "2026-11-23" as Day; // a Monday
const range = (words: string, on: Day = today) => {
  const read = readRange(words, { today: on, calendar: EVERY_DAY });
  return read?.is === "range" ? `${read.range.from}..${read.range.until}` : read;
};
const wrong = (words: string) => {
  const read = readRange(words, { today, calendar: EVERY_DAY });
  if (read?.is !== "wrong") throw new Error(`"${words}" was read as ${JSON.stringify(read)}`);
  const meant = read.meant.map(({ from, until }) => `${from}..${until}`).join(" or ");
  return { code: read.code, meant: meant || "none", says: read.wrong };
};

describe("several days", () => {
  test.each([
    ["2026-11-01..2026-11-07", "2026-11-01..2026-11-07"],
    ["2026-11-01 .. 2026-11-07", "2026-11-01..2026-11-07"],
    ["2026-11-01...yesterday", "2026-11-01..2026-11-22"],
    ["2026-11-01…today", "2026-11-01..2026-11-23"],
    ["20261101..2026-11-07", "2026-11-01..2026-11-07"],
    ["from 1 nov to 7 nov", "2026-11-01..2026-11-07"],
    ["2026-11-01 - 2026-11-07", "2026-11-01..2026-11-07"],
    ["last 7 days", "2026-11-17..2026-11-23"],
    ["last month", "2026-10-01..2026-10-31"],
    ["this month", "2026-11-01..2026-11-23"],
    ["friday..monday", "2026-11-20..2026-11-23"],
    ["2026-10-24..2026-11-23", "2026-10-24..2026-11-23"],
    ["2024-02-28..2024-03-01", "2024-02-28..2024-03-01"],
  ])("%j is %s", (words, expected) => {
    expect(range(words)).toBe(expected);
  });

  test.each(["", "today", "2026-11-01", "2026-11-01 2026-11-02"])("%j is none", (words) => {
    expect(range(words)).toBeNull();
  });

  test("of last week are Monday to Sunday before this week, whatever day it is", () => {
    const asked = ["2026-11-22", "2026-11-23", "2026-11-26", "2026-11-29", "2027-01-01"] as Day[];
    expect(asked.map((day) => range("last week", day))).toEqual([
      "2026-11-09..2026-11-15",
      "2026-11-16..2026-11-22",
      "2026-11-16..2026-11-22",
      "2026-11-16..2026-11-22",
      "2026-12-21..2026-12-27",
    ]);
  });
});

describe("several days that cannot be run are refused with those that can", () => {
  test.each([
    ["2026-11-07..2026-11-01", "reversed-range", "2026-11-01..2026-11-07"],
    ["2026-11-20..2026-11-25", "future-day", "2026-11-20..2026-11-23"],
    ["2026-11-25..2026-11-28", "future-day", "none"],
    ["2027-01-01..2026-11-20", "reversed-range", "2026-11-20..2026-11-23"],
    ["2026-10-23..2026-11-23", "long-range", "2026-10-23..2026-11-22"],
    ["2025-10-20..2026-11-23", "long-range", "2025-10-20..2025-11-19"],
    ["2026-11-31..2026-12-02", "bad-day", "none"],
    ["2026-11-01..", "bad-day", "2026-11-01..2026-11-23"],
    ["..", "bad-day", "none"],
    ["last year", "bad-range", "none"],
    ["last", "bad-range", "none"],
    ["last wek", "bad-range", "2026-11-16..2026-11-22"],
  ])("%s: %s, meant %s", (words, code, meant) => {
    expect(wrong(words)).toMatchObject({ code, meant });
  });

  test("with the limit named", () => {
    // 2025-10-20 to 2026-11-23: 400 days.
    expect(wrong("2025-10-20..2026-11-23").says).toBe(
      "these are 400 days, and one backfill takes at most 31",
    );
  });
});

describe("calendar days", () => {
  test("of a range are counted with both ends, over the end of a month and of a leap February", () => {
    expect(daysOf("2026-10-30" as Day, "2026-11-02" as Day)).toEqual([
      "2026-10-30",
      "2026-10-31",
      "2026-11-01",
      "2026-11-02",
    ]);
    expect(daysOf("2024-02-28" as Day, "2024-03-01" as Day)).toHaveLength(3);
    expect(daysOf("2026-11-02" as Day, "2026-11-01" as Day)).toEqual([]);
    expect(countDays("2025-11-23" as Day, "2026-11-22" as Day)).toBe(365);
  });

  test("are none lost and none twice where clocks change, also at midnight", () => {
    // Beirut skips from 00:00 to 01:00 on 2026-03-29; Los Angeles has 25 hours on 2026-11-01.
    expect(dayIn("Asia/Beirut", new Date("2026-03-28T22:00:00Z"))).toBe("2026-03-29");
    expect(daysOf("2026-03-28" as Day, "2026-03-30" as Day)).toEqual([
      "2026-03-28",
      "2026-03-29",
      "2026-03-30",
    ]);
    expect(daysOf("2026-10-31" as Day, "2026-11-02" as Day)).toEqual([
      "2026-10-31",
      "2026-11-01",
      "2026-11-02",
    ]);
    expect(weekBefore(dayIn("America/Los_Angeles", new Date("2026-11-02T07:59:00Z")))).toEqual({
      from: "2026-10-19",
      until: "2026-10-25",
    });
    expect(weekBefore(dayIn("America/Los_Angeles", new Date("2026-11-02T08:00:00Z")))).toEqual({
      from: "2026-10-26",
      until: "2026-11-01",
    });
  });
});
