import { typed } from "../../domain/commands/command.ts";
import type { Day } from "../../domain/day.ts";
import { addDays } from "../../domain/day.ts";
import type { CategoryChange, DaySummary } from "../../domain/loans/category-counts.ts";
import { compare, total } from "../../domain/loans/category-counts.ts";
import { COMPARED_WITHIN_DAYS } from "../../domain/loans/compared-within.ts";
import { signed } from "../../domain/loans/tally.ts";
import { longDay } from "../../domain/long-day.ts";
import { context, header, section } from "./block-kit/blocks.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, lines, link, md } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";
import { countsChart } from "./counts-chart.ts";
import { countsTable } from "./counts-table.ts";
import { says } from "./problem.ts";

/** Two days beside each other, category by category, those that differ most first; each with the card that tells of it. `missing`: the day that was wanted in place of the earlier one. */
export function comparison(
  later: DaySummary,
  earlier: DaySummary,
  cards: { readonly later: string | null; readonly earlier: string | null },
  missing: Day | null = null,
): Message {
  const both = {
    day: later.day,
    counts: later.counts,
    previous: { day: earlier.day, counts: earlier.counts },
  };
  const changes = compare(later.counts, earlier.counts).toSorted((one, other) => sizeOf(other) - sizeOf(one));
  return message(
    header(`${longDay(earlier.day)} and ${longDay(later.day)} compared`),
    section(
      lines([
        missing !== null &&
          md`A week before, ${longDay(missing)}, has no counts: here is the newest bank day before instead that has some.`,
        totals(later, earlier),
      ]),
    ),
    countsChart(both),
    countsTable(changes, both),
    context(md`Their cards: ${link(cards.earlier, earlier.runId)} and ${link(cards.later, later.runId)}`),
  );
}

function totals(later: DaySummary, earlier: DaySummary): Markup {
  const [now, then] = [total(later.counts), total(earlier.counts)];
  const change = now === then ? md`the same number` : md`*${signed(now - then)}*`;
  return md`*${then}* loans on ${longDay(earlier.day)}, *${now}* on ${longDay(later.day)}: ${change}`;
}

function sizeOf({ change }: CategoryChange): number {
  return Math.abs(change ?? 0);
}

/** That no other day is there, and how to name one. */
export function nothingToCompare({ day }: DaySummary): Message {
  return says(
    md`There is no day to compare ${longDay(day)} with: neither a week before it, ${longDay(addDays(day, -7))}, nor any bank day of the ${COMPARED_WITHIN_DAYS} days before it has counts. ${withAnother(day)} compares it with another.`,
  );
}

/** How to name the other day, where nobody can be asked for it. */
export function howToCompare(day: Day): Message {
  return says(md`${withAnother(day)} compares ${longDay(day)} with another day.`);
}

function withAnother(day: Day): Markup {
  return code(typed({ name: "compare", day, other: "YYYY-MM-DD" as Day }));
}
