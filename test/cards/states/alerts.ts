import { alertMessage } from "../../../src/bot/views/notices/alert.ts";
import type { Day } from "../../../src/domain/day.ts";
import type { Alert } from "../../../src/domain/messages/alert.ts";
import { troubleOf } from "../../../src/domain/runs/trouble.ts";
import type { Told } from "../../support/runs/run-views.ts";
import { journalOf, runView } from "../../support/runs/run-views.ts";
import {
  batchOfToday,
  failedInPublish,
  failedInSpark,
  heldAsIdentical,
  overtaken,
  solvedByRetry,
  withoutFile,
} from "./batch.ts";
import type { CardFamily, CardState } from "./card-state.ts";
import { CARD_URL, TODAY } from "./card-state.ts";

/** The user group that LOANS_ALERT names. */
const CALLED = "S0OPERATORS";

function alert(
  name: string,
  is: string,
  told: readonly Told[],
  more: Partial<Omit<Alert, "trouble">> = {},
): CardState {
  const trouble = troubleOf(journalOf(batchOfToday, ...told), 1);
  if (trouble === null) throw new Error(`${name} calls nobody`);
  const known: Alert = {
    ...{ trouble, otherwise: null, stands: { day: "2026-11-20" as Day, loans: 500 }, deadline: "08:00" },
    ...{ isLate: false, awaitedUntil: null, stoppedAt: null, ...more },
  };
  const view = runView({ ...batchOfToday, cardUrl: CARD_URL }, ...told);
  const message = alertMessage(known, view, CALLED, "Asia/Kolkata");
  return { name, is, message, calls: JSON.stringify(message).includes(CALLED) ? [CALLED] : [] };
}

const taken: Told = { kind: "taken", by: "U0OPERATOR", after: 120 };
const at = `${TODAY}T06:10:00.000Z`;

export const alerts: CardFamily = {
  name: "alerts",
  title: "The message that calls people",
  states: [
    alert("alert-failed", "a day has failed", failedInSpark),
    alert("alert-held", "a day is held", heldAsIdentical),
    alert("alert-no-file", "the file of a day is missing, and is looked for", withoutFile, {
      awaitedUntil: `${TODAY}T12:30:00.000Z`,
    }),
    alert("alert-late", "the day is not told by the time at which it has to be", failedInPublish, {
      isLate: true,
    }),
    alert("alert-taken", "somebody looks after it", [...failedInSpark, taken]),
    alert("alert-tried-again", "somebody has retried it", solvedByRetry.slice(0, failedInSpark.length + 2)),
    alert("alert-failed-again", "it ended badly once more", [
      ...solvedByRetry.slice(0, failedInSpark.length + 1),
      ...failedInSpark.slice(-3),
    ]),
    alert("alert-overtaken", "a newer run is for the day since", failedInSpark, {
      overtaken,
    }),
    alert("alert-solved", "the day is told after all", solvedByRetry),
    alert("alert-solved-otherwise", "another run has told the day", failedInSpark, {
      otherwise: {
        ...{ is: "told", runId: `batch-loan-tracker-${TODAY}-g2`, loans: 500, by: "U0OPERATOR", at },
      },
    }),
    alert("alert-skipped", "somebody has passed over the day", withoutFile, {
      otherwise: { is: "skipped", by: "U0OPERATOR", why: "bank holiday", at },
    }),
    alert("alert-given-up", "the retried run was canceled", [
      ...solvedByRetry.slice(0, failedInSpark.length + 2),
      { kind: "canceled", reason: "canceled on its card", by: "U0OPERATOR2" },
      { kind: "finished", outcome: "canceled" },
    ]),
  ],
};
