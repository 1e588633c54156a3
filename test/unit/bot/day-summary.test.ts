import { expect, test } from "vitest";
import { inspectBlocks } from "../../../sandbox/slack/block-kit/blocks.ts";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import { daySummary } from "../../../src/bot/views/day-summary.ts";
import type { Day } from "../../../src/domain/day.ts";
import { summaryOfToday } from "../../support/runs/run-views.ts";

const card = "https://loan-bank.slack.com/archives/C0LOANS/p1";

test("the summary of a day", () => {
  expect(messageAsText(daySummary(summaryOfToday, card))).toMatchInlineSnapshot(`
    "Daily loans 2026-11-23: 500

    500 loans in 16 categories · +2 since 2026-11-22
    Category            Loans  Change
    GOLD LOAN              77      −1
    HOUSING                67      +3
    AUTOMOBILE             60      ±0
    TRAVELLING             53      ±0
    RESTAURANTS            41      ±0
    COMPUTER SOFTWARES     35      ±0
    SHOPPING               35      ±0
    BUSINESS               24      ±0
    EDUCATIONAL LOAN       20      ±0
    RESTAURANT             20      ±0
    DINNING                14      ±0
    ELECTRONICS            14      ±0
    HOME APPLIANCES        14      ±0
    AGRICULTURE            12      ±0
    BOOK STORES             7      ±0
    BUILDING                7      ±0
    Total                 500      +2
    Adds up: 502 rows in the file − 2 malformed = 500 counted by Spark = 500 in Redshift.
    Worth a look
    • RESTAURANT (20) and RESTAURANTS (41) may be one category
    file \`loan.csv\` (sha256 \`5f2d8c1a9b3e\`) · script \`a1b2c3d4e5f6\` · run batch-loan-tracker-2026-11-23-g1 (https://loan-bank.slack.com/archives/C0LOANS/p1) · EMR step \`s-2ABCDEF\` · statement \`5d0a1c3e-0000-4000-8000-000000000001\`"
  `);
});

test("the summary of the first day, of a file without a flaw", () => {
  const first = {
    ...summaryOfToday,
    previous: null,
    warnings: [],
    counts: summaryOfToday.counts.slice(0, 2),
    tally: { ...summaryOfToday.tally, fileRows: 72, malformedRows: 0, sparkRows: 72, redshiftRows: 72 },
  };
  expect(messageAsText(daySummary(first, null))).toMatchInlineSnapshot(`
    "Daily loans 2026-11-23: 72

    72 loans in 2 categories · no day of the 35 before it to compare with
    Category     Loans
    AUTOMOBILE      60
    AGRICULTURE     12
    Total           72
    Adds up: 72 rows in the file = 72 counted by Spark = 72 in Redshift.
    file \`loan.csv\` (sha256 \`5f2d8c1a9b3e\`) · script \`a1b2c3d4e5f6\` · run \`batch-loan-tracker-2026-11-23-g1\` · EMR step \`s-2ABCDEF\` · statement \`5d0a1c3e-0000-4000-8000-000000000001\`"
  `);
});

test("a category that vanished is still listed, and one that came is all change", () => {
  const summary = {
    ...summaryOfToday,
    counts: [{ category: "BOATS", count: 2 }],
    previous: { ...summaryOfToday, counts: [{ category: "HORSES", count: 5 }] },
  };
  const rows = messageAsText(daySummary(summary, card)).split("\n");
  expect(rows.filter((row) => /BOATS|HORSES|Total|since/.test(row))).toMatchInlineSnapshot(`
    [
      "2 loans in 1 category · −3 since 2026-11-23",
      "BOATS         2      +2",
      "HORSES        0      −5",
      "Total         2      −3",
    ]
  `);
});

test("more categories than a table holds are summed up in one row, and the total stays right", () => {
  const counts = Array.from({ length: 250 }, (_, index) => ({
    category: `CATEGORY ${index}`,
    count: 250 - index,
  }));
  const text = messageAsText(daySummary({ ...summaryOfToday, counts, previous: null }, card));
  expect(text).toMatch(/^153 more categories +11,781$/m);
  expect(text).toMatch(/^Total +31,375$/m);
});

test("each number that is in no count is shown beside those that are told", () => {
  const leftOut = { repeatedHeader: 1, blank: 3, total: 0, footer: 0 };
  const tally = { fileRows: 1_005, malformedRows: 1, leftOut, sparkRows: 1_000, redshiftRows: 1_000 };
  expect(messageAsText(daySummary({ ...summaryOfToday, tally }, card))).toContain(
    "Adds up: 1,005 rows in the file − 1 malformed − 1 repeated header − 3 blank = 1,000 counted by Spark = 1,000 in Redshift.",
  );
});

test("the sums that a contract asks for stand beside the counts, and are told to be the same everywhere", () => {
  const sums = [
    {
      amount: "Loan Amount",
      byCategory: [
        { category: "GOLD LOAN", sum: "1234567.5000" },
        { category: "HOUSING", sum: "-0.1" },
      ],
    },
  ];
  const summary = { ...summaryOfToday, sums, counts: summaryOfToday.counts.slice(0, 3) };
  const text = messageAsText(daySummary(summary, null));
  expect(text).toMatch(/^Category\s+Loans\s+Loan Amount\s+Change$/m);
  expect(text).toMatch(/^GOLD LOAN\s+\d+\s+1,234,567\.50\s+/m);
  expect(text).toMatch(/^Total\s+\d+\s+1,234,567\.40\s+/m);
  expect(text).toContain("in Redshift. The same in all three: Loan Amount 1,234,567.40.");
});

