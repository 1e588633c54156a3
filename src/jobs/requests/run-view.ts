import type { Run } from "../../domain/runs/run.ts";
import type { RunProgress } from "../../domain/runs/run-progress.ts";

/** A run with what its journal tells, and where its card is. */
export interface RunView {
  readonly run: Run;
  readonly progress: RunProgress;
  /** Permalink of the card; `null` until it has been posted. */
  readonly cardUrl: string | null;
  /** Of a backfill that stopped at a day: the run of that day; of that run: its backfill. Looked up for their cards alone. */
  readonly beside?: { readonly runId: string; readonly cardUrl: string | null };
}
