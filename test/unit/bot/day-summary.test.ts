import { describe, expect, test } from "vitest";
import { inspectBlocks } from "../../../sandbox/slack/block-kit/blocks.ts";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import { daySummary } from "../../../src/bot/views/day-summary.ts";
import type { Day } from "../../../src/domain/day.ts";
import type { CountedAnew } from "../../../src/domain/messages/summary-since.ts";
import type { Correction } from "../../../src/domain/runs/day-number/correction.ts";
import { summaryOfToday } from "../../support/runs/run-views.ts";

const card = "https://loan-bank.slack.com/archives/C0LOANS/p1";

test("the summary of a day", () => {
  expect(messageAsText(daySummary(summaryOfToday, card))).toMatchInlineSnapshot(`
    "Daily loans 2026-11-23: 500

    Mon 23 Nov 2026
    Loans: 500 in 16 categories · +2 since Sun 22 Nov
    Adds up: 502 rows in the file − 2 malformed = 500 counted by Spark = 500 in Redshift.
    Against the usual: too few days are known to say what is usual
    Loans per category, Mon 23 Nov and Sun 22 Nov (bar chart)
    Category            Mon 23 Nov  Sun 22 Nov
    GOLD LOAN                   77          78
    HOUSING                     67          64
    AUTOMOBILE                  60          60
    TRAVELLING                  53          53
    RESTAURANTS                 41          41
    COMPUTER SOFTWARES          35          35
    SHOPPING                    35          35
    BUSINESS                    24          24
    EDUCATIONAL LOAN            20          20
    RESTAURANT                  20          20
    DINNING                     14          14
    5 others                    54          54
    Loans per category, Mon 23 Nov 2026 beside Sun 22 Nov 2026
    Category            Loans  Sun 22 Nov  Change  Note
    GOLD LOAN              77          78      −1     –
    HOUSING                67          64      +3     –
    AUTOMOBILE             60          60       –     –
    TRAVELLING             53          53       –     –
    RESTAURANTS            41          41       –     –
    COMPUTER SOFTWARES     35          35       –     –
    SHOPPING               35          35       –     –
    BUSINESS               24          24       –     –
    EDUCATIONAL LOAN       20          20       –     –
    RESTAURANT             20          20       –     –
    DINNING                14          14       –     –
    ELECTRONICS            14          14       –     –
    HOME APPLIANCES        14          14       –     –
    AGRICULTURE            12          12       –     –
    BOOK STORES             7           7       –     –
    BUILDING                7           7       –     –
    Total                 500         498      +2     –
    Worth a look (1)
    • RESTAURANT (20) and RESTAURANTS (41) may be one category
    Where each number comes from
    file \`loan.csv\` (sha256 \`5f2d8c1a9b3e\`) · script \`a1b2c3d4e5f6\` · EMR step \`s-2ABCDEF\` · statement \`5d0a1c3e-0000-4000-8000-000000000001\`
    [Compare with a week before] [Compare…] [CSV] [I have seen the warning]
    run batch-loan-tracker-2026-11-23-g1 (https://loan-bank.slack.com/archives/C0LOANS/p1)"
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

    Mon 23 Nov 2026
    Loans: 72 in 2 categories · no day of the 35 before it to compare with
    Adds up: 72 rows in the file = 72 counted by Spark = 72 in Redshift.
    Against the usual: too few days are known to say what is usual
    Loans per category, Mon 23 Nov (bar chart)
    Category     Mon 23 Nov
    AUTOMOBILE           60
    AGRICULTURE          12
    Loans per category, Mon 23 Nov 2026
    Category     Loans
    AUTOMOBILE      60
    AGRICULTURE     12
    Total           72
    Where each number comes from
    file \`loan.csv\` (sha256 \`5f2d8c1a9b3e\`) · script \`a1b2c3d4e5f6\` · EMR step \`s-2ABCDEF\` · statement \`5d0a1c3e-0000-4000-8000-000000000001\`
    [Compare with a week before] [Compare…] [CSV]
    run \`batch-loan-tracker-2026-11-23-g1\`"
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
      "Loans: 2 in 1 category · −3 since Mon 23 Nov",
      "HORSES             0           5",
      "BOATS              2           0",
      "BOATS         2           0      +2  new",
      "HORSES        0           5      −5  gone",
      "Total         2           5      −3  –",
    ]
  `);
});

