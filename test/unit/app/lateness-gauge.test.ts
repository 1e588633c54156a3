import { beforeEach, expect, test } from "vitest";
import { latenessGauge } from "../../../src/app/metrics/lateness-gauge.ts";
import type { Day } from "../../../src/domain/day.ts";
import type { DaySummary } from "../../../src/domain/loans/category-counts.ts";
import { EVERY_DAY } from "../../../src/domain/schedule/bank-days.ts";
import type { DayDecision } from "../../../src/domain/schedule/daybook.ts";
import type { ScheduleEntry } from "../../../src/domain/schedule/schedule-setting.ts";

const HOUR = 3_600;
const by = { user: "loan-tracker", why: null };

let record: ScheduleEntry[];
let decisions: Map<Day, DayDecision>;
let told: string[];
let now: string;
let deployedAt: string | null;

beforeEach(() => {
  // Every day at half past seven in India is two in the morning in UTC.
  record = [{ ...by, at: "2026-11-20T06:30:00Z", is: "begun", from: "2026-11-21" }];
  decisions = new Map();
  told = [];
  now = "2026-11-23T05:00:00Z";
  deployedAt = "2026-11-20T06:00:00Z";
});

async function lateness(at: string | null = "07:30", calendar = EVERY_DAY): Promise<readonly number[]> {
  const gauge = latenessGauge({
    store: { record: async () => record, decisions: async () => decisions, daybook: async () => [] },
    deploys: { standsSince: async () => deployedAt },
    runs: { summary: async (day) => (told.includes(day) ? ({} as DaySummary) : null) },
    daily: { zone: "Asia/Kolkata", at, calendar },
    stack: "loans",
    clock: { now: () => new Date(now) },
  });
  return (await gauge.read()).map(({ value }) => value);
}

test("a day without its summary grows late from the moment it was due, until it has one", async () => {
  expect(await lateness()).toEqual([3 * HOUR]);
  now = "2026-11-24T01:59:00Z";
  expect(await lateness()).toEqual([24 * HOUR - 60]);
  told = ["2026-11-23"];
  expect(await lateness()).toEqual([0]);
});

test("a time that is set once it is over makes today late from then on", async () => {
  record.push({ ...by, at: "2026-11-23T04:00:00Z", is: "time", time: "06:00" });
  expect(await lateness("22:00")).toEqual([HOUR]);
});

test("a summary of another day does not help, a word that skips the day does", async () => {
  told = ["2026-11-22"];
  expect(await lateness()).toEqual([3 * HOUR]);
  decisions.set("2026-11-23" as Day, { is: "skipped", user: "U0OPERATOR", why: "holiday", at: now });
  expect(await lateness()).toEqual([0]);
});

test("there is no lateness where no day is expected: no schedule, paused, before the first day or deploy", async () => {
  expect(await lateness(null)).toEqual([]);
  record.push({ ...by, at: now, is: "paused" });
  expect(await lateness()).toEqual([]);
  record.pop();
  now = "2026-11-20T09:00:00Z";
  expect(await lateness()).toEqual([]);
  now = "2026-11-23T05:00:00Z";
  deployedAt = null;
  expect(await lateness()).toEqual([]);
});
