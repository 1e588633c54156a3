import { typed } from "../../domain/commands/command.ts";
import { nearest } from "../../domain/commands/edit-distance.ts";
import type { Day } from "../../domain/day.ts";
import { grouped } from "../../domain/grouped.ts";
import { nameInSentence, namesInSentence, plainName } from "../../domain/loans/names/plain-name.ts";
import type { Trend } from "../../domain/loans/trend.ts";
import type { TrendNow } from "../../domain/loans/trend-now.ts";
import { LEAST_DAYS } from "../../domain/loans/trend-of-days.ts";
import { longDay, shortDay } from "../../domain/long-day.ts";
import type { PassedOver } from "../../domain/schedule/bank-days.ts";
import { passedOverWords } from "../../domain/schedule/bank-days.ts";
import { context, header, section } from "./block-kit/blocks.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, joined, lines, md } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";
import { chart } from "./block-kit/rich-blocks.ts";
import { rangeWords, usualNote } from "./count-words.ts";
import { says } from "./problem.ts";

/** With fewer numbers there is no line. */
const LEAST_POINTS = 2;

/** A day that is told and on no line, since a trend is of bank days, and why it is none. */
interface BesideTheLine {
  readonly day: Day;
  readonly because: PassedOver;
}

/** Where no bank day is told, there is nothing to draw. */
export function noBankDay(beside: BesideTheLine): Message {
  return says(md`A trend is of bank days, and none of them is told yet: ${besideWords(beside)}.`);
}

/** What one category, or all loans (`null`), has now on the bank days up to the newest that is told; `beside`: a newer day that is none. */
export function trendMessage(
  { day, days, told, trend, isUsualOld }: TrendNow,
  asked: string | null,
  beside: BesideTheLine | null = null,
): Message {
  if (trend === null) return tooFew({ day, days, told }, beside);
  const line = asked === null ? { ...trend.total, category: null } : lineOf(trend, asked);
  if (line === null) return noCategory(trend, asked ?? "", day);
  const known = trend.days.flatMap((one, at) => {
    const count = line.counts[at];
    return typeof count === "number" ? [{ day: one, count }] : [];
  });
  const name = line.category === null ? "All loans" : plainName(line.category);
  if (known.length < LEAST_POINTS)
    return says(md`Of ${nameInSentence(name)} too few days are shown by themselves for a line.`);
  const missing = trend.days.filter((one) => known.every((other) => other.day !== one));
  const newest = known.at(-1)?.count ?? 0;
  const counts = known.map(({ count }) => count);
  return message(
    header(`${name}: ${grouped(newest)} on ${longDay(known.at(-1)?.day ?? day)}`),
    section(
      lines([
        md`Between *${Math.min(...counts)}* and *${Math.max(...counts)}* on the last ${known.length} of ${trend.days.length} bank days`,
        line.usual !== undefined &&
          md`${rangeWords(line.usual)} are usual: the newest is ${usualNote(newest, line.usual) || "as usual"}`,
      ]),
    ),
    chart({
      title: `${name}, ${trend.days.length} bank days`,
      kind: "line",
      names: known.map((one) => shortDay(one.day)),
      series: [{ name, values: counts }],
      axes: ["Bank day", "Loans"],
    }),
    context(
      lines([
        missing.length > 0 &&
          md`Not published, or not shown by itself: ${joined(
            missing.map((one) => md`${shortDay(one)}`),
            ", ",
          )}`,
        isUsualOld &&
          md`What is usual was reckoned by numbers of which some are others now, so it is not told.`,
        beside !== null && besideLine(beside),
      ]),
    ),
  );
}

/** Which days are published, so that it is seen how many more a line needs, and where to see what the others lack. */
function tooFew(
  { day, days, told }: Pick<TrendNow, "day" | "days" | "told">,
  beside: BesideTheLine | null,
): Message {
  return says(
    md`A line needs ${LEAST_DAYS} bank days that are published. Of the last ${days.length} up to ${longDay(day)} there ${told.length === 1 ? "is one" : `are ${told.length}`}: ${joined(
      told.map((one) => md`${shortDay(one)}`),
      ", ",
    )}. ${code("/loans runs")} tells how the others stand.`,
    beside !== null && besideLine(beside),
  );
}

function besideLine(beside: BesideTheLine): Markup {
  return md`${besideWords(beside)}, so it is not on the line.`;
}

function besideWords({ day, because }: BesideTheLine): string {
  return `${longDay(day)} is told, and is no bank day (${passedOverWords(because)})`;
}

/** By its name in whatever case. */
function lineOf(trend: Trend, asked: string) {
  const folded = (name: string) => plainName(name).trim().toLocaleLowerCase("en");
  return trend.categories.find(({ category }) => folded(category) === folded(asked)) ?? null;
}

function noCategory({ categories }: Trend, asked: string, day: Day): Message {
  const names = categories.map(({ category }) => category);
  const close = nearest(
    asked.toLowerCase(),
    names.map((name) => name.toLowerCase()),
  );
  const meant = names.find((name) => name.toLowerCase() === close);
  return says(
    lines([
      md`There is no category ${nameInSentence(asked)} on ${longDay(day)}; there are ${namesInSentence(names, 20)}.`,
      meant !== undefined && md`Did you mean ${code(typed({ name: "trend", category: plainName(meant) }))}?`,
    ]),
  );
}
