import { describe, expect, test } from "vitest";
import { inspectBlocks } from "../../../sandbox/slack/block-kit/blocks.ts";
import { inspectView } from "../../../sandbox/slack/block-kit/view.ts";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import type { BotParts } from "../../../src/bot/bot-parts.ts";
import { chart as chartCommand } from "../../../src/bot/commands/chart.ts";
import { compare as compareCommand } from "../../../src/bot/commands/compare.ts";
import { trend as trendCommand } from "../../../src/bot/commands/trend.ts";
import { compareOrigin, compareView, isCompareOrigin } from "../../../src/bot/modals/compare.ts";
import { simplerForms } from "../../../src/bot/views/block-kit/message.ts";
import { chartMessage } from "../../../src/bot/views/chart-message.ts";
import { comparison, nothingToCompare } from "../../../src/bot/views/comparison.ts";
import { csvFile, csvMessage } from "../../../src/bot/views/csv.ts";
import { trendMessage } from "../../../src/bot/views/trend-message.ts";
import type { Day } from "../../../src/domain/day.ts";
import { addDays } from "../../../src/domain/day.ts";
import type { DaySummary } from "../../../src/domain/loans/category-counts.ts";
import type { TrendNow } from "../../../src/domain/loans/trend-now.ts";
import type { BankCalendar } from "../../../src/domain/schedule/bank-days.ts";
import { EVERY_DAY } from "../../../src/domain/schedule/bank-days.ts";
import { runView, summaryOfToday } from "../../support/runs/run-views.ts";

/** What people are shown who ask for a chart, a comparison, a trend or rows, for themselves alone. */

const { day } = summaryOfToday;
const counts = (of: Readonly<Record<string, number>>) =>
  Object.entries(of).map(([category, count]) => ({ category, count }));

test("a chart says its numbers in its text, names the others, and is a table where Slack draws none", () => {
  const said = chartMessage({ summary: summaryOfToday, changed: null });
  expect(inspectBlocks(said.blocks, "message")).toEqual([]);
  expect(said.text).toContain("Mon 23 Nov: GOLD LOAN 77, HOUSING 67, ");
  expect(said.text).toContain("Sun 22 Nov: GOLD LOAN 78, HOUSING 64, ");
  expect(said.text).toContain(
    "The others: ELECTRONICS, HOME APPLIANCES, AGRICULTURE, BOOK STORES and BUILDING",
  );
  const plain = simplerForms(said)[1];
  expect(plain?.blocks?.map(({ type }) => type)).toEqual(["header", "table", "context"]);
  expect(messageAsText({ ...plain })).toMatch(/^GOLD LOAN +77 +78$/m);
});

test("two days are compared by what differs most, with both totals and both cards", () => {
  const earlier = {
    ...summaryOfToday,
    day: addDays(day, -7),
    runId: "batch-loan-tracker-2026-11-16-g1",
    counts: counts({ HOUSING: 60, "GOLD LOAN": 77, BOATS: 30 }),
  };
  const later = { ...summaryOfToday, counts: counts({ HOUSING: 67, "GOLD LOAN": 77, FARM: 2 }) };
  const said = comparison(later, earlier, { later: "https://x.example/p2", earlier: null });
  expect(inspectBlocks(said.blocks, "message")).toEqual([]);
  expect(messageAsText(said)).toMatchInlineSnapshot(`
    "Mon 16 Nov 2026 and Mon 23 Nov 2026 compared

    167 loans on Mon 16 Nov 2026, 146 on Mon 23 Nov 2026: −21
    Loans per category, Mon 23 Nov and Mon 16 Nov (bar chart)
    Category   Mon 23 Nov  Mon 16 Nov
    GOLD LOAN          77          77
    HOUSING            67          60
    BOATS               0          30
    FARM                2           0
    Loans per category, Mon 23 Nov 2026 beside Mon 16 Nov 2026
    Category   Loans  Mon 16 Nov  Change  Note
    BOATS          0          30     −30  gone
    HOUSING       67          60      +7  –
    FARM           2           0      +2  new
    GOLD LOAN     77          77       –  –
    Total        146         167     −21  –
    Their cards: \`batch-loan-tracker-2026-11-16-g1\` and batch-loan-tracker-2026-11-23-g1 (https://x.example/p2)"
  `);
});

