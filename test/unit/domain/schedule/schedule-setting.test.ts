import { describe, expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import type { ScheduleEntry } from "../../../../src/domain/schedule/schedule-setting.ts";
import {
  firstDayOf,
  parseScheduleEntry,
  settingOf,
  withEndsOfPauses,
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

describe("a pause with an end", () => {
  const until = { day: "2026-11-25", at: "2026-11-24T18:30:00.000Z" };
  const ending = { ...paused, until } as const satisfies ScheduleEntry;
  const over = { is: "resumed", at: until.at, user: "loan-tracker", why: null, from: until.day } as const;
  const later = (hours: number) => new Date(Date.parse(until.at) + hours * 3_600_000);

  test("goes on by itself as that day begins, and not before", () => {
    expect(withEndsOfPauses([begun, ending], later(-1))).toEqual([begun, ending]);
    expect(withEndsOfPauses([begun, ending], later(0))).toEqual([begun, ending, over]);
    const after = settingOf(withEndsOfPauses([begun, ending], later(1)), "07:30");
    expect(after).toMatchObject({ paused: null, begun: over });
    expect(after.passedOver).toEqual({ from: "2026-11-20", until: paused.at });
    expect(firstDayOf(after, "2026-11-01" as Day)).toBe("2026-11-25");
  });

  test("stands where it came among other changes, once", () => {
    const time = { ...by, at: later(2).toISOString(), is: "time", time: "09:00" } as const;
    expect(withEndsOfPauses([begun, ending, time], later(3))).toEqual([begun, ending, over, time]);
    const again = {
      ...ending,
      at: later(3).toISOString(),
      until: { day: "2026-11-27", at: later(48).toISOString() },
    };
    expect(withEndsOfPauses([begun, ending, again], later(4))).toEqual([begun, ending, over, again]);
    // What the channel had told of it to a Redis that was emptied.
    expect(withEndsOfPauses([begun, ending, over], later(1))).toEqual([begun, ending, over]);
  });

  test("is over before where somebody resumes it, and has another end where somebody says so", () => {
    const early = { ...resumed, at: later(-2).toISOString() };
    expect(withEndsOfPauses([begun, ending, early], later(1))).toEqual([begun, ending, early]);
    const open = { ...paused, at: later(-2).toISOString() };
    const stands = settingOf(withEndsOfPauses([begun, ending, open], later(1)), "07:30");
    expect(stands.paused).toEqual(open);
    const ended = settingOf([begun, ending, open, { ...resumed, at: later(9).toISOString() }], "07:30");
    expect(ended.passedOver).toEqual({ from: "2026-11-20", until: paused.at });
  });
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
