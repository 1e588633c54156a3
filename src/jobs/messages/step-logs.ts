import type { EmrStepFacts } from "../../aws/clusters.ts";
import { parseS3Url } from "../../aws/lake.ts";
import { logLinesForPeople } from "../../domain/messages/log-lines.ts";
import type { EmrStepName } from "../../domain/runs/effect-names.ts";
import {
  COUNTING_STEP,
  emrStepNames,
  emrStepsOfRun,
  emrStepWord,
  readEmrStep,
} from "../../domain/runs/effect-names.ts";
import { batchFacts } from "../../domain/workflows/batch-facts.ts";
import { outputOf } from "../../domain/workflows/workflow-facts.ts";
import type { RunView } from "../requests/run-view.ts";
import type { World } from "../workflows/world.ts";

/** What was found of a step's log. */
export type LogTail =
  | {
      readonly is: "lines";
      readonly step: EmrStepName;
      readonly state: string;
      readonly lines: readonly string[];
    }
  /** EMR has not pushed it yet, or the step has not ended. */
  | {
      readonly is: "pending";
      readonly step: EmrStepName;
      readonly state: string;
      /** ISO time at which the step ended; `null` while it has not. */
      readonly endedAt: string | null;
    }
  /** There is none, and why. */
  | { readonly is: "none"; readonly because: string };

/** Logs of a batch's EMR steps, fit for people: redacted, and the end of them only. */
export interface StepLogs {
  /** The step that failed when `step` is `null`, else `2-count`. */
  tail(batch: RunView, step: EmrStepName | null): Promise<LogTail>;
  /**
   * Owes it to that person, or thread: told as soon as it is there, whatever becomes of this process meanwhile. `attempt`: of the run
   * as it was then, where that is not the view's.
   */
  promise(batch: RunView, step: EmrStepName | null, to: Recipient, attempt?: number): Promise<void>;
}

/** One person, and where that person asked; or all who read a thread. */
export interface Recipient {
  /** `null`: whoever reads that thread. */
  readonly user: string | null;
  readonly channel: string;
  /** `null` outside of threads. */
  readonly threadTs: string | null;
}

/** What fits into one message and still tells where an error came from. */
const MOST_LINES = 30;

/** A run's clock and EMR's may differ; no step of the run is older than this before it was opened. */
const CLOCKS_DIFFER_MS = 10 * 60_000;

/**
 * Looks for the end of a step's log: of the step that failed when `step` is `null`, else of `2-count`. `until`: the attempt of the
 * run after which nothing is looked at; without it the newest counts.
 */
export type StepTail = (batch: RunView, step: EmrStepName | null, until?: number) => Promise<LogTail>;

/** Reads the logs that EMR pushes to the cluster's log place, step by step. */
export function createStepTail(world: Pick<World, "clusters" | "lake">): StepTail {
  return async (batch, wanted, until = Number.POSITIVE_INFINITY) => {
    const clusterId = await clusterOf(batch);
    const all = clusterId === null ? [] : await stepsOf(batch, clusterId);
    const steps = all.filter(({ name }) => (readEmrStep(name)?.attempt ?? 1) <= until);
    const step = chosen(steps, wanted);
    if (clusterId === null || step === null) {
      if (steps.length > 0) return { is: "none", because: "EMR has no such step of it" };
      return { is: "none", because: `EMR has no step of it${batch.run.outcome === null ? " yet" : ""}` };
    }
    const { facts, name } = step;
    const found = { step: name, state: facts.state };
    if (facts.startedAt === null) {
      return facts.isSettled
        ? { is: "none", because: `the step ${name} was canceled before it began` }
        : { is: "pending", ...found, endedAt: null };
    }
    const at = await placeOf(facts, clusterId);
    if (at === null) return { is: "none", because: "the cluster keeps no logs" };
    const lines = await world.lake.tailOfGzip({ ...at, lines: 200 });
    return lines === null
      ? { is: "pending", ...found, endedAt: facts.endedAt }
      : { is: "lines", ...found, lines: logLinesForPeople(lines, MOST_LINES) };
  };

  /** The cluster that the run used; before it has looked for one, the stack's. */
  async function clusterOf({ run, progress }: RunView): Promise<string | null> {
    const woken = outputOf(batchFacts, progress, "wake");
    if (woken !== null) return woken.clusterId;
    return (await world.clusters.findLive({ stack: run.target.stack }))?.id ?? null;
  }

  async function stepsOf({ run }: RunView, clusterId: string): Promise<readonly EmrStepFacts[]> {
    const since = new Date(Date.parse(run.openedAt) - CLOCKS_DIFFER_MS).toISOString();
    return await world.clusters.steps({ clusterId, since, prefix: emrStepsOfRun(run.id) });
  }

  async function placeOf(
    { id, failure }: EmrStepFacts,
    clusterId: string,
  ): Promise<{ readonly bucket: string; readonly key: string } | null> {
    const named = failure?.logFile?.replace(/^s3[an]:/, "s3:");
    if (named) return parseS3Url(named);
    const base = (await world.clusters.see(clusterId))?.logsAt;
    return base ? parseS3Url(`${base.replace(/\/$/, "")}/${clusterId}/steps/${id}/stderr.gz`) : null;
  }
}

/** The newest step of the wanted name; without one, what failed in the newest try, else the count. */
function chosen(
  steps: readonly EmrStepFacts[],
  wanted: EmrStepName | null,
): { readonly facts: EmrStepFacts; readonly name: EmrStepName } | null {
  const newest = emrStepNames.flatMap((name) => {
    const facts = steps.findLast((step) => emrStepWord(step.name) === name);
    return facts ? [{ facts, name }] : [];
  });
  const failed = wanted === null ? newest.find(({ facts }) => facts.isFailed) : undefined;
  return failed ?? newest.find(({ name }) => name === (wanted ?? COUNTING_STEP)) ?? null;
}