test("a week before that has no counts is named, and the bank day before taken in its place", async () => {
  const before = { ...summaryOfToday, day: addDays(day, -3), runId: "batch-loan-tracker-2026-11-20-g1" };
  const shown = async (...told: readonly DaySummary[]) => {
    const parts = {
      config: { daily: { zone: "UTC", calendar: EVERY_DAY } },
      clock: { now: () => new Date() },
      runs: {
        summary: async (of: Day) => told.find((one) => one.day === of) ?? null,
        view: async () => null,
      },
    } as unknown as BotParts;
    const asking = {} as Parameters<typeof compareCommand.listener>[1];
    const answer = await compareCommand.listener({ name: "compare", day, other: null }, asking, parts);
    return answer === null ? "" : messageAsText(answer);
  };
  // The day with which it was compared as it was counted has no number any more.
  const today = summaryOfToday;
  expect(await shown(today, before)).toContain(
    "A week before, Mon 16 Nov 2026, has no counts: here is the newest bank day before instead that has some.",
  );
  expect(await shown(today, before, { ...before, day: addDays(day, -7) })).not.toContain("A week before");
  expect(await shown(today)).toContain(
    "neither a week before it, Mon 16 Nov 2026, nor any bank day of the 35 days before",
  );
});

test("where there is no other day it says how to name one", () => {
  expect(messageAsText(nothingToCompare(summaryOfToday))).toContain("`/loans compare 2026-11-23 YYYY-MM-DD`");
});

const days = Array.from({ length: 5 }, (_, at) => addDays("2026-11-19" as Day, at));
const trend = {
  days,
  categories: [
    { category: "GOLD LOAN", counts: [70, null, 72, 75, 77], sums: [], usual: { from: 60, to: 76 } },
    { category: "<!channel>", counts: [null, null, null, null, 5], sums: [] },
  ],
  total: { counts: [490, null, 500, 498, 500], sums: [], usual: { from: 450, to: 550 } },
};
const now: TrendNow = { day, days, told: days.filter((_, at) => at !== 1), trend, isUsualOld: false };

test("a trend says between what the days were, whether the newest is usual, and which are missing", () => {
  const said = trendMessage(now, "gold loan");
  expect(inspectBlocks(said.blocks, "message")).toEqual([]);
  expect(messageAsText(said)).toMatchInlineSnapshot(`
    "GOLD LOAN: 77 on Mon 23 Nov 2026

    Between 70 and 77 on the last 4 of 5 bank days
    60–76 are usual: the newest is above usual
    GOLD LOAN, 5 bank days (line chart)
    Bank day    GOLD LOAN
    Thu 19 Nov         70
    Sat 21 Nov         72
    Sun 22 Nov         75
    Mon 23 Nov         77
    Not published, or not shown by itself: Fri 20 Nov"
  `);
  expect(said.text).toContain("GOLD LOAN: Thu 19 Nov 70, Sat 21 Nov 72, Sun 22 Nov 75, Mon 23 Nov 77");
  expect(messageAsText(trendMessage(now, null))).toContain("450–550 are usual: the newest is as usual");
});

test("a category that is not there is answered with those that are, and too few days with a sentence", () => {
  expect(messageAsText(trendMessage(now, "gold lone"))).toMatchInlineSnapshot(`
    "There is no category gold lone on Mon 23 Nov 2026; there are GOLD LOAN and \`<!channel>\`.
    Did you mean \`/loans trend GOLD LOAN\`?"
  `);
  expect(trendMessage(now, "<!channel>").text).toBe(
    "Of `&lt;!channel&gt;` too few days are shown by themselves for a line.",
  );
  expect(messageAsText(trendMessage({ ...now, told: days.slice(-2), trend: null }, null))).toBe(
    "A line needs 3 bank days that are published. Of the last 5 up to Mon 23 Nov 2026 there are 2: Sun 22 Nov, Mon 23 Nov. `/loans runs` tells how the others stand.",
  );
});

