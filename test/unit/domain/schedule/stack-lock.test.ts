import { expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
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

test("the last word counts, and an end that has come is one", () => {
  const open = locked("10:00", null);
  expect(lockOf([], now)).toBeNull();
  expect(lockOf([open], now)).toBe(open);
  expect(lockOf([open, unlocked], now)).toBeNull();
  expect(lockOf([unlocked, open], now)).toBe(open);
  expect(lockOf([locked("10:00", at("12:00"))], now)).toBeNull();
  const later = locked("10:00", at("12:01"));
  expect(lockOf([open, later], now)).toBe(later);
  // One that is over brings no earlier one back.
  expect(lockOf([open, locked("11:00", at("11:30"))], now)).toBeNull();
});

test("of the schedule it changes nothing", () => {
  const record: readonly ScheduleEntry[] = [
    { is: "begun", at: at("01:00"), user: "loan-tracker", why: null, from: day },
  ];
  expect(settingOf([...record, locked("10:00", null), unlocked], "07:30")).toEqual(
    settingOf(record, "07:30"),
  );
});

test("a day ends at its midnight in the bank's zone, and a time that the zone jumps over right after the jump", () => {
  expect(endOfLock({ day, time: null }, "Asia/Kolkata").toISOString()).toBe(at("18:30"));
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
  expect(workflowNames.filter(isLockableRun)).toEqual(["deploy-stack", "withdraw-day", "teardown-stack"]);
});
