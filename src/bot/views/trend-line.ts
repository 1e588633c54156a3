/** From nothing to the most that the days had; all of them are as wide as each other in the fonts that Slack shows. */
const HEIGHTS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** A day that has no number: neither one nor none. */
const GAP = "·";

/**
 * Numbers as a line of blocks, one a day: `▆▆·▇█`. It begins at zero, so that an even business looks even; the lowest block
 * is a zero and nothing else, unless some are below zero. Empty where there is no number at all.
 */
export function trendLine(numbers: readonly (number | null)[]): string {
  const known = numbers.filter((one) => one !== null);
  if (known.length === 0) return "";
  const least = Math.min(0, ...known);
  const range = Math.max(0, ...known) - least;
  const heightOf = (one: number) =>
    range === 0 ? 0 : Math.ceil(((one - least) / range) * (HEIGHTS.length - 1));
  return numbers.map((one) => (one === null ? GAP : (HEIGHTS[heightOf(one)] ?? GAP))).join("");
}
