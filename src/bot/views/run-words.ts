import type { Run, Target } from "../../domain/runs/run.ts";
import type { RunProgress } from "../../domain/runs/run-progress.ts";

/** Steps as people read them. Their names in the journal are permanent, these words are not. */
const stepTitles: Readonly<Record<string, string>> = {
  "clear-remains": "clear what an earlier try left",
  plan: "plan the changes",
  approve: "wait for a person's yes",
  apply: "apply the changes",
  protect: "protect the stack from deletion",
  "prepare-warehouse": "prepare the warehouse",
  "check-health": "check that everything answers",
  "check-source": "find the day's file",
  "upload-raw": "upload the file",
  "upload-script": "upload the Spark script",
  wake: "see that the cluster and the warehouse are up",
  process: "count the loans with Spark",
  audit: "check the counts",
  publish: "publish the day",
  reconcile: "reconcile Redshift with the file",
  summarize: "post the summary",
  "told-by-backfill": "tell the counts, by a summary or on the card of its backfill",
  preview: "see which days are done",
  days: "run the days, oldest first",
  "stop-intake": "take no more batches",
  "stop-cluster": "stop the cluster",
  "empty-lake": "empty the lake",
  unprotect: "lift the protection",
  "delete-stack": "delete the stack",
  "verify-nothing-left": "verify that nothing billable is left",
};

/** The step in words; the name itself for a step that has none yet. */
export function stepTitle(name: string): string {
  return Object.hasOwn(stepTitles, name) ? (stepTitles[name] ?? name) : name.replaceAll("-", " ");
}

/** What a run is, as a heading: `Deploy loan-tracker`. */
export function runTitle({ workflow, target }: Pick<Run, "workflow" | "target">): string {
  switch (workflow) {
    case "deploy-stack":
      return `Deploy ${target.stack}`;
    case "daily-batch":
      return `Daily loans ${target.day ?? ""}`.trim();
    case "teardown-stack":
      return `Tear down ${target.stack}`;
    case "backfill":
      return `Backfill ${rangeOf(target)}`;
  }
}

/** What a run is, inside a sentence: `the deploy of loan-tracker`. */
export function runName({ workflow, target }: Pick<Run, "workflow" | "target">): string {
  switch (workflow) {
    case "deploy-stack":
      return `the deploy of ${target.stack}`;
    case "daily-batch":
      return `the batch of ${target.day ?? target.stack}`;
    case "teardown-stack":
      return `the teardown of ${target.stack}`;
    case "backfill":
      return `the backfill of ${rangeOf(target)}`;
  }
}

/** What a run is doing, as the beginning of a sentence: `Deploying loan-tracker`. */
export function runDoing({ workflow, target }: Pick<Run, "workflow" | "target">): string {
  switch (workflow) {
    case "deploy-stack":
      return `Deploying ${target.stack}`;
    case "daily-batch":
      return `Running the batch of ${target.day ?? target.stack}`;
    case "teardown-stack":
      return `Tearing down ${target.stack}`;
    case "backfill":
      return `Backfilling ${rangeOf(target)}`;
  }
}

/** The days of a backfill as they are typed: `2026-11-01..2026-11-07`. */
function rangeOf({ stack, day, until }: Target): string {
  return day === null || until === undefined ? stack : `${day}..${until}`;
}

/** The state in a word or two. */
export const stateWords: Readonly<Record<RunProgress["state"], string>> = {
  queued: "queued",
  approval: "waiting for approval",
  underway: "underway",
  stopping: "stopping",
  succeeded: "succeeded",
  failed: "failed",
  held: "held",
  canceled: "canceled",
};