describe("what is told now, whatever stood when the day was counted", () => {
  const told = (of: Day, houses: number): DaySummary => ({
    ...summaryOfToday,
    ...{ day: of, runId: `batch-loan-tracker-${of}-g1`, counts: counts({ HOUSING: houses, BOATS: 5 }) },
  });
  const back = (by: number) => addDays(day, -by);
  const standing = (...all: readonly DaySummary[]) =>
    ({
      config: { daily: { calendar: EVERY_DAY, zone: "UTC" } },
      runs: {
        recent: async () =>
          all.map((one) =>
            runView(
              { workflow: "daily-batch", id: one.runId, day: one.day },
              { kind: "finished", outcome: "succeeded" },
            ),
          ),
        summary: async (of: Day) => all.find((one) => one.day === of) ?? null,
      },
    }) as unknown as BotParts;
  const asking = {} as Parameters<typeof trendCommand.listener>[1];
  const answer = async (parts: BotParts, category: string | null = null) =>
    messageAsText(
      (await trendCommand.listener({ name: "trend", category }, asking, parts)) ?? { blocks: [] },
    );

  test("a line has the days that were published since, and none whose number was withdrawn since", async () => {
    // As it was counted: 21 Nov was there, with 9, and 20 Nov was not.
    const newest = { ...told(day, 100), trend };
    const said = await answer(standing(newest, told(back(1), 96), told(back(3), 90)));
    expect(said).toContain("Fri 20 Nov         95\nSun 22 Nov        101\nMon 23 Nov        105");
    expect(said).toContain("Between 95 and 105 on the last 3 of 14 bank days");
    expect(said).toMatch(/Not published, or not shown by itself: .*Sat 21 Nov$/m);
    expect(said).not.toContain("Sat 21 Nov  ");
    expect(said).not.toContain("are usual");
    expect(said).toContain("What is usual was reckoned by numbers of which some are others now");
    expect(await answer(standing(newest, told(back(1), 96), told(back(3), 90)), "housing")).toContain(
      "HOUSING: 100 on Mon 23 Nov 2026",
    );
  });

  test("what is usual stands where the days before are as they were", async () => {
    const days = Array.from({ length: 14 }, (_, at) => back(13 - at));
    const total = {
      counts: days.map((_, at) => (at >= 11 ? 95 + at : null)),
      ...{ sums: [], usual: { from: 100, to: 110 } },
    };
    const newest = { ...told(day, 103), trend: { days, categories: [], total } };
    const said = await answer(standing(newest, told(back(1), 102), told(back(2), 101)));
    expect(said).toContain("100–110 are usual: the newest is as usual");
    expect(said).not.toContain("reckoned");
  });

  test("a line that was stored while days were too few is drawn once they are there", async () => {
    const said = await answer(standing(summaryOfToday, told(back(1), 1), told(back(2), 2)));
    expect(said).toContain("on the last 3 of 14 bank days");
  });

  test("a chart has no bars of a number that was withdrawn, and those of the one in its place", async () => {
    const compared = { day: back(1), counts: counts({ HOUSING: 9 }), isWithdrawn: true };
    const shown = { ...told(day, 100), previous: compared };
    const chartOf = async (...others: readonly DaySummary[]) => {
      const parts = standing(shown, ...others);
      return messageAsText(
        (await chartCommand.listener({ name: "chart", day }, asking, parts)) ?? { blocks: [] },
      );
    };
    const gone = await chartOf();
    expect(gone).toContain("The number of Sun 22 Nov 2026 was withdrawn since the summary");
    expect(gone).toContain("Loans per category, Mon 23 Nov (bar chart)");
    const anew = await chartOf(told(back(1), 96));
    expect(anew).toContain("Sun 22 Nov 2026 has another number since the summary");
    expect(anew).toMatch(/^HOUSING +100 +96$/m);
  });
});

