import type { FaultCase } from "./case.ts";
import type { StageSettings } from "./stage.ts";
import { Stage } from "./stage.ts";

/** What came of one case. */
export interface Verdict {
  readonly one: FaultCase;
  /** How often its fault fired; 0 when it failed before that was known. */
  readonly fired: number;
  /** `null`: everything held. */
  readonly problem: string | null;
  readonly ms: number;
}

/** A product that has played so many cases makes room for a fresh one: its channel grows, and each look reads it all. */
const CASES_ON_A_STAGE = 40;

/** Plays the cases on `lanes` products at a time; a failed case gets none of its stage's history into the next. */
export async function runCases(
  cases: readonly FaultCase[],
  options: Omit<StageSettings, "workers"> & {
    readonly lanes: number;
    readonly signal: AbortSignal;
    readonly heard?: (verdict: Verdict) => void;
  },
): Promise<readonly Verdict[]> {
  const waiting = cases.toSorted((a, b) => a.workers - b.workers);
  const verdicts: Verdict[] = [];
  const tell = (verdict: Verdict) => {
    verdicts.push(verdict);
    options.heard?.(verdict);
  };
  await Promise.all(
    Array.from({ length: options.lanes }, async () => {
      let stage: Stage | null = null; // null: there is none, or the last one is not to be trusted
      let played = 0;
      for (let one = waiting.shift(); one && !options.signal.aborted; one = waiting.shift()) {
        const from = performance.now();
        const took = () => Math.round(performance.now() - from);
        try {
          if (stage && (stage.settings.workers !== one.workers || played >= CASES_ON_A_STAGE)) {
            const old: Stage = stage;
            stage = null;
            await old.close();
          }
          if (!stage) {
            stage = await Stage.start({ ...options, workers: one.workers });
            played = 0;
          }
          played += 1;
          const fired = await one.run(stage);
          tell({ one, fired, problem: null, ms: took() });
        } catch (error) {
          tell({
            one,
            fired: 0,
            problem: error instanceof Error ? error.message : String(error),
            ms: took(),
          });
          await stage
            ?.close()
            .catch((left: unknown) => tell({ one, fired: 0, problem: String(left), ms: 0 }));
          stage = null;
        }
      }
      await stage?.close();
    }),
  );
  return verdicts;
}
