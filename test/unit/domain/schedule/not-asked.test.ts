import { expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import { EVERY_DAY } from "../../../../src/domain/schedule/bank-days.ts";
import { whyNotAsked } from "../../../../src/domain/schedule/not-asked.ts";
import type { ScheduleEntry } from "../../../../src/domain/schedule/schedule-setting.ts";
import { settingOf } from "../../../../src/domain/schedule/schedule-setting.ts";

const at = "2026-11-23T02:00:00.000Z";
const begun: ScheduleEntry = { is: "begun", at, user: "loan-tracker", why: null, from: "2026-11-23" };
const paused: ScheduleEntry = { is: "paused", at, user: "U0OPERATOR", why: null };
const resumed: ScheduleEntry = { is: "resumed", at, user: "U0OPERATOR", why: null, from: "2026-11-25" };
const calendar = { ...EVERY_DAY, weekdays: [1, 2, 3, 4, 5], holidays: { "2026-11-26": "Thanksgiving" } };

function why(day: string, { record = [begun], time = "07:30" as string | null, hasRun = false } = {}) {
  const setting = settingOf(record, time);
  return whyNotAsked(day as Day, { setting, calendar, today: "2026-11-25" as Day, hasRun });
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
  expect(why("2026-11-24", { hasRun: true })).toBe("it has its run already");
  expect(why("2026-11-24", { time: null })).toBe("there is no schedule");
  expect(why("2026-11-24", { record: [] })).toBe("the schedule began with 2026-11-25");
});

test("a pause asks for none of its days later", () => {
  expect(why("2026-11-24", { record: [begun, paused] })).toBe("a pause is not made up for");
  expect(why("2026-11-27", { record: [begun, paused] })).toBeNull();
  expect(why("2026-11-24", { record: [begun, paused, resumed] })).toBe(
    "the schedule goes on with 2026-11-25",
  );
});
