import { medianMs } from "../schedule/due-days.ts";
import { batchFacts } from "../workflows/batch-facts.ts";
import type { Run } from "./run.ts";
import type { RunProgress } from "./run-progress.ts";

/** What a batch usually takes, in milliseconds, and by how many past ones that is known. */
export interface UsualLength {
  readonly ms: number;
  readonly of: number;
}

/** So many batches tell what is usual; further back another file, or another cluster, was counted. */
const MOST_RUNS = 20;

/** The middle of what the newest batches took that needed no second attempt, and of which that is known; `null`: there is none. */
export function usualLength(
  newestFirst: readonly { readonly run: Run; readonly progress: RunProgress }[],
): UsualLength | null {
  const lengths = newestFirst
    .flatMap(({ run, progress }) => {
      const startedAt = progress.steps[0]?.startedAt ?? null;
      const isPlain = run.outcome === "succeeded" && progress.attempt === 1 && !progress.isRebuilt;
      const counts = run.workflow === batchFacts.name && isPlain;
      if (!counts || startedAt === null || progress.endedAt === null) return [];
      return [Date.parse(progress.endedAt) - Date.parse(startedAt)];
    })
    .slice(0, MOST_RUNS);
  const ms = medianMs(lengths);
  return ms === null ? null : { ms, of: lengths.length };
}
