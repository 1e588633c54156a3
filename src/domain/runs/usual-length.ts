import { medianMs } from "../schedule/due-days.ts";
import { batchFacts } from "../workflows/batch-facts.ts";
import { deployFacts } from "../workflows/deploy-facts.ts";
import { factsOf } from "../workflows/index.ts";
import { teardownFacts } from "../workflows/teardown-facts.ts";
import { outputOf } from "../workflows/workflow-facts.ts";
import type { Run } from "./run.ts";
import type { RunProgress } from "./run-progress.ts";

/** What a run usually takes, in milliseconds, and by how many past ones that is known. */
export interface UsualLength {
  readonly ms: number;
  readonly of: number;
}

/** A run with what its journal tells. */
interface RunAndProgress {
  readonly run: Run;
  readonly progress: RunProgress;
}

/** So many runs tell what is usual; further back another file, or another cluster, was counted. */
const MOST_RUNS = 20;

/** Runs of the same kind take about as long. */
export const BATCH_KIND = batchFacts.name;

/**
 * By what a run's length is told from others: a deploy that makes the stack takes ten times what one takes that changes it, so that
 * its kind is known with its plan. `null`: not known yet, or no other run tells of its length, as of days of a backfill.
 */
export function lengthKind({ run, progress }: RunAndProgress): string | null {
  switch (run.workflow) {
    case batchFacts.name:
    case teardownFacts.name:
      return run.workflow;
    case deployFacts.name: {
      const kind = outputOf(deployFacts, progress, "plan")?.kind ?? "none";
      return kind === "none" ? null : `${run.workflow} ${kind}`;
    }
    default:
      return null;
  }
}

/** ISO time since which it is at work: how long a person took to say yes is none of its length. `null`: it has not begun. */
export function workBegan({ run, progress: { steps } }: RunAndProgress): string | null {
  const wait = factsOf(run.workflow).approval?.waits.step;
  const asked = steps.find(({ name }) => name === wait);
  return (asked === undefined ? steps[0]?.startedAt : asked.endedAt) ?? null;
}

/** The middle of what the newest runs of that kind took that needed no second attempt, and of which that is known; `null`: there is none. */
export function usualLength(kind: string, newestFirst: readonly RunAndProgress[]): UsualLength | null {
  const lengths = newestFirst
    .flatMap(({ run, progress }) => {
      const began = workBegan({ run, progress });
      const isPlain = run.outcome === "succeeded" && progress.attempt === 1 && !progress.isRebuilt;
      const counts = isPlain && lengthKind({ run, progress }) === kind;
      if (!counts || began === null || progress.endedAt === null) return [];
      return [Date.parse(progress.endedAt) - Date.parse(began)];
    })
    .slice(0, MOST_RUNS);
  const ms = medianMs(lengths);
  return ms === null ? null : { ms, of: lengths.length };
}
