import { COUNTED_IN_LINE } from "../../domain/runs/ahead-in-line.ts";
import { factsOf } from "../../domain/workflows/index.ts";
import type { RunStore } from "../store/run-store.ts";

/**
 * A run in line came, went, or lets others pass: the cards of the first in line say anew how many are before them, and those of its
 * own day for whom they wait.
 */
export async function lineMoved(
  {
    store,
    noticed,
  }: {
    readonly store: Pick<RunStore, "run" | "ledger">;
    readonly noticed: (runId: string) => Promise<void>;
  },
  runId: string,
): Promise<void> {
  const run = await store.run(runId);
  if (run === null || factsOf(run.workflow).holds !== "in-line") return;
  const { day } = run.target;
  const ofDay = day === null ? [] : await store.ledger.inLine(day);
  const others = new Set([...ofDay, ...(await store.ledger.firstInLine(COUNTED_IN_LINE))]);
  for (const other of others) if (other !== runId) await noticed(other);
}
