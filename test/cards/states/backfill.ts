import type { Day } from "../../../src/domain/day.ts";
import type { ProgressItem } from "../../../src/domain/workflows/progress.ts";
import type { Told } from "../../support/runs/run-views.ts";
import type { CardFamily } from "./card-state.ts";
import { CARD_URL, cardOf, expired, failure } from "./card-state.ts";

const backfillOne = {
  workflow: "backfill",
  id: "backfill-loan-tracker-1",
  day: "2026-11-16" as Day,
  until: "2026-11-20" as Day,
} as const;
const runOf = (day: string) => `batch-loan-tracker-${day}-g1`;
export const previewed: readonly Told[] = [
  { kind: "started", step: "preview", after: 0 },
  {
    kind: "done",
    step: "preview",
    after: 2,
    output: {
      days: [
        { day: "2026-11-16", does: "skip", runId: runOf("2026-11-16"), total: 498 },
        { day: "2026-11-17", does: "run", runId: null, total: null },
        { day: "2026-11-18", does: "resume", runId: runOf("2026-11-18"), total: null },
        { day: "2026-11-19", does: "skip", runId: null, total: null, noBankDay: "Guru Nanak Jayanti" },
        { day: "2026-11-20", does: "run", runId: null, total: null },
      ],
    },
  },
  { kind: "started", step: "approve", within: "30m", after: 0 },
];
const approved: readonly Told[] = [
  { kind: "approved", step: "approve", by: "U0APPROVER", after: 60 },
  { kind: "done", step: "approve", output: null, after: 0 },
];
const rows = (...states: readonly [ProgressItem["state"], string?][]): readonly ProgressItem[] => {
  const [second, third, last] = states;
  const row = (name: string, [state, note]: [ProgressItem["state"], string?] = ["waiting"]) => ({
    ...{ name, state },
    ...(note !== undefined && { note }),
  });
  return [
    row("2026-11-16", ["done", "498 loans, done before"]),
    row("2026-11-17", second),
    row("2026-11-18", third),
    row("2026-11-19", ["done", "no bank day (Guru Nanak Jayanti), left out"]),
    row("2026-11-20", last),
  ];
};
const at = (items: readonly ProgressItem[]): readonly Told[] => [
  { kind: "started", step: "days", after: 0 },
  { kind: "seen", step: "days", progress: { items: [...items] }, after: 600 },
];
const done = rows(["done", "500 loans"], ["done", "501 loans"], ["done", "500 loans"]);
const card = cardOf(backfillOne, ["backfill"]);

export const backfill: CardFamily = {
  name: "backfill",
  title: "The card of a backfill",
  states: [
    card("backfill-waiting", "what would become of each day, before a second person says yes", ...previewed),
    card(
      "backfill-underway",
      "the days are counted, oldest first",
      ...previewed,
      ...approved,
      ...at(rows(["done", "500 loans"], ["underway"])),
    ),
    cardOf(backfillOne, ["backfill"], {
      beside: { runId: runOf("2026-11-18"), cardUrl: CARD_URL },
    })(
      "backfill-failed",
      "a backfill that stopped at a day",
      ...previewed,
      ...approved,
      ...at(rows(["done", "500 loans"], ["failed", "count the loans with Spark"])),
      failure(backfillOne, "days", {
        problem: {
          code: "day-stopped",
          says: "backfilling 2026-11-16..2026-11-20: the batch of 2026-11-18 failed",
          remedy: "mend what its card says, retry it there, then press Retry here",
        },
      }),
      { kind: "finished", outcome: "failed", after: 0 },
    ),
    card(
      "backfill-canceled",
      "a backfill that was canceled between two days",
      ...previewed,
      ...approved,
      ...at(rows(["done", "500 loans"])),
      { kind: "canceled", reason: "canceled on its card", by: "U0OPERATOR" },
      { kind: "finished", outcome: "canceled", after: 0 },
    ),
    card(
      "backfill-denied",
      "the second person has said no",
      ...previewed,
      { kind: "canceled", reason: "wait for the corrected files", by: "U0APPROVER", after: 60 },
      { kind: "finished", outcome: "canceled", after: 0 },
    ),
    card(
      "backfill-expired",
      "nobody has answered in time",
      ...previewed,
      ...expired(backfillOne, {
        doing: "backfilling 2026-11-16..2026-11-20",
        again: "/loans run 2026-11-16..2026-11-20",
      }),
    ),
    card(
      "backfill-succeeded",
      "all days are counted",
      ...previewed,
      ...approved,
      ...at(done),
      { kind: "done", step: "days", output: { items: [...done] }, after: 600 },
      { kind: "finished", outcome: "succeeded", after: 0 },
    ),
    cardOf(backfillOne, ["backfill"], {
      replacedDays: new Map([
        ["2026-11-18", { by: { runId: "batch-loan-tracker-2026-11-18-g2", loans: 503 } }],
      ]),
    })(
      "backfill-overtaken",
      "a backfill of which a day was counted anew since",
      ...previewed,
      ...approved,
      ...at(done),
      { kind: "done", step: "days", output: { items: [...done] }, after: 600 },
      { kind: "finished", outcome: "succeeded", after: 0 },
    ),
  ],
};