/** Three days of which the second is not published. */
function trendOfDays(categories: readonly string[], { sums = 0 } = {}) {
  const line = { counts: [8, null, 16], sums: Array.from({ length: sums }, () => ["4.5", null, "9"]) };
  const days = ["2026-11-20", "2026-11-21", "2026-11-23"] as Day[];
  return { days, categories: categories.map((category) => ({ category, ...line })), total: line };
}

test("a line for each category shows what the last bank days had, with a gap for a day that is not published", () => {
  const counts = summaryOfToday.counts.slice(0, 2);
  const sums = [{ amount: "Loan Amount", byCategory: [{ category: "AUTOMOBILE", sum: "9" }] }];
  const summary = { ...summaryOfToday, counts, sums, previous: null };
  const trend = trendOfDays(["AUTOMOBILE"], { sums: 1 });
  const text = messageAsText(daySummary({ ...summary, trend }, null));
  expect(text.split("\n").slice(3, 7)).toMatchInlineSnapshot(`
    [
      "Category     Loans  Loan Amount  3 days  Loan Amount, 3 days",
      "AUTOMOBILE      60         9.00     ▅·█                  ▅·█",
      "AGRICULTURE     12         0.00       –                    –",
      "Total           72         9.00     ▅·█                  ▅·█",
    ]
  `);
  expect(messageAsText(daySummary(summary, null))).not.toMatch(/▅|3 days/);
});

test("with twenty amounts, three hundred categories and lines the table still is one that Slack takes", () => {
  const names = Array.from({ length: 300 }, (_, at) => `${at} ${"É".repeat(48)}`);
  const counts = names.map((category, at) => ({ category, count: 1_000_000 - at }));
  const sums = Array.from({ length: 25 }, (_, at) => ({
    amount: `${at} ${"amount ".repeat(12)}`,
    byCategory: names.map((category) => ({ category, sum: "99999999999999999999.9999" })),
  }));
  for (const some of [sums, sums.slice(0, 9), []]) {
    const trend = trendOfDays(names, { sums: some.length });
    const { blocks } = daySummary({ ...summaryOfToday, counts, sums: some, trend }, card);
    expect(inspectBlocks(blocks, "message")).toEqual([]);
    const [table] = blocks.filter(({ type }) => type === "table") as { rows: { text: string }[][] }[];
    expect(table?.rows.flat().join("")).not.toBe("");
    expect(table?.rows.flat().reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(10_000);
    expect(Math.max(...(table?.rows ?? []).map((row) => row.length))).toBeLessThanOrEqual(20);
    expect(table?.rows.at(-1)?.[0]?.text).toBe("Total");
    expect(table?.rows.at(-2)?.[0]?.text).toMatch(/more categories$/);
  }
});

test("a summary whose number was taken back says who did, why, and what holds; its table is gone", () => {
  const withdrawn = {
    ...{ by: "U0OPERATOR", at: "2026-11-23T06:00:00.000Z", reason: "another bank's <file>" },
    ...{ runId: "withdraw-loan-tracker-2026-11-23-g1", instead: null },
  };
  const { text, blocks } = daySummary(summaryOfToday, card, withdrawn);
  expect(messageAsText({ text, blocks }).split("\n").slice(0, 7)).toMatchInlineSnapshot(`
    [
      "Daily loans 2026-11-23: withdrawn",
      "",
      "500 loans in 16 categories · +2 since 2026-11-22",
      "Withdrawn by @operator: another bank's <file>",
      "The day has no number now.",
      "To count it anew: \`/loans run 2026-11-23 --force\`",
      "file \`loan.csv\` (sha256 \`5f2d8c1a9b3e\`) · script \`a1b2c3d4e5f6\` · run batch-loan-tracker-2026-11-23-g1 (https://loan-bank.slack.com/archives/C0LOANS/p1) · EMR step \`s-2ABCDEF\` · statement \`5d0a1c3e-0000-4000-8000-000000000001\`",
    ]
  `);
  expect(JSON.stringify(blocks)).toContain("~500 loans in 16 categories");
  expect(JSON.stringify(blocks)).not.toContain("HOUSING");
  const again = { ...withdrawn, instead: { runId: "batch-loan-tracker-2026-11-23-g1", loans: 1 } };
  expect(messageAsText(daySummary(summaryOfToday, card, again))).toContain(
    "What was told before it holds again: 1 loan of generation 1 (`batch-loan-tracker-2026-11-23-g1`).",
  );
});

test("who released a held day, and why, stands under its sum", () => {
  const releases = [{ by: "U0OPERATOR", reason: "known", heldSince: "2026-11-23T04:00:00.000Z" }];
  expect(messageAsText(daySummary({ ...summaryOfToday, releases }, card))).toContain(
    "Released by @operator: known; it was held since ",
  );
});
