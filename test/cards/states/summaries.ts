import { daySummary } from "../../../src/bot/views/day-summary.ts";
import type { Day } from "../../../src/domain/day.ts";
import type { DaySummary } from "../../../src/domain/loans/category-counts.ts";
import type { SummarySince } from "../../../src/domain/messages/summary-since.ts";
import { summaryOfToday } from "../../support/runs/run-views.ts";
import { sampleCounts } from "../../support/runs/sample-counts.ts";
import type { CardFamily, CardState } from "./card-state.ts";
import { CARD_URL, TODAY } from "./card-state.ts";

const friday = "2026-11-20" as Day;
const days = Array.from(
  { length: 14 },
  (_, at) => new Date(Date.UTC(2026, 10, 4 + at + Math.floor(at / 5) * 2)),
)
  .map((date) => date.toISOString().slice(0, 10) as Day)
  .slice(0, 13);
/** By turns more and less than the newest number, one after the other. */
const wave = (count: number) => [
  ...days.map((_, at) => Math.round(count * (0.8 + 0.07 * ((at * 7 + count) % 5)))),
  count,
];
const usualOf = (count: number) => ({ from: Math.max(0, count - 9), to: count + 11 });

const summary: DaySummary = {
  ...summaryOfToday,
  previous: {
    day: friday,
    counts: Object.entries({ ...sampleCounts, HOUSING: 64, "GOLD LOAN": 78 }).map(([category, count]) => ({
      category,
      count,
    })),
  },
  trend: {
    days: [...days, TODAY as Day],
    categories: Object.entries(sampleCounts).map(([category, count]) => ({
      ...{ category, counts: wave(count), sums: [] },
      usual: category === "AUTOMOBILE" ? { from: 68, to: 92 } : usualOf(count),
    })),
    total: { counts: wave(500), sums: [], usual: { from: 486, to: 521 } },
  },
  warnings: [
    "AUTOMOBILE has 60 loans, 68–92 are usual",
    "RESTAURANT (20) and RESTAURANTS (41) may be one category",
  ],
};
const former = {
  ...summary,
  counts: summary.counts.map((one) => (one.category === "HOUSING" ? { ...one, count: 65 } : one)),
  tally: { ...summary.tally, fileRows: 500, sparkRows: 498, redshiftRows: 498 },
};
const ids = [1, 2].map((number) => `batch-loan-tracker-${TODAY}-g${number}`);
const urls = new Map([...ids, `withdraw-loan-tracker-${TODAY}-g1`].map((id) => [id, CARD_URL]));
const shown = (
  name: string,
  is: string,
  since: Partial<SummarySince> = {},
  of: DaySummary = summary,
): CardState => ({ name, is, message: daySummary(of, CARD_URL, { urls, ...since }), calls: [] });

const second = { ...summary, runId: `batch-loan-tracker-${TODAY}-g2` };
const at = `${TODAY}T08:40:00.000Z`;

export const summaries: CardFamily = {
  name: "summaries",
  title: "The summary of a day",
  states: [
    shown("first-summary", "the day's number, told for the first time"),
    shown("acknowledged-summary", "somebody has seen what is worth a look", {
      seen: { by: "U0OPERATOR", at },
    }),
    shown(
      "quiet-summary",
      "a day without a day before it, of which nothing is worth a look",
      {},
      {
        ...summaryOfToday,
        ...{ previous: null, warnings: [] },
      },
    ),
    shown(
      "released-summary",
      "a day that was held, and released",
      {},
      {
        ...summary,
        releases: [{ by: "U0APPROVER", reason: "the bank confirmed the file", heldSince: at }],
      },
    ),
    shown(
      "corrected-summary",
      "the day was counted once more, and has another number",
      {
        corrects: {
          was: { runId: summary.runId, loans: 498 },
          isAfterWithdrawal: false,
          changes: [{ category: "HOUSING", count: 67, change: 2 }],
          ...{ change: 2, at, by: "U0OPERATOR" },
          ...{ approvedBy: "U0APPROVER", reason: "the bank sent a corrected file" },
        },
      },
      second,
    ),
    shown(
      "replaced-summary",
      "the summary of the number that was corrected",
      { replaced: { by: { runId: second.runId, loans: 500 } } },
      former,
    ),
    shown("withdrawn-summary", "the summary of a number that was taken back", {
      withdrawn: {
        ...{ by: "U0OPERATOR", approvedBy: "U0APPROVER", at, reason: "the file was another bank's" },
        ...{ runId: `withdraw-loan-tracker-${TODAY}-g1`, instead: null },
      },
    }),
  ],
};
