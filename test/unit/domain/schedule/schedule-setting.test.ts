import { expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import type { ScheduleEntry } from "../../../../src/domain/schedule/schedule-setting.ts";
import {
  firstDayOf,
  parseScheduleEntry,
  settingOf,
} from "../../../../src/domain/schedule/schedule-setting.ts";

const by = { at: "2026-11-23T04:00:00.000Z", user: "U0OPERATOR", why: "month end" };
const begun = { ...by, is: "begun", from: "2026-11-20" } as const satisfies ScheduleEntry;
const paused = { ...by, is: "paused" } as const satisfies ScheduleEntry;
const resumed = { ...by, is: "resumed", from: "2026-11-25" } as const satisfies ScheduleEntry;
const later = { ...by, is: "time", time: "09:00" } as const satisfies ScheduleEntry;

test("without a record the configuration counts", () => {
  expect(settingOf([], "07:30")).toEqual({
    time: "07:30",
    earlier: [],
    changed: null,
    paused: null,
    begun: null,
    passedOver: null,
  });
});

test("a changed time overrides the configuration, the last one counts", () => {
  const earlier = { ...later, time: "06:00" };
  expect(settingOf([later, earlier], "07:30")).toMatchObject({ time: "06:00", changed: earlier });
  expect(settingOf([later], null)).toMatchObject({
    time: "09:00",
    earlier: [{ time: null, until: later.at }],
  });
  expect(settingOf([later, earlier], "07:30").earlier.map(({ time }) => time)).toEqual(["07:30", "09:00"]);
});

test("a pause lasts until it is resumed, and days before that are not made up for", () => {
  expect(settingOf([begun, paused], "07:30")).toMatchObject({ paused, begun });
  const after = settingOf([begun, paused, resumed], "07:30");
  expect(after).toMatchObject({ paused: null, begun: resumed });
  expect(after.passedOver).toEqual({ from: "2026-11-20", until: paused.at });
  expect(settingOf([begun, resumed], "07:30").passedOver).toBeNull();
  expect(firstDayOf(after, "2026-11-01" as Day)).toBe("2026-11-25");
});

test("days are due since it was begun, and never before the first deploy", () => {
  const setting = settingOf([begun, { ...begun, from: "2026-11-30" }], "07:30");
  expect(firstDayOf(setting, "2026-11-01" as Day)).toBe("2026-11-20");
  expect(firstDayOf(setting, "2026-11-22" as Day)).toBe("2026-11-22");
});

test("after it was off it begins anew", () => {
  const setting = settingOf([begun, { ...by, is: "off" }], "07:30");
  expect(firstDayOf(setting, "2026-11-01" as Day)).toBeNull();
  const again = { ...begun, from: "2026-12-24" };
  expect(firstDayOf(settingOf([begun, { ...by, is: "off" }, again], "07:30"), "2026-11-01" as Day)).toBe(
    "2026-12-24",
  );
});

test("a line of another format is refused", () => {
  expect(parseScheduleEntry(JSON.stringify(later))).toEqual(later);
  expect(() => parseScheduleEntry(JSON.stringify({ ...later, time: "25:00" }))).toThrow();
});
