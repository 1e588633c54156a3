import type { DaySummary } from "../../domain/loans/category-counts.ts";
import type { Acknowledgment } from "../../domain/messages/acknowledgment.ts";
import { actionId } from "../names.ts";
import type { MessageBlock } from "./block-kit/blocks.ts";
import { actions, button } from "./block-kit/blocks.ts";

/** What may be done about a day's number: who may is decided when a press comes. */
export function summaryButtons(
  { warnings, runId, day }: DaySummary,
  seen: Acknowledgment | null,
): MessageBlock | null {
  const what = warnings.length === 1 ? "warning" : "warnings";
  return actions(
    button("Compare with a week before", { action: actionId.compare, value: day }),
    button("Compare…", { action: actionId.compareWith, value: day }),
    button("CSV", { action: actionId.csv, value: day }),
    warnings.length > 0 &&
      seen === null &&
      button(`I have seen the ${what}`, { action: actionId.acknowledge, value: runId }),
  );
}