describe("a day that is no bank day is on no line", () => {
  const calendar: BankCalendar = { weekdays: [1, 2, 3, 4, 5], holidays: {}, noFile: {} };
  const saturday = addDays(day, 5);

  /** What `/loans trend` answers where these days are told. */
  async function answered(...told: readonly DaySummary[]): Promise<string> {
    const byDay = new Map(told.map((summary) => [summary.day, summary]));
    const parts = {
      config: { daily: { calendar, zone: "UTC" } },
      runs: {
        recent: async () =>
          [...byDay.keys()].map((one) =>
            runView({ workflow: "daily-batch", id: `batch-loan-tracker-${one}-g1`, day: one }, ended),
          ),
        summary: async (one: Day) => byDay.get(one) ?? null,
      },
    } as unknown as BotParts;
    const asking = {} as Parameters<typeof trendCommand.listener>[1];
    const answer = await trendCommand.listener({ name: "trend", category: null }, asking, parts);
    return answer === null ? "" : messageAsText(answer);
  }
  const ended = { kind: "finished", outcome: "succeeded" } as const;
  const weekend: DaySummary = { ...summaryOfToday, day: saturday };

  const before = [3, 4, 5].map((back) => ({ ...summaryOfToday, day: addDays(day, -back) }));

  test("so that the newest bank day has one, and the answer says which day is left out", async () => {
    const said = await answered(...before, summaryOfToday, weekend);
    expect(said).toContain("All loans: 500 on Mon 23 Nov 2026");
    expect(said).toContain(
      "Sat 28 Nov 2026 is told, and is no bank day (Saturday), so it is not on the line.",
    );
    expect(await answered(...before, summaryOfToday)).not.toContain("no bank day");
  });

  test("also where bank days are too few, or none", async () => {
    expect(await answered(summaryOfToday, weekend)).toBe(
      "A line needs 3 bank days that are published. Of the last 14 up to Mon 23 Nov 2026 there is one: Mon 23 Nov. `/loans runs` tells how the others stand.\n" +
        "Sat 28 Nov 2026 is told, and is no bank day (Saturday), so it is not on the line.",
    );
    expect(await answered(weekend)).toBe(
      "A trend is of bank days, and none of them is told yet: Sat 28 Nov 2026 is told, and is no bank day (Saturday).",
    );
  });
});

test("the form that asks for the day to compare with picks a week before, and is read back as it was given", () => {
  const origin = { channel: "C0LOANS", threadTs: null, openedAt: "2026-11-23T06:00:00.000Z" };
  const form = compareView("2026-11-23" as Day, origin, { zone: "Asia/Kolkata" });
  expect(inspectView(form)).toEqual([]);
  expect(JSON.stringify(form.blocks)).toContain('"initial_date":"2026-11-16"');
  expect(compareOrigin(form.private_metadata ?? "")).toEqual({ ...origin, day: "2026-11-23" });
  for (const other of ["{", "{}", JSON.stringify({ ...origin, day: "2026-02-30" })])
    expect(isCompareOrigin(other)).toBe(false);
});

test("rows as CSV are quoted where they must be, no formula, and as many as a message holds", () => {
  const odd = counts({ 'A "B", C': 3, "=HYPERLINK(1)": 2, "a`b": 1 });
  expect(
    messageAsText(csvMessage({ ...summaryOfToday, counts: odd, previous: null })),
  ).toMatchInlineSnapshot(`
    "The counts of Mon 23 Nov 2026 as CSV:
    category,2026-11-23
    "A ""B"", C",3
    '=HYPERLINK(1),2
    a'b,1"
  `);
  const odder = ["+1", "-1", "@SUM(1)", "＝1", " =1", "\t=1", "\r=1", "a\nb"];
  const inert = counts(Object.fromEntries(odder.map((name, at) => [name, 9 - at])));
  expect(csvFile({ ...summaryOfToday, counts: inert, previous: null }).split("\r\n")).toEqual([
    "\uFEFFcategory,2026-11-23",
    ...["'+1,9", "'-1,8", "'@SUM(1),7", "'＝1,6", "' =1,5", "[U+0009]=1,4", "[U+000D]=1,3", "a[U+000A]b,2"],
    "",
  ]);
  const many = Array.from({ length: 300 }, (_, at) => ({
    category: `${at} ${"ऋण & ".repeat(15)}`,
    count: at,
  }));
  const said = csvMessage({ ...summaryOfToday, counts: many });
  expect(inspectBlocks(said.blocks, "message")).toEqual([]);
  expect(messageAsText(said)).toMatch(/\d+ more rows have no room here/);
  expect(messageAsText(csvMessage(summaryOfToday))).toContain("GOLD LOAN,77,78");
});
