import { typed } from "../../../domain/commands/command.ts";
import type { Day } from "../../../domain/day.ts";
import { grouped } from "../../../domain/grouped.ts";
import type { FileChange } from "../../../domain/runs/day-number/counted-file.ts";
import type { Run, Target } from "../../../domain/runs/run.ts";
import type { RunProgress } from "../../../domain/runs/run-progress.ts";
import type { Behind } from "../../../jobs/requests/run-view.ts";
import type { Markup } from "../block-kit/markup.ts";
import { code, link, md } from "../block-kit/markup.ts";

/** What a run is, as a heading: `Deploy loan-tracker`. */
export function runTitle({ workflow, target }: Pick<Run, "workflow" | "target">): string {
  switch (workflow) {
    case "deploy-stack":
      return `Deploy ${target.stack}`;
    case "daily-batch":
      return `Daily loans ${target.day ?? ""}`.trim();
    case "teardown-stack":
      return `Tear down ${target.stack}`;
    case "withdraw-day":
      return `Withdraw ${target.day ?? ""}`.trim();
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
    case "withdraw-day":
      return `the withdrawal of ${target.day ?? target.stack}`;
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
    case "withdraw-day":
      return `Withdrawing the number of ${target.day ?? target.stack}`;
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

/** Whether nobody has answered in time to what it had planned. */
export function hasExpired({ state, approval }: Pick<RunProgress, "state" | "approval">): boolean {
  return state === "failed" && approval?.end?.is === "expired";
}

/** The state of that run in a word or two: a plan to which nobody has answered is not told as a failure. */
export function stateWord(progress: Pick<RunProgress, "state" | "approval">): string {
  return hasExpired(progress) ? "expired" : stateWords[progress.state];
}

/** That a run waits for another one of its day, which waits for a person: `waits for the withdrawal of …`. */
export function behindWords(behind: Behind): Markup {
  const which = md`${runName(behind)} (${link(behind.cardUrl, behind.runId)})`;
  return md`waits for ${which}, which waits for a second person's yes`;
}

/** The counts that people see are not those of the file that lies there now. */
export function changedFileWords(
  day: Day | null,
  { name, countedBytes, bytes, isWithdrawn = false }: FileChange,
  { isPublished }: { readonly isPublished: boolean } = { isPublished: true },
): Markup {
  const size = (of: number) => `${grouped(of)} bytes`;
  const how =
    countedBytes === null
      ? md``
      : countedBytes === bytes
        ? md`: the same ${size(bytes)} long, with different content`
        : md`: ${size(bytes)} now, ${size(countedBytes)} then`;
  if (isWithdrawn)
    return md`⚠️ Its file ${code(name)} is still the one whose number was withdrawn; what is published is of another file. Put the right one in its place before it is counted anew.`;
  const again =
    day === null ? md`` : md` To count the new one: ${code(typed({ name: "run", day, force: true }))}`;
  return md`⚠️ Its file ${code(name)} has changed since it was counted${how}. Nothing is counted anew by itself; ${isPublished ? "what is published is the old one" : "nothing is published of it"}.${again}`;
}
