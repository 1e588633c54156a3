import type { FactsOf, WorkflowName } from "../../../src/domain/workflows/index.ts";
import { workflowNames as allNames, factsOf, stepNamesOf } from "../../../src/domain/workflows/index.ts";
import type { StepName } from "../../../src/domain/workflows/workflow-facts.ts";
import type { Point } from "../../../src/jobs/engine/observer.ts";
import type { Stage } from "./stage.ts";

/** One cell of the matrix. */
export interface FaultCase {
  /** The group: `SIGKILL`, `connection reset after the effect`. */
  readonly fault: string;
  /** Where it strikes: `daily-batch process after-effect`. */
  readonly name: string;
  readonly workers: 1 | 2;
  /** The app hears Slack over connections of its own, instead of being sent requests. */
  readonly hasSockets?: boolean;
  /** Throws when something does not hold; answers how often the fault fired. */
  readonly run: (stage: Stage) => Promise<number>;
}

/** What AWS and Slack hear of a backfill they hear from the batches that it opens; it is itself struck at its own steps. */
export type StruckWorkflow = Exclude<WorkflowName, "backfill">;

/** A place in a workflow where the engine can be struck. */
export interface Place {
  readonly workflow: WorkflowName;
  readonly step: string;
  readonly point: Point;
}

const around = ["before-intent", "after-intent", "after-effect", "after-journal"] as const;
/** Of a step that only looks: nothing is meant and nothing done. */
const looking = ["after-journal"] as const;

/** The points that a quiet run passes, by step; `parked` where it surely has to wait. */
const passed: {
  readonly [Name in WorkflowName]: Readonly<Record<StepName<FactsOf<Name>>, readonly Point[]>>;
} = {
  "daily-batch": {
    // Only of a forced run, where a second person is asked for.
    look: [],
    approve: [],
    "check-source": around,
    "upload-raw": around,
    "upload-script": around,
    wake: looking,
    process: [...around, "parked"],
    audit: around,
    compare: [...around, "parked"],
    publish: [...around, "parked"],
    reconcile: [...around, "parked"],
    summarize: [...around, "parked"],
  },
  "withdraw-day": {
    look: [...around, "parked"],
    approve: looking,
    unpublish: [...around, "parked"],
    check: [...around, "parked"],
    mark: around,
    tell: around,
  },
  "deploy-stack": {
    "clear-remains": looking,
    plan: [...around, "parked"],
    approve: ["after-journal", "parked"],
    apply: [...around, "parked"],
    protect: around,
    "prepare-warehouse": [...around, "parked"],
    "check-health": looking,
  },
  "teardown-stack": {
    survey: looking,
    approve: looking,
    pause: ["after-journal", "parked"],
    "stop-intake": looking,
    "stop-cluster": [...around, "parked"],
    "empty-lake": around,
    unprotect: around,
    "delete-stack": [...around, "parked"],
    "verify-nothing-left": looking,
  },
  backfill: {
    preview: around,
    approve: ["after-journal", "parked"],
    days: [...around, "parked"],
  },
};

/** Every point of every step, in the order in which a run passes them. */
export function placesOf(workflow: WorkflowName): readonly Place[] {
  const points: Readonly<Record<string, readonly Point[]>> = passed[workflow];
  return stepNamesOf(workflow).flatMap((step) =>
    (points[step] ?? []).map((point) => ({ workflow, step, point })),
  );
}

/** Those that are struck, the batch first. */
export const workflowNames: readonly StruckWorkflow[] = allNames
  .filter((name): name is StruckWorkflow => factsOf(name).holds !== "guest")
  .toSorted((a, b) => (a < b ? -1 : 1));
