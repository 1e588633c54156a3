import { expect, test } from "vitest";
import { maintenanceWindow } from "../../../../src/domain/aws/maintenance-window.ts";
import { addDays, parseDay } from "../../../../src/domain/day.ts";
import { dueAt } from "../../../../src/domain/schedule/due-days.ts";

/** Redshift's form (API reference, CreateCluster, PreferredMaintenanceWindow): at least half an hour, in UTC. */
const FORM = /^sun:([01]\d|2[0-3]):([0-5]\d)-(sun|mon):([01]\d|2[0-3]):([0-5]\d)$/;

const zones = [
  "UTC",
  "America/Los_Angeles",
  "America/St_Johns",
  "Europe/London",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Sydney",
  "Australia/Lord_Howe",
  "Pacific/Auckland",
];

const cases = zones.flatMap((zone) =>
  ["00:00", "02:30", "07:30", "12:00", "23:45"].map((time) => ({ zone, time })),
);

test.each(cases)("the window of a batch at $time in $zone is ten hours away, summer and winter", (at) => {
  const [, hour, minute, endDay, endHour, endMinute] = FORM.exec(maintenanceWindow(at, 2027)) ?? [];
  const begins = Number(hour) * 60 + Number(minute);
  const length = (Number(endHour) * 60 + Number(endMinute) - begins + 1440) % 1440;
  expect(length).toBeGreaterThanOrEqual(30);
  expect(endDay).toBe(begins + length < 1440 ? "sun" : "mon");
  const first = parseDay("2027-01-01");
  if (first === null) throw new Error("unreachable");
  for (let index = 0; index < 365; index += 1) {
    const due = dueAt(addDays(first, index), at);
    const minutes = due.getUTCHours() * 60 + due.getUTCMinutes();
    // From the batch's begin on to the window's, and from the window's end on to the batch's begin.
    expect((begins - minutes + 1440) % 1440).toBeGreaterThanOrEqual(10 * 60);
    expect((minutes - begins - length + 2880) % 1440).toBeGreaterThanOrEqual(10 * 60);
  }
});

test("half past seven in California is 14:30 or 15:30 UTC, so the window is half a day from three o'clock", () => {
  const window = maintenanceWindow({ time: "07:30", zone: "America/Los_Angeles" }, 2027);
  expect(window).toBe("sun:02:30-sun:03:30");
});

test("it is another day's plan, but the same window in every year of the same rules", () => {
  const at = { time: "07:30", zone: "Europe/Berlin" };
  expect(new Set([2026, 2027, 2028, 2035].map((year) => maintenanceWindow(at, year))).size).toBe(1);
});

test("a window that begins before midnight ends on Monday", () => {
  expect(maintenanceWindow({ time: "12:00", zone: "UTC" }, 2027)).toBe("sun:23:30-mon:00:30");
});
