import type { DaySummary } from "../../domain/loans/category-counts.ts";
import type { LargestCategories } from "../../domain/loans/largest-categories.ts";
import { largestCategories } from "../../domain/loans/largest-categories.ts";
import { plainName } from "../../domain/loans/names/plain-name.ts";
import { isFoldedName } from "../../domain/loans/names/small-counts.ts";
import { shortDay } from "../../domain/long-day.ts";
import { limits } from "./block-kit/limits.ts";
import type { ChartBlock } from "./block-kit/rich-block-types.ts";
import { chart } from "./block-kit/rich-blocks.ts";

/** The largest categories of a day as bars, beside the day that it is compared with; `null` where a single bar would stand. */
export function countsChart({
  day,
  counts,
  previous,
}: Pick<DaySummary, "day" | "counts" | "previous">): ChartBlock | null {
  const { largest, others } = largestCategories(counts, previous?.counts ?? null, limits.chartBars);
  const bars = others === null ? largest : [...largest, { ...others, category: othersName(others) }];
  if (bars.length < 2) return null;
  const own = { name: shortDay(day), values: bars.map(({ count }) => count) };
  const before = previous && { name: shortDay(previous.day), values: bars.map((bar) => bar.before ?? 0) };
  return chart({
    title: `Loans per category, ${[own, ...(before ? [before] : [])].map(({ name }) => name).join(" and ")}`,
    kind: "bar",
    names: bars.map(({ category }) => plainName(category)),
    series: [own, ...(before ? [before] : [])],
    axes: ["Category", "Loans"],
  });
}

/** How many others there are is told where each of them has a row of its own. */
function othersName({ names }: Exclude<LargestCategories["others"], null>): string {
  if (names.some(isFoldedName)) return "others";
  return names.length === 1 ? "1 other" : `${names.length} others`;
}
