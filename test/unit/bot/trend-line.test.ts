import { expect, test } from "vitest";
import { trendLine } from "../../../src/bot/views/trend-line.ts";

test.each([
  ["from zero to the most", [0, 1, 50, 99, 100], "▁▂▅██"],
  ["an even business looks even", [480, 505, 499], "███"],
  ["a gap is no zero", [10, null, 0, 10], "█·▁█"],
  ["nothing at all on any day", [0, 0], "▁▁"],
  ["repayments beyond loans", [-10, 0, 10], "▁▅█"],
  ["no number", [null, null], ""],
])("%s", (_, numbers, line) => {
  expect(trendLine(numbers)).toBe(line);
});
