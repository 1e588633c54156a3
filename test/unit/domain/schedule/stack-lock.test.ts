import { describe, expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import { monthEndFreeze } from "../../../../src/domain/schedule/month-end-freeze.ts";
import type { ScheduleEntry } from "../../../../src/domain/schedule/schedule-setting.ts";
import { settingOf } from "../../../../src/domain/schedule/schedule-setting.ts";
import { endOfLock, isLockable, isLockableRun, lockOf } from "../../../../src/domain/schedule/stack-lock.ts";
import { workflowNames } from "../../../../src/domain/workflows/index.ts";

const day = "2026-11-30" as Day;
const at = (time: string) => `2026-11-30T${time}:00.000Z`;
const locked = (time: string, until: string | null): ScheduleEntry => ({
  ...{ is: "locked", at: at(time), user: "U0OPERATOR", why: "month end", until },
});
const unlocked: ScheduleEntry = { is: "unlocked", at: at("11:00"), user: "U0OPERATOR2", why: null };
const now = new Date(at("12:00"));
const weekdays = { weekdays: [1, 2, 3, 4, 5], holidays: { "01-01": "New Year" }, noFile: {} };
const by = { zone: "Asia/Kolkata", calendar: weekdays, freeze: null };

test("the last word counts, and an end that has come is one", () => {
  const open = locked("10:00", null);
  expect(lockOf([], now, by)).toBeNull();
  expect(lockOf([open], now, by)).toBe(open);
  expect(lockOf([open, unlocked], now, by)).toBeNull();
  expect(lockOf([unlocked, open], now, by)).toBe(open);
  expect(lockOf([locked("10:00", at("12:00"))], now, by)).toBeNull();
  const later = locked("10:00", at("12:01"));
  expect(lockOf([open, later], now, by)).toBe(later);
  // One that is over brings no earlier one back.
  expect(lockOf([open, locked("11:00", at("11:30"))], now, by)).toBeNull();
});

describe("a month's end freezes the stack by the calendar", () => {
  const freezing = { ...by, freeze: { last: 2, first: 1 } };
  const at = (text: string) => new Date(`${text}+05:30`);
  // December ends on a Thursday, the New Year is a holiday and a weekend follows.
  const freeze = { at: at("2026-12-30T00:00").toISOString(), until: at("2027-01-04T23:59").toISOString() };

  test.each([
    ["2026-12-29T23:59:59", null],
    ["2026-12-30T00:00", freeze],
    ["2027-01-02T12:00", freeze],
    ["2027-01-04T23:59:59", freeze],
    ["2027-01-05T00:00", null],
    ["2026-12-02T00:00", null],
  ])("at %s", (time, expected) => {
    expect(monthEndFreeze(at(time), freezing)).toEqual(expected);
  });

  test("of one side alone, and of none", () => {
    expect(monthEndFreeze(at("2026-12-31T09:00"), { ...by, freeze: { last: 1, first: 0 } })).toEqual({
      at: at("2026-12-31T00:00").toISOString(),
      until: at("2026-12-31T23:59").toISOString(),
    });
    expect(monthEndFreeze(at("2027-01-02T09:00"), { ...by, freeze: { last: 0, first: 1 } })).toEqual({
      at: at("2027-01-01T00:00").toISOString(),
      until: freeze.until,
    });
    expect(monthEndFreeze(at("2026-12-31T09:00"), by)).toBeNull();
  });

  test("until somebody takes it over, and again the next month", () => {
    const during = at("2026-12-31T09:00");
    const frozen = { is: "locked", user: "loan-tracker", ...freeze, why: null };
    expect(lockOf([], during, freezing)).toEqual(frozen);
    const before: ScheduleEntry = {
      is: "unlocked",
      at: at("2026-12-29T09:00").toISOString(),
      user: "U0",
      why: null,
    };
    expect(lockOf([before], during, freezing)).toEqual(frozen);
    const own: ScheduleEntry = {
      is: "locked",
      at: at("2026-12-30T09:00").toISOString(),
      user: "U0",
      why: "hotfix",
      until: at("2026-12-30T18:00").toISOString(),
    };
    expect(lockOf([before, own], at("2026-12-30T10:00"), freezing)).toBe(own);
    // What was locked for an hour of it leaves it as it was.
    expect(lockOf([before, own], during, freezing)).toEqual(frozen);
    const lifted: ScheduleEntry = { ...before, at: at("2026-12-30T19:00").toISOString() };
    expect(lockOf([before, own, lifted], during, freezing)).toBeNull();
    expect(lockOf([before, own, lifted], at("2027-01-29T09:00"), freezing)).toMatchObject({
      user: "loan-tracker",
    });
  });
});

test("of the schedule it changes nothing", () => {
  const record: readonly ScheduleEntry[] = [
    { is: "begun", at: at("01:00"), user: "loan-tracker", why: null, from: day },
  ];
  expect(settingOf([...record, locked("10:00", null), unlocked], "07:30")).toEqual(
    settingOf(record, "07:30"),
  );
});

test("a day ends with its last minute in the bank's zone, and a time that the zone jumps over right after the jump", () => {
  expect(endOfLock({ day, time: null }, "Asia/Kolkata").toISOString()).toBe(at("18:29"));
  expect(endOfLock({ day, time: "18:00" }, "America/New_York").toISOString()).toBe(at("23:00"));
  const spring = { day: "2026-03-29" as Day, time: "02:30" };
  expect(endOfLock(spring, "Europe/Berlin").toISOString()).toBe("2026-03-29T01:00:00.000Z");
});

test("it keeps others from what changes the stack or a told number, not from the daily batch", () => {
  const run = { name: "run", day, force: false } as const;
  expect(
    [
      { name: "deploy" } as const,
      { name: "teardown" } as const,
      { name: "withdraw", day, why: "" } as const,
      { ...run, force: true },
      { ...run, until: day, force: true },
    ].every(isLockable),
  ).toBe(true);
  expect([run, { ...run, until: day }].some(isLockable)).toBe(false);
  const lockable = (force: boolean) =>
    workflowNames.filter((name) => isLockableRun(name, { input: { force } }));
  expect(lockable(false)).toEqual(["deploy-stack", "withdraw-day", "teardown-stack"]);
  expect(lockable(true).toSorted()).toEqual(["backfill", "deploy-stack", "teardown-stack", "withdraw-day"]);
});
