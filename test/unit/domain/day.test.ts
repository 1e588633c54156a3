import { expect, test } from "vitest";
import { addDays, dayIn, dayNumber, parseDay } from "../../../src/domain/day.ts";

test("only calendar dates are days", () => {
  expect(parseDay("2028-02-29")).toBe("2028-02-29");
  for (const text of ["2026-02-29", "2026-13-01", "26-11-23", "2026-11-23T00:00", "today", ""]) {
    expect(parseDay(text), text).toBeNull();
  }
});

test("the day is the one on the wall of the bank", () => {
  const now = new Date("2026-11-23T23:30:00Z");
  expect(dayIn("UTC", now)).toBe("2026-11-23");
  expect(dayIn("Asia/Kolkata", now)).toBe("2026-11-24");
  expect(dayIn("America/Los_Angeles", now)).toBe("2026-11-23");
});

test("days are counted by the calendar, also over the end of a year and daylight saving", () => {
  const day = dayIn("UTC", new Date("2027-01-01T00:00:00Z"));
  expect(addDays(day, -1)).toBe("2026-12-31");
  expect(addDays(day, 59)).toBe("2027-03-01");
  expect(dayNumber(day)).toBe(20270101);
});
