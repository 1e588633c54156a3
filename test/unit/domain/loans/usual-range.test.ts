import { expect, test } from "vitest";
import { isUnusual, rangeInWords, usualRange } from "../../../../src/domain/loans/usual-range.ts";

const rule = { least: 7, mads: 5, share: 0.1 };
const quiet = [4_800, 4_900, 4_950, 5_000, 5_000, 5_050, 5_100];

test("it is the median, and five median deviations or a tenth of it, whichever is more, or what is chance", () => {
  expect(usualRange(quiet, rule)).toEqual({
    median: 5_000,
    within: 500,
    least: 4_800,
    ordinaryLeast: 4_800,
    most: 5_100,
    days: 7,
    share: 0.1,
  });
  // Deviations 100, 80, 50, 0, 50, 80, 100: their median is 80, and 5 × 80 is more than a tenth of 500.
  expect(usualRange([400, 420, 450, 500, 550, 580, 600], rule)).toMatchObject({ median: 500, within: 400 });
  // Three times the root of the median, 3 × √16, where chance is asked for.
  expect(usualRange(Array(7).fill(16), { ...rule, roots: 3 })).toMatchObject({ median: 16, within: 12 });
  expect(usualRange(Array(7).fill(16), rule)).toMatchObject({ median: 16, within: 1.6 });
  expect(usualRange([1, 2, 3, 4], { ...rule, least: 4 })).toMatchObject({ median: 2.5 });
});

test("too few days tell nothing", () => {
  expect(usualRange(quiet.slice(1), rule)).toBeNull();
  expect(usualRange([], { ...rule, least: 0 })).toBeNull();
});

test.each([
  [4_500, false],
  [4_499, true],
  [5_500, false],
  [5_501, true],
  [0, true],
])("with 500 around 5,000, %i is unusual: %s", (number, unusual) => {
  const usual = usualRange(quiet, rule);
  expect(usual !== null && isUnusual(number, usual)).toBe(unusual);
});

test("it says what the days had and what is usual by them, in whole numbers", () => {
  expect(
    rangeInWords({
      median: 500,
      within: 50,
      least: 480,
      ordinaryLeast: 480,
      most: 1_000,
      days: 14,
      share: 0.1,
    }),
  ).toBe("the last 14 days had 480–1,000, usual is 450–550");
  // From 2.5 − 4.7 to 2.5 + 4.7, and not under half of the least.
  expect(
    rangeInWords({ median: 2.5, within: 4.7, least: 1, ordinaryLeast: 1, most: 4, days: 1, share: 0.1 }),
  ).toBe("the day before had 1, usual is 1–7");
  expect(
    rangeInWords({ median: 0, within: 0, least: 0, ordinaryLeast: 0, most: 9, days: 14, share: 0.1 }),
  ).toBe("the last 14 days had 0–9, usual is 0");
  expect(
    rangeInWords({ median: 5e5, within: 50, least: 5e5, ordinaryLeast: 5e5, most: 5e5, days: 8, share: 0.1 }),
  ).toBe("the last 8 days had 500,000 each, usual is 499,950–500,050");
});
