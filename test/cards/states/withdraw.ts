import type { Day } from "../../../src/domain/day.ts";
import type { Told } from "../../support/runs/run-views.ts";
import type { CardFamily } from "./card-state.ts";
import { cardOf, expired, failure, TODAY, took } from "./card-state.ts";

const identity = {
  workflow: "withdraw-day",
  id: `withdraw-loan-tracker-${TODAY}-g2`,
  day: TODAY as Day,
  input: { reason: "the file was another bank's" },
} as const;
const generation = (number: number, loans: number) => ({
  runId: `batch-loan-tracker-${TODAY}-g${number}`,
  loans,
});
export const looked: readonly Told[] = [
  { kind: "started", step: "look", after: 0 },
  {
    ...{ kind: "done", step: "look", after: 1 },
    output: {
      ...{ told: generation(2, 812), isShown: true },
      former: { ...generation(1, 500), location: "s3://lake/stage" },
    },
  },
  { kind: "started", step: "approve", within: "30m", after: 0 },
];
const card = cardOf(identity, ["withdraw"]);

export const withdraw: CardFamily = {
  name: "withdraw",
  title: "The card of a withdrawal",
  states: [
    card("withdraw-waiting", "which number is taken back, before a second person says yes", ...looked),
    card(
      "withdraw-underway",
      "the number is taken out of the table",
      ...looked,
      { kind: "approved", step: "approve", by: "U0APPROVER", after: 90 },
      { kind: "done", step: "approve", output: null, after: 0 },
      { kind: "started", step: "unpublish", after: 0 },
    ),
    card(
      "withdraw-denied",
      "the second person has said no",
      ...looked,
      { kind: "canceled", reason: "812 is right", by: "U0APPROVER", after: 60 },
      { kind: "finished", outcome: "canceled", after: 0 },
    ),
    card(
      "withdraw-expired",
      "nobody has answered in time",
      ...looked,
      ...expired(identity, {
        doing: "withdrawing the number of 2026-11-23",
        again: '/loans withdraw 2026-11-23 "the file was another bank\'s"',
      }),
    ),
    card(
      "withdraw-overtaken",
      "another number was told while it waited",
      ...looked,
      { kind: "approved", step: "approve", by: "U0APPROVER", after: 90 },
      failure(identity, "approve", {
        after: 1,
        problem: {
          code: "withdrawal-outdated",
          says: "withdrawing the number of 2026-11-23: it was asked for batch-loan-tracker-2026-11-23-g2, and what is told now is batch-loan-tracker-2026-11-23-g3",
          remedy: "look at it with `/loans summary 2026-11-23`, and ask anew where it is still wrong",
        },
      }),
      { kind: "finished", outcome: "failed", after: 0 },
    ),
    card(
      "withdraw-succeeded",
      "the number is taken back",
      ...looked,
      { kind: "approved", step: "approve", by: "U0APPROVER", after: 90 },
      { kind: "done", step: "approve", output: null, after: 0 },
      ...took({ unpublish: 4, check: 2, mark: 1, tell: 1 }),
      { kind: "finished", outcome: "succeeded", after: 0 },
    ),
  ],
};
