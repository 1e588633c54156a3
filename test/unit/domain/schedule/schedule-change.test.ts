import { describe, expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import { addDays, dayIn, daysOf } from "../../../../src/domain/day.ts";
import type { Schedule } from "../../../../src/domain/schedule/due-days.ts";
import {
  deadlineAt,
  dueAt,
  dueDays,
  dueSince,
  newestDue,
  todayAfterChange,
} from "../../../../src/domain/schedule/due-days.ts";
import { settingOf } from "../../../../src/domain/schedule/schedule-setting.ts";

/** Another time for the schedule, set in the middle of a day. */

type Change = readonly [at: string, time: string];

const DEADLINE = "09:00";
const today = "2026-11-23" as Day;

/** The schedule as those who had the changes up to that moment knew it. */
function scheduleAt(
  configured: string | null,
  {
    zone,
    changes,
    now = null,
  }: { readonly zone: string; readonly changes: readonly Change[]; readonly now?: Date | null },
): Schedule {
  const record = changes
    .filter(([at]) => now === null || new Date(at) <= now)
    .map(([at, time]) => ({ is: "time" as const, at, time, user: "U0OPERATOR", why: null }));
  const { time, earlier } = settingOf(record, configured);
  return { time: time ?? "00:00", zone, earlier };
}

/** In UTC: since when today is due, and by when its summary is expected, the day before the time. */
function todayBy(configured: string | null, ...changes: readonly Change[]): readonly [string, string] {
  const schedule = scheduleAt(configured, { zone: "UTC", changes });
  const shown = (date: Date) => date.toISOString().slice(8, 16).replace("T", " ");
  const since = dueSince(today, schedule);
  return [shown(since), shown(deadlineAt(since, { time: DEADLINE, zone: "UTC" }))];
}

describe("set at noon, a time", () => {
  test("that is over makes today due since noon, and tomorrow's deadline is its own", () => {
    expect(todayBy("22:00")).toEqual(["23 22:00", "24 09:00"]);
    expect(todayBy("22:00", ["2026-11-23T12:00:00Z", "06:00"])).toEqual(["23 12:00", "24 09:00"]);
    expect(todayBy(null, ["2026-11-23T12:00:00Z", "06:00"])).toEqual(["23 12:00", "24 09:00"]);
  });

  test("that is to come makes today due at that time", () => {
    expect(todayBy("06:00", ["2026-11-23T12:00:00Z", "22:00"])).toEqual(["23 22:00", "24 09:00"]);
    expect(todayBy("20:00", ["2026-11-23T12:00:00Z", "22:00"])).toEqual(["23 22:00", "24 09:00"]);
  });

  test("before or after one that was over as well changes nothing: a deadline that was missed stays missed", () => {
    expect(todayBy("06:00", ["2026-11-23T12:00:00Z", "07:00"])).toEqual(["23 06:00", "23 09:00"]);
    expect(todayBy("07:00", ["2026-11-23T12:00:00Z", "06:00"])).toEqual(["23 07:00", "23 09:00"]);
  });

  test("and set back makes today due as long as that time holds", () => {
    const there: Change = ["2026-11-23T12:00:00Z", "06:00"];
    const back: Change = ["2026-11-23T12:05:00Z", "22:00"];
    expect(todayBy("22:00", there, back)).toEqual(["23 22:00", "24 09:00"]);
    expect(todayBy("22:00", there, back, ["2026-11-23T12:10:00Z", "07:00"])).toEqual([
      "23 12:10",
      "24 09:00",
    ]);
    expect(todayBy("06:00", ["2026-11-23T12:00:00Z", "22:00"], ["2026-11-23T12:05:00Z", "06:00"])).toEqual([
      "23 12:05",
      "24 09:00",
    ]);
  });

  test("leaves the days before, and those after, to their own times", () => {
    const schedule = scheduleAt("22:00", { zone: "UTC", changes: [["2026-11-23T12:00:00Z", "06:00"]] });
    const all = [-1, 1].map((by) => dueSince(addDays(today, by), schedule).toISOString());
    expect(all).toEqual(["2026-11-22T22:00:00.000Z", "2026-11-24T06:00:00.000Z"]);
  });

  test("is answered with what it means for today", () => {
    const now = new Date("2026-11-23T12:00:00Z");
    const by = (time: string, hasRun = false) => todayAfterChange({ time, zone: "UTC" }, { now, hasRun });
    expect(by("12:00")).toEqual({ day: today, is: "due-now" });
    expect(by("12:01")).toEqual({ day: today, is: "due-later", at: "2026-11-23T12:01:00.000Z" });
    expect(by("06:00", true)).toEqual({ day: today, is: "has-run" });
  });
});

describe("whenever the time is changed, there and back, each day is run once, in its order, and none is late", () => {
  // The day of a change of the clocks; lived through with the one before it and the one after.
  const cases = [
    ["Asia/Kolkata", "2026-11-23"],
    ["America/Los_Angeles", "2026-03-08"], // 02:00 is followed by 03:00
    ["America/Los_Angeles", "2026-11-01"], // 01:00 comes twice
    ["Africa/Cairo", "2026-04-24"], // midnight is jumped over
    ["America/Nuuk", "2026-03-28"], // the last hour of the day is jumped over
    ["Australia/Lord_Howe", "2026-04-05"], // half an hour comes twice
  ] as const;
  const times = ["00:00", "02:30", "06:00", "22:00"];
  const moments = ["01:40", "12:00", "23:40"];

  test.each(cases)(
    "in %s around %s",
    (zone, middle) => {
      const [first, last] = [addDays(middle as Day, -1), addDays(middle as Day, 1)];
      const wrong: string[] = [];
      for (const before of times) {
        for (const after of times) {
          if (before === after) continue;
          for (const moment of moments) {
            const changedAt = dueAt(middle as Day, { time: moment, zone });
            const backAt = new Date(changedAt.getTime() + 20 * 60_000);
            const there: Change = [changedAt.toISOString(), after];
            const back: Change = [backAt.toISOString(), before];
            for (const changes of [[there], [there, back]]) {
              const { runs, late } = lived({ configured: before, zone, changes, first, last });
              const isRight = runs.join() === daysOf(first, last).join() && late.length === 0;
              if (!isRight) wrong.push(`${before} to ${after} at ${moment}: ran ${runs}; late ${late}`);
            }
          }
        }
      }
      expect(wrong).toEqual([]);
    },
    30_000,
  );
});

/** The days that are run, and those that are late before they are asked for, where the timetable looks now and then. */
function lived({
  configured,
  zone,
  changes,
  first,
  last,
}: {
  readonly configured: string;
  readonly zone: string;
  readonly changes: readonly Change[];
  readonly first: Day;
  readonly last: Day;
}): { readonly runs: readonly Day[]; readonly late: readonly Day[] } {
  const [runs, late]: [Day[], Day[]] = [[], []];
  // Whatever is due is due at one of these moments, and everything that can come of a change comes right after it.
  const days = daysOf(first, last);
  const looks = [...new Set([configured, ...changes.map(([, time]) => time), DEADLINE])]
    .flatMap((time) => days.map((day) => dueAt(day, { time, zone }).getTime()))
    .concat(
      changes.map(([at]) => Date.parse(at)),
      dueAt(addDays(last, 1), { time: "00:00", zone }).getTime() - 1,
    )
    .toSorted((a, b) => a - b);
  for (const ms of looks) {
    const now = new Date(ms);
    if (dayIn(zone, now) > last) continue;
    const schedule = scheduleAt(configured, { zone, changes, now });
    const soFar = daysOf(first, newestDue(schedule, now));
    const due = dueDays({ days: soFar, known: (day) => runs.includes(day), limit: 7 });
    // What is due is due since a moment that has come, and nothing else is.
    const newest = newestDue(schedule, now);
    const isTrue = (day: Day) => dueSince(day, schedule) <= now === day <= newest;
    late.push(...days.filter((day) => !isTrue(day)));
    const by = (day: Day) => deadlineAt(dueSince(day, schedule), { time: DEADLINE, zone });
    late.push(...due.run.filter((day) => by(day) <= now));
    runs.push(...due.run);
  }
  return { runs, late };
}
