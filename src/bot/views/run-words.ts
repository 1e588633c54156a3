import type { Run, Target } from "../../domain/runs/run.ts";
import type { RunProgress } from "../../domain/runs/run-progress.ts";

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
