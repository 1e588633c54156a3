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

/**
 * Plays the cases on `lanes` products at a time; a failed case gets none of its stage's history into the next. Answers
 * what came of each, and as sentences what products left behind when they were closed.
 */
export async function runCases(
  cases: readonly FaultCase[],
  options: Omit<StageSettings, "workers" | "hasSockets"> & {
    readonly lanes: number;
    readonly signal: AbortSignal;
    readonly heard?: (verdict: Verdict) => void;
  },
): Promise<{ readonly verdicts: readonly Verdict[]; readonly left: readonly string[] }> {
  const waiting = cases.toSorted((a, b) => stageOf(a) - stageOf(b));
  const verdicts: Verdict[] = [];
  const left: string[] = [];
  const playLane = async () => {
    const lane: { stage: Stage | null; played: number } = { stage: null, played: 0 };
    const leave = async () => {
      const { stage } = lane;
      lane.stage = null;
      await stage?.close().catch((error: unknown) => left.push(`closing a product: ${sentence(error)}`));
    };
    for (let one = waiting.shift(); one && !options.signal.aborted; one = waiting.shift()) {
      const isUsed =
        lane.played >= CASES_ON_A_STAGE ||
        lane.stage === null ||
        stageOf(lane.stage.settings) !== stageOf(one);
      if (isUsed) await leave();
      const from = performance.now();
      let came: Pick<Verdict, "fired" | "problem">;
      try {
        if (lane.stage === null) {
          lane.stage = await Stage.start({ ...options, workers: one.workers, hasSockets: one.hasSockets });
          lane.played = 0;
        }
        lane.played += 1;
        came = { fired: await one.run(lane.stage), problem: null };
      } catch (error) {
        came = { fired: 0, problem: sentence(error) };
        await leave();
      }
      const verdict = { one, ...came, ms: Math.round(performance.now() - from) };
      verdicts.push(verdict);
      options.heard?.(verdict);
    }
    await leave();
  };
  await Promise.all(Array.from({ length: options.lanes }, playLane));
  return { verdicts, left };
}

/** Cases of the same number can be played on one product. */
function stageOf({ workers, hasSockets = false }: Pick<StageSettings, "workers" | "hasSockets">): number {
  return hasSockets ? 2 + workers : workers;
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
