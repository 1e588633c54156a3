import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import { addDays, dayIn, daysOf } from "../../../../src/domain/day.ts";
import {
  deadlineAt,
  dueAt,
  dueDays,
  medianMs,
  newestDue,
  nextDue,
  paceOf,
} from "../../../../src/domain/schedule/due-days.ts";

const day = (text: string) => text as Day;
const iso = (date: Date) => date.toISOString();

describe("the moment at which a day is due", () => {
  test.each([
    ["2026-11-23", "07:30", "Asia/Kolkata", "2026-11-23T02:00:00.000Z"],
    ["2026-03-08", "02:30", "America/Los_Angeles", "2026-03-08T10:00:00.000Z"], // the clock jumps from 02:00 to 03:00
    ["2026-11-01", "01:30", "America/Los_Angeles", "2026-11-01T08:30:00.000Z"], // 01:30 comes twice
    ["2026-04-24", "00:00", "Africa/Cairo", "2026-04-23T22:00:00.000Z"], // midnight is jumped over
    ["2026-04-24", "00:30", "Africa/Cairo", "2026-04-23T22:00:00.000Z"],
    ["2026-03-29", "00:30", "Asia/Beirut", "2026-03-28T22:00:00.000Z"],
    ["2026-03-08", "00:00", "America/Havana", "2026-03-08T05:00:00.000Z"],
    ["2026-09-06", "00:30", "America/Santiago", "2026-09-06T04:00:00.000Z"],
    ["2026-03-29", "00:00", "Atlantic/Azores", "2026-03-29T01:00:00.000Z"],
    ["2026-03-29", "02:30", "Antarctica/Troll", "2026-03-29T01:00:00.000Z"], // two hours are jumped over
  ])("%s %s in %s is %s", (on, time, zone, expected) => {
    expect(iso(dueAt(day(on), { time, zone }))).toBe(expected);
  });

  test("in every zone, over ten years, each day is due once, after the day before it, and on that day or at its end", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    // Zones whose clocks change at the same moments to the same offsets are one case.
    const cases = new Map(
      zones.map((zone) => {
        const changes = clockChanges(zone);
        return [JSON.stringify(changes), { zone, changes }];
      }),
    );
    const wrong: string[] = [];
    let checked = 0;
    for (const { zone, changes } of cases.values()) {
      // Between two changes of the clock every day has 24 hours: those around a change are the ones that could go wrong.
      const days = new Set(changes.flatMap(({ on }) => [-1, 0].map((by) => addDays(on, by))));
      for (const time of ["00:00", "00:30", "02:30", "23:59"]) {
        for (const one of days) {
          const due = dueAt(one, { time, zone });
          const justBefore = new Date(due.getTime() - 1);
          const isRight =
            // Greenland jumps from 23:00 to midnight: what is due at 23:59 is due then.
            dayIn(zone, justBefore) <= one &&
            dayIn(zone, due) >= one &&
            newestDue({ time, zone }, due) === one &&
            newestDue({ time, zone }, justBefore) === addDays(one, -1);
          if (!isRight) wrong.push(`${zone} ${one} ${time}`);
          checked += 1;
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(zones.length).toBeGreaterThan(400);
    expect(checked).toBeGreaterThan(5_000);
    // Seconds of arithmetic, more on a machine that is busy.
  }, 30_000);

  test("over ten years of one zone that jumps at midnight, every single day is due after the one before", () => {
    const at = { time: "00:00", zone: "Africa/Cairo" };
    const moments = daysOf(day("2024-01-01"), day("2033-12-31")).map((one) => dueAt(one, at).getTime());
    const hours = moments.slice(1).map((moment, index) => (moment - (moments[index] ?? 0)) / 3_600_000);
    expect(moments).toHaveLength(3_653);
    expect([...new Set(hours)].toSorted()).toEqual([23, 24, 25]);
  });
});

/** The days on which the clocks of the zone change, over ten years; its first day where they never do. */
function clockChanges(
  zone: string,
): readonly { readonly on: Day; readonly ms: number; readonly offset: string }[] {
  const begin = Temporal.ZonedDateTime.from({ year: 2024, month: 1, day: 1, timeZone: zone });
  const all = [begin];
  for (let at: Temporal.ZonedDateTime | null = begin; at !== null; ) {
    at = at.getTimeZoneTransition("next");
    if (at === null || at.year >= 2034) break;
    all.push(at);
  }
  return all.map((at) => ({
    on: day(at.toPlainDate().toString()),
    ms: at.epochMilliseconds,
    offset: at.offset,
  }));
}

describe("the days to run", () => {
  const schedule = { time: "07:30", zone: "Asia/Kolkata" };
  const due = (now: string, more: { readonly known?: readonly string[]; readonly limit?: number } = {}) =>
    dueDays({
      days: daysOf(day("2026-11-20"), newestDue(schedule, new Date(now))),
      known: (one) => (more.known ?? []).includes(one),
      limit: more.limit ?? 7,
    });

  test("are those since the first that nobody has asked for, oldest first", () => {
    expect(due("2026-11-23T01:59:59.999Z")).toEqual({
      run: ["2026-11-20", "2026-11-21", "2026-11-22"],
      left: [],
    });
    expect(due("2026-11-23T02:00:00Z", { known: ["2026-11-20", "2026-11-22"] })).toEqual({
      run: ["2026-11-21", "2026-11-23"],
      left: [],
    });
  });

  test("are none before the first day, also when the clock jumps back", () => {
    expect(due("2026-11-19T23:00:00Z")).toEqual({ run: [], left: [] });
    const known = ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23"];
    expect(due("2026-11-23T05:00:00Z", { known })).toEqual({ run: [], left: [] });
    expect(due("2026-11-22T05:00:00Z", { known })).toEqual({ run: [], left: [] });
  });

  test("are limited, the rest is left", () => {
    expect(due("2026-11-24T05:00:00Z", { limit: 3 })).toEqual({
      run: ["2026-11-20", "2026-11-21", "2026-11-22"],
      left: ["2026-11-23", "2026-11-24"],
    });
  });

  test("go on with the next one", () => {
    expect(nextDue(schedule, new Date("2026-11-23T02:00:00Z"))).toEqual({
      day: "2026-11-24",
      at: new Date("2026-11-24T02:00:00Z"),
    });
  });
});

test("a deadline before the time of the schedule is that of the next morning", () => {
  const since = dueAt(day("2026-11-23"), { time: "22:00", zone: "UTC" });
  const by = (time: string) => iso(deadlineAt(since, { time, zone: "UTC" }));
  expect(by("23:00")).toBe("2026-11-23T23:00:00.000Z");
  expect(by("02:00")).toBe("2026-11-24T02:00:00.000Z");
});

test("the estimate is the middle of what past runs took", () => {
  expect(medianMs([])).toBeNull();
  expect(medianMs([5, 1, 90])).toBe(5);
  expect(medianMs([4, 1, 2, 90])).toBe(3);
});

test("a batch is on time until it has taken what others take; then only how long it has taken is known", () => {
  const begun = { startedAt: "2026-11-23T02:00:00.000Z", usualMs: 20 * 60_000 };
  const at = (time: string) => paceOf({ ...begun, now: new Date(`2026-11-23T${time}Z`) });
  expect(at("02:19:59")).toEqual({ is: "on-time", dueAt: "2026-11-23T02:20:00.000Z" });
  expect(at("02:20:00")).toEqual({ is: "slow", soFarMs: 20 * 60_000 });
  expect(at("03:30:00")).toEqual({ is: "slow", soFarMs: 90 * 60_000 });
});
