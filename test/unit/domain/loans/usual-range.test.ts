import { expect, test } from "vitest";
import { isUnusual, rangeInWords, usualRange } from "../../../../src/domain/loans/usual-range.ts";

const rule = { least: 7, mads: 5, share: 0.1 };
const quiet = [480, 490, 495, 500, 500, 505, 510];

test("it is the median, and five median deviations or a tenth of it, whichever is more", () => {
  expect(usualRange(quiet, rule)).toEqual({ median: 500, within: 50, least: 480, most: 510, days: 7 });
  // Deviations 100, 80, 50, 0, 50, 80, 100: their median is 80, and 5 × 80 is more than a tenth of 500.
  expect(usualRange([400, 420, 450, 500, 550, 580, 600], rule)).toMatchObject({ median: 500, within: 400 });
  expect(usualRange([1, 2, 3, 4], { ...rule, least: 4 })).toMatchObject({ median: 2.5 });
});

test("too few days tell nothing", () => {
  expect(usualRange(quiet.slice(1), rule)).toBeNull();
  expect(usualRange([], { ...rule, least: 0 })).toBeNull();
});

test.each([
  [450, false],
  [449, true],
  [550, false],
  [551, true],
  [0, true],
])("with 50 around 500, %i is unusual: %s", (number, unusual) => {
  const usual = usualRange(quiet, rule);
  expect(usual !== null && isUnusual(number, usual)).toBe(unusual);
});

test("it says what the days had", () => {
  expect(rangeInWords({ median: 500, within: 50, least: 480, most: 510, days: 14 })).toBe(
    "the last 14 days had 480–510",
  );
  expect(rangeInWords({ median: 5e5, within: 50, least: 5e5, most: 5e5, days: 8 })).toBe(
    "the last 8 days had 500,000 each",
  );
});
