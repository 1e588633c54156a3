import fc from "fast-check";
import { expect, test } from "vitest";
import { writeDate } from "../../../src/web/date.ts";
import { reader } from "./reader.ts";

/** Slack's own examples (docs.slack.dev, "Formatting text for app surfaces"): 1392734382 is 2014-02-18, 14:39:42 UTC. */
const written = 1_392_734_382;

test.for([
  ["{date_num}", "2014-02-18"],
  ["{date}", "February 18th, 2014"],
  ["{date_short}", "Feb 18, 2014"],
  ["{date_long}", "Tuesday, February 18th, 2014"],
  ["{date_pretty}", "February 18th, 2014"],
  ["{date_short_pretty}", "Feb 18, 2014"],
  ["{date_long_pretty}", "Tuesday, February 18th, 2014"],
  ["{time}", "6:39 AM"],
  ["{time_secs}", "6:39:42 AM"],
  ["Posted {date_num} at {time_secs}", "Posted 2014-02-18 at 6:39:42 AM"],
])("%s in Los Angeles is %s", ([format = "", expected = ""]) => {
  expect(writeDate(format, written, { ...reader, zone: "America/Los_Angeles" })).toBe(expected);
});

test.for([
  ["2026-11-27T18:29:59Z", "today"],
  ["2026-11-27T18:30:00Z", "tomorrow"],
  ["2026-11-26T18:29:59Z", "yesterday"],
  ["2026-11-25T18:29:59Z", "November 25th"],
])("%s is %s where the day begins at 18:30 UTC", ([at = "", expected = ""]) => {
  expect(writeDate("{date_pretty}", Date.parse(at) / 1_000, reader)).toBe(expected);
});

test.for([
  [-180, "3 minutes ago"],
  [-4 * 3_600, "4 hours ago"],
  [-2 * 86_400, "2 days ago"],
  [600, "in 10 minutes"],
])("{ago} of %d seconds from now is %s", ([seconds, expected]) => {
  expect(writeDate("{ago}", reader.now / 1_000 + Number(seconds), reader)).toBe(expected);
});

test.for([
  ["{date_of_birth}", written],
  ["{constructor}", written],
  ["{time}", Number.NaN],
  ["{time}", 1e15],
] as const)("%s of %d is left to the fallback", ([format, seconds]) => {
  expect(writeDate(format, seconds, reader)).toBeNull();
});

test("whatever was written before, each moment is written as its zone has it, on both sides of every change", () => {
  // Whole hours, half and quarter ones, a summer time of half an hour, one that was off by seconds, and one that skipped a day.
  const zones = ["Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Monrovia", "Pacific/Apia"];
  const changes = [
    "1971-06-01T12:44:30Z",
    "2011-12-30T10:00:00Z",
    "2026-04-04T15:00:00Z",
    "2026-11-27T18:30:00Z",
  ];
  const moment = fc
    .tuple(
      fc.constantFrom(...changes),
      fc.oneof(fc.integer({ min: -3_700, max: 3_700 }), fc.integer({ min: -20, max: 20 })),
    )
    .map(([change, seconds]) => Date.parse(change) / 1_000 + seconds);
  const format = fc.constantFrom("date_slash", "date_short", "time", "time_secs");
  const options: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
    date_slash: { year: "numeric", month: "2-digit", day: "2-digit" },
    date_short: { year: "numeric", month: "short", day: "numeric" },
    time: { hour: "numeric", minute: "2-digit" },
    time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
  };
  const asked = fc.array(fc.tuple(moment, fc.constantFrom(...zones), format), { maxLength: 20 });
  fc.assert(
    fc.property(asked, (all) => {
      for (const [seconds, zone, token] of all) {
        const alone = new Intl.DateTimeFormat(reader.locale, { ...options[token], timeZone: zone });
        expect(writeDate(`{${token}}`, seconds, { ...reader, zone })).toBe(alone.format(seconds * 1_000));
      }
    }),
    { numRuns: 60 },
  );
});