test("what the day before did not have is back where a day of its line had it, and new where none had", () => {
  const days = ["2026-11-19", "2026-11-20", "2026-11-23"] as Day[];
  const line = (category: string, ...counts: readonly (number | null)[]) => ({ category, counts, sums: [] });
  const counts = [
    { category: "BOATS", count: 4 },
    { category: "AUTO", count: 2 },
  ];
  const categories = [line("BOATS", null, 0, 4), line("AUTO", 3, 0, 2)];
  const text = messageAsText(
    daySummary(
      {
        ...summaryOfToday,
        counts,
        previous: { ...summaryOfToday, day: "2026-11-20" as Day, counts: [] },
        trend: { days, categories, total: { counts: [3, 0, 6], sums: [] } },
      },
      card,
    ),
  );
  expect(text).toMatch(/^BOATS +4 +0 +\+4 +new +/m);
  expect(text).toMatch(/^AUTO +2 +0 +\+2 +back +/m);
});

test("a large category that is gone has a row among more categories than the table holds", () => {
  const counts = Array.from({ length: 250 }, (_, index) => ({ category: `KIND ${index}`, count: 3 }));
  const previous = { ...summaryOfToday, counts: [...counts, { category: "HOUSING", count: 131 }] };
  const text = messageAsText(daySummary({ ...summaryOfToday, counts, previous }, card));
  expect(text).toMatch(/^HOUSING +0 +131 +−131 +gone$/m);
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
  expect(text).toMatch(/^Category\s+Loans\s+Sun 22 Nov\s+Change\s+Loan Amount\s+Note$/m);
  expect(text).toMatch(/^GOLD LOAN\s+0\s+78\s+−78\s+1,234,567\.50\s+/m);
  expect(text).toMatch(/^Total\s+\d+\s+\d+\s+−\d+\s+1,234,567\.40\s+/m);
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
  expect(
    text
      .split("\n")
      .filter((line) => /^(Category |AUTO|AGRI|Total)/.test(line))
      .slice(-4),
  ).toMatchInlineSnapshot(`
    [
      "Category     Loans  Loan Amount  3 days  Loan Amount, 3 days",
      "AUTOMOBILE      60         9.00  ▅·█     ▅·█",
      "AGRICULTURE     12         0.00  –       –",
      "Total           72         9.00  ▅·█     ▅·█",
    ]
  `);
  expect(messageAsText(daySummary(summary, null))).not.toMatch(/▅|3 days/);
});

test("what is usual stands beside each number, and what is not as usual is said in words", () => {
  const counts = summaryOfToday.counts.slice(0, 2);
  const trend = trendOfDays(["AUTOMOBILE", "AGRICULTURE"]);
  const usual = {
    ...trend,
    categories: trend.categories.map((line, at) => ({
      ...line,
      usual: { from: 14, to: at === 0 ? 58 : 20 },
    })),
    total: { ...trend.total, usual: { from: 70, to: 80 } },
  };
  const told = messageAsText(daySummary({ ...summaryOfToday, counts, previous: null, trend: usual }, null));
  expect(told).toContain("As usual: 70–80 loans are usual");
  expect(
    told
      .split("\n")
      .filter((line) => /^(Category |AUTO|AGRI|Total)/.test(line))
      .slice(-4),
  ).toEqual([
    "Category     Loans  Usual  Note         3 days",
    "AUTOMOBILE      60  14–58  above usual  ▅·█",
    "AGRICULTURE     12  14–20  below usual  ▅·█",
    "Total           72  70–80  –            ▅·█",
  ]);
  const unusual = { ...usual, total: { ...usual.total, usual: { from: 80, to: 1_080 } } };
  expect(
    messageAsText(daySummary({ ...summaryOfToday, counts, previous: null, trend: unusual }, null)),
  ).toContain("Below usual: 80–1,080 loans are usual");
});

test("the words that stand for a summary tell each category, and no number twice", () => {
  const { text } = daySummary(summaryOfToday, null);
  expect(text).toContain("GOLD LOAN · 77 · 78 · −1 · –");
  expect(text.match(/GOLD LOAN/g)).toHaveLength(1);
});

