import { parseAcknowledgment } from "../../domain/messages/acknowledgment.ts";
import type { CountedAnew, SummarySince } from "../../domain/messages/summary-since.ts";
import { correctionOf } from "../../domain/runs/day-number/correction.ts";
import { replacedBy } from "../../domain/runs/day-number/day-number.ts";
import { batchFacts } from "../../domain/workflows/batch-facts.ts";
import { stepOf } from "../../domain/workflows/workflow-facts.ts";
import type { RunView } from "../requests/run-view.ts";
import { toldRun } from "../requests/told-run.ts";
import type { Outbox } from "./outbox.ts";

/** What became of the summary of `batch`, by the numbers that its day was told, newest first, and what is kept of its message. */
export async function summarySince(
  batch: RunView | null,
  {
    numbers,
    kept,
    outbox,
  }: {
    readonly numbers: readonly RunView[];
    /** The field `seen` of the message's record. */
    readonly kept: string | undefined;
    readonly outbox: Pick<Outbox, "cardUrl" | "summaryUrl">;
  },
): Promise<SummarySince> {
  const runId = batch?.run.id ?? "";
  const told = numbers.map(toldRun);
  const counted = told.map((one) => ({ ...one, counts: one.summary?.counts ?? null }));
  const withdrawn = batch?.progress.withdrawn ?? null;
  const replaced = replacedBy(told, runId);
  const correction = correctionOf(counted, runId);
  const urls = new Map<string, string>();
  const link = (id: string | undefined, url: string | null) => id && url && urls.set(id, url);
  for (const id of [replaced?.by?.runId, withdrawn?.runId, (withdrawn?.now ?? withdrawn?.instead)?.runId])
    if (id !== undefined) link(id, await outbox.cardUrl(id));
  if (correction !== null) link(correction.was.runId, await outbox.summaryUrl(correction.was.runId));
  return {
    ...{ withdrawn, replaced, urls, seen: parseAcknowledgment(kept) },
    corrects: correction &&
      batch && {
        ...correction,
        ...countedAnew(batch),
      },
  };
}

function countedAnew({ run, progress }: RunView): CountedAnew {
  const end = progress.approval?.end ?? null;
  const { reason } = progress.input;
  return {
    at: stepOf(batchFacts, progress, "reconcile")?.endedAt ?? null,
    by: run.askedBy.user,
    approvedBy: end?.is === "approved" ? end.by : null,
    reason: typeof reason === "string" ? reason : null,
  };
}
