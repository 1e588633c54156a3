import { grouped } from "../../domain/grouped.ts";
import { total } from "../../domain/loans/category-counts.ts";
import { largestCategories } from "../../domain/loans/largest-categories.ts";
import { namesInSentence } from "../../domain/loans/names/plain-name.ts";
import { longDay } from "../../domain/long-day.ts";
import type { ComparedNow } from "../told-now.ts";
import { context, header, section } from "./block-kit/blocks.ts";
import { limits } from "./block-kit/limits.ts";
import type { Markup } from "./block-kit/markup.ts";
import { md } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";
import { countsChart } from "./counts-chart.ts";

/** So many of the others are named. */
const MOST_NAMED = 12;

/** A day's largest categories as bars, and who the others are; the text beside them has the numbers. */
export function chartMessage({ summary, changed }: ComparedNow): Message {
  const { day, counts, previous } = summary;
  const drawn = countsChart(summary);
  const { others } = largestCategories(counts, previous?.counts ?? null, limits.chartBars);
  return message(
    header(`Loans of ${longDay(day)}: ${grouped(total(counts))}`),
    changed !== null && section(changedSince(changed)),
    drawn ?? section(md`One category has all of them, so that there is nothing to draw.`),
    drawn !== null &&
      others !== null &&
      context(md`The others: ${namesInSentence(others.names, MOST_NAMED)}`),
  );
}

/** Why these are not the bars that the summary had. */
function changedSince({ day, isTold }: Exclude<ComparedNow["changed"], null>): Markup {
  return isTold
    ? md`⚠️ ${longDay(day)} has another number since the summary: its bars are of what is told now.`
    : md`⚠️ The number of ${longDay(day)} was withdrawn since the summary, and none is told now: it has no bars here.`;
}
