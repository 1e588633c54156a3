import { cardId, summaryId } from "../../domain/messages/message-id.ts";
import type { Withdrawal } from "../../domain/runs/day-number/withdrawal.ts";
import { withdrawFacts } from "../../domain/workflows/withdraw-facts.ts";
import { outputOf } from "../../domain/workflows/workflow-facts.ts";
import type { Spoken } from "../messages/announcer.ts";

/**
 * That the number which this run told was taken back: its summary says so, and so does the card of the run that took it
 * back, also of a day that a backfill told. `null`: nothing says it.
 */
export function withdrawnByMessages(runId: string, messages: readonly Spoken[]): Withdrawal | null {
  const summary = messages.find(({ id }) => id === summaryId(runId));
  if (summary?.withdrawn) return summary.withdrawn;
  for (const { id, asker, memory } of messages) {
    if (memory?.input["told"] !== runId || asker === null) continue;
    const end = memory.happened.findLast((entry) => entry.kind === "finished");
    if (end?.kind !== "finished" || end.outcome !== "succeeded") continue;
    const done = memory.happened.flatMap((entry) =>
      entry.kind === "done" ? [{ name: entry.step, output: entry.output }] : [],
    );
    const former = outputOf(withdrawFacts, { steps: done }, "look")?.former ?? null;
    const instead = former && { runId: former.runId, loans: former.loans };
    const reason = String(memory.input["reason"]);
    const approved = memory.happened.findLast((entry) => entry.kind === "approved");
    const by = { by: asker, ...(approved && { approvedBy: approved.actor }) };
    return { ...by, at: end.at, reason, runId: id.slice(cardId("").length), instead };
  }
  return null;
}