test("bars of long names that begin alike are told apart", () => {
  const counts = ["A", "B", "C"].map((end, at) => ({
    category: `${"स्वर्ण ऋण ".repeat(5)}${end}`,
    count: 9 - at,
  }));
  const { blocks } = daySummary({ ...summaryOfToday, counts, previous: null }, null);
  const [chart] = blocks.filter((block) => block.type === "data_visualization");
  const labels = chart?.chart.axis_config.categories ?? [];
  expect(new Set(labels).size).toBe(3);
  expect(labels[2]).toMatch(/… \(3\)$/);
  expect(inspectBlocks(blocks, "message")).toEqual([]);
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
    const [table] = blocks.filter(({ type }) => type === "data_table") as { rows: { text: string }[][] }[];
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
  const { text, blocks } = daySummary(summaryOfToday, card, { withdrawn });
  expect(messageAsText({ text, blocks }).split("\n").slice(0, 7)).toMatchInlineSnapshot(`
    [
      "Daily loans 2026-11-23: withdrawn",
      "",
      "500 loans in 16 categories · +2 since Sun 22 Nov",
      "Withdrawn by @operator: another bank's <file>",
      "The day has no number now.",
      "To count it anew: \`/loans run 2026-11-23 --force\`",
      "Where each number comes from",
    ]
  `);
  expect(JSON.stringify(blocks)).toContain("~500 loans in 16 categories");
  expect(JSON.stringify(blocks)).not.toContain("HOUSING");
  const again = { ...withdrawn, instead: { runId: "batch-loan-tracker-2026-11-23-g1", loans: 1 } };
  expect(messageAsText(daySummary(summaryOfToday, card, { withdrawn: again }))).toContain(
    "What was told before it holds again: 1 loan of generation 1 (`batch-loan-tracker-2026-11-23-g1`).",
  );
});

test("who released a held day, and why, stands under its sum", () => {
  const releases = [{ by: "U0OPERATOR", reason: "known", heldSince: "2026-11-23T04:00:00.000Z" }];
  expect(messageAsText(daySummary({ ...summaryOfToday, releases }, card))).toContain(
    "Released by @operator: known; it was held since ",
  );
});

describe("a number that corrects another one", () => {
  const url = "https://loan-bank.slack.com/archives/C0LOANS/p0";
  const runId = "batch-loan-tracker-2026-11-23-g1";
  const was = { runId, loans: 498 };
  const by = { at: "2026-11-23T08:40:00.000Z", by: "U0OPERATOR", approvedBy: null, reason: null };
  const changed = (category: string, change: number) => ({ category, count: 1, change });
  const told = (corrects: Partial<Correction & CountedAnew>) =>
    messageAsText(
      daySummary(summaryOfToday, null, {
        corrects: { was, isAfterWithdrawal: false, changes: [], change: 0, ...by, ...corrects },
        urls: new Map([[runId, url]]),
      }),
    )
      .split("\n")
      .find((line) => /^(Corrected|Counted anew)/.test(line));

  test("says when, what it was, what is other and for whom, and links to what it was", () => {
    expect(told({ changes: [changed("HOUSING", 2)], change: 2 })).toBe(
      `Corrected 08:40 UTC, was 498 loans (${url}): HOUSING +2 · by @operator`,
    );
  });

  test("says why, and who has approved it", () => {
    expect(told({ reason: "the file was late", approvedBy: "U0APPROVER" })).toContain(
      " · by @operator (“the file was late”) · approved by @approver",
    );
  });

  test("names the largest differences, and how many more there are", () => {
    const changes = Array.from({ length: 7 }, (_, at) => changed(`KIND ${at}`, 9 - at));
    expect(told({ changes, change: 42 })).toContain(
      "KIND 0 +9, KIND 1 +8, KIND 2 +7, KIND 3 +6, KIND 4 +5, 2 more",
    );
  });

  test("says so where nothing is other, where it is not known, and where nothing was told any more", () => {
    expect(told({})).toBe(
      `Counted anew 08:40 UTC, was 498 loans (${url}): no category has another count · by @operator`,
    );
    expect(told({ changes: null, change: null })).toContain("what is other is not known");
    expect(told({ isAfterWithdrawal: true, changes: [changed("*GOLD*", -1)], change: -1 })).toBe(
      `Counted anew 08:40 UTC, after 498 loans (${url}) had been withdrawn: \`*GOLD*\` −1 · by @operator`,
    );
  });
});

test("the warnings of a summary have a button until somebody has seen them, and then say who and when", () => {
  expect(messageAsText(daySummary(summaryOfToday, null))).toContain("[I have seen the warning]");
  const seen = { by: "U0OPERATOR", at: "2026-11-23T08:10:00.000Z" };
  const after = messageAsText(daySummary(summaryOfToday, null, { seen }));
  expect(after).toContain("may be one category\nSeen by @operator, 2026-11-23 08:10 UTC\n");
  expect(after).not.toContain("I have seen");
  expect(messageAsText(daySummary({ ...summaryOfToday, warnings: [] }, null))).not.toContain("I have seen");
});
