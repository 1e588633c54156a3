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
