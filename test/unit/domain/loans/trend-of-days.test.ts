import { expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import { addDays, daysOf } from "../../../../src/domain/day.ts";
import type { CategoryCount } from "../../../../src/domain/loans/category-counts.ts";
import { daySummary } from "../../../../src/domain/loans/category-counts.ts";
import { folded, foldsOf } from "../../../../src/domain/loans/names/small-counts.ts";
import { rowsOf, trendOf } from "../../../../src/domain/loans/trend-of-days.ts";
import { summaryOfToday } from "../../../support/runs/run-views.ts";

const NO_SUMS = { rows: [], columns: [] };
const [first, second, third, fourth] = daysOf("2026-11-20" as Day, "2026-11-23" as Day) as [
  Day,
  Day,
  Day,
  Day,
];
const days = [first, second, third, fourth];
const plain = (counts: readonly CategoryCount[]) => counts;
const foldedBelowFive = (counts: readonly CategoryCount[]) =>
  folded(counts, foldsOf(counts, { isShown: () => true, k: 5 }));

function published(day: Day, counts: Readonly<Record<string, number>>) {
  return { day, counts: Object.entries(counts).map(([category, count]) => ({ category, count })) };
}

test("each category has a number a day: none where the day is published without it, a gap where the day is not published", () => {
  const all = [
    published(fourth, { GOLD: 9, HOUSING: 1 }),
    published(third, { GOLD: 8 }),
    // Not asked for: no bank day.
    published(addDays(first, -1), { GOLD: 99 }),
    published(first, { GOLD: 7, HOUSING: 2 }),
  ];
  const trend = trendOf(all, {
    days,
    categories: ["GOLD", "HOUSING"],
    shown: plain,
    sums: NO_SUMS,
    usual: () => null,
  });
  expect(trend).toEqual({
    days,
    categories: [
      { category: "GOLD", counts: [7, null, 8, 9], sums: [] },
      { category: "HOUSING", counts: [2, null, 0, 1], sums: [] },
    ],
    total: { counts: [9, null, 8, 10], sums: [] },
  });
  expect(daySummary.parse({ ...summaryOfToday, trend }).trend).toEqual(trend);
});

test("what is shown among small counts has a gap, nor do those together have a line of their own", () => {
  const all = [
    published(fourth, { GOLD: 9, FARM: 3, MILK: 6 }),
    published(third, { GOLD: 8, FARM: 6 }),
    published(second, { GOLD: 8, FARM: 2, BOATS: 3 }),
    published(first, { GOLD: 7 }),
  ];
  const categories = ["GOLD", "FARM", "others (<5)", "not shown (2 names)"];
  const trend = trendOf(all, { days, categories, shown: foldedBelowFive, sums: NO_SUMS, usual: () => null });
  expect(trend?.categories).toEqual([
    { category: "GOLD", counts: [7, 8, 8, 9], sums: [] },
    // It was not there on the first day, on which nothing is hidden.
    { category: "FARM", counts: [0, null, 6, null], sums: [] },
  ]);
  expect(trend?.total.counts).toEqual([7, 13, 14, 18]);
});

test("amounts have gaps where the day's files had none, and where the count has one", () => {
  const columns = [{ amount: "Loan Amount", column: "sum_loan_amount" }];
  const row = (day: Day, loan_category: string, sum: string | null) => ({
    ...{ insert_date: day, loan_category, sum_loan_amount: sum },
  });
  const all = days.map((day) => published(day, { GOLD: 9, HOUSING: 6, ...(day === third && { FARM: 1 }) }));
  const rows = [
    ...[row(fourth, "GOLD", "0.1000"), row(fourth, "HOUSING", "0.2000")],
    ...[row(third, "GOLD", "5"), row(third, "HOUSING", "-1.5"), row(third, "FARM", "7")],
    ...[row(second, "GOLD", null), row(second, "HOUSING", null)],
  ];
  const asked = { days, categories: ["GOLD", "FARM"], sums: { rows, columns }, usual: () => null };
  const trend = trendOf(all, { ...asked, shown: foldedBelowFive });
  expect(trend?.categories.map(({ sums }) => sums)).toEqual([
    [[null, null, "5", "0.1000"]],
    [["0", "0", null, "0"]],
  ]);
  expect(trend?.total.sums).toEqual([[null, null, "10.5", "0.3"]]);
  // As an earlier version asked for them.
  const former = [{ loan_category: "GOLD", sum_loan_amount: "1" }];
  expect([rowsOf(former, fourth), rowsOf(rows, second)]).toEqual([former, rows.slice(5)]);
});

test("a category whose name is shown in quotes has the amounts of its name in the file", () => {
  const columns = [{ amount: "Loan Amount", column: "sum_loan_amount" }];
  const all = days.map((day) => published(day, { "others (<5)": 7, GOLD: 9 }));
  const rows = days.map((day, at) => ({
    ...{ insert_date: day, loan_category: "others (<5)", sum_loan_amount: `${at}.5` },
  }));
  const asked = { days, categories: ['"others (<5)"'], sums: { rows, columns }, usual: () => null };
  expect(trendOf(all, { ...asked, shown: foldedBelowFive })?.categories).toEqual([
    { category: '"others (<5)"', counts: [7, 7, 7, 7], sums: [["0.5", "1.5", "2.5", "3.5"]] },
  ]);
});

test("two days are no line, and no more than a hundred categories have one", () => {
  const asked = { days, categories: ["GOLD"], shown: plain, sums: NO_SUMS, usual: () => null };
  const all = days.map((day) => published(day, { GOLD: 1 }));
  expect(trendOf(all.slice(2), asked)).toBeNull();
  const categories = Array.from({ length: 30_000 }, (_, at) => `CATEGORY ${at}`);
  expect(trendOf(all, { ...asked, categories })?.categories).toHaveLength(100);
});

test("what is usual stands beside the lines of those that it is known of", () => {
  const all = days.map((day) => published(day, { GOLD: 1, FARM: 2 }));
  const usual = (category: string | null) =>
    new Map([
      [null, { from: 2, to: 4 }],
      ["GOLD", { from: 1, to: 1 }],
    ]).get(category as null) ?? null;
  const trend = trendOf(all, { days, categories: ["GOLD", "FARM"], shown: plain, sums: NO_SUMS, usual });
  expect(trend?.categories.map((one) => one.usual)).toEqual([{ from: 1, to: 1 }, undefined]);
  expect(trend?.total.usual).toEqual({ from: 2, to: 4 });
  expect(daySummary.parse({ ...summaryOfToday, trend }).trend).toEqual(trend);
});
