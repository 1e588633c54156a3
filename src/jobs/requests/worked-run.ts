import { batchFacts } from "../../domain/workflows/batch-facts.ts";
import type { RunView } from "./run-view.ts";

/**
 * The run of a day by which it stands: of these, its runs from the newest on, the first that is live or has begun its work. One
 * that only asked, and came to nothing, leaves the day as it was. Where each of them did, the newest; `null`: there is none.
 */
export async function workedRun(newestFirst: AsyncIterable<RunView>): Promise<RunView | null> {
  let newest: RunView | null = null;
  for await (const view of newestFirst) {
    newest ??= view;
    if (view.run.workflow !== batchFacts.name || view.run.outcome === null || view.progress.hasBegun)
      return view;
  }
  return newest;
}
