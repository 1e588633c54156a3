import { changeSince } from "../../../domain/aws/survey-change.ts";
import { durationMs } from "../../../domain/duration.ts";
import { Problem } from "../../../domain/problem.ts";
import { keepsOut } from "../../../domain/schedule/stack-lock.ts";
import type { TeardownSurvey } from "../../../domain/workflows/teardown-facts.ts";
import type { AwaitedStep } from "../../engine/workflow.ts";
import { changed } from "../steps/approval.ts";
import type { World } from "../world.ts";
import { survey } from "./survey.ts";

/** So long a teardown can be stopped although nobody has anything left to say. */
const PAUSE = "60s";

/**
 * Leaves people time to stop it, by its button or by a lock, as long as nothing is begun; then looks once more whether what goes is still what was
 * surveyed, and what somebody may have approved.
 */
export const pause: AwaitedStep<unknown, { readonly survey: TeardownSurvey }, World, null> = {
  observe: async ({ journal, results, world, wantedBy }) => {
    const { stack } = results.survey;
    // This run had deleted it when Redis forgot how far it was.
    if (stack === null) return { is: "done", output: null };
    const lock = await world.lock();
    if (keepsOut(lock, wantedBy)) return { is: "failed", problem: lockedMeanwhile(world.settings.stack) };
    const told = journal.findLast((entry) => entry.kind === "seen" && entry.progress.until !== undefined);
    const began = journal.find((entry) => entry.kind === "started")?.at ?? world.clock.now().toISOString();
    const said = told?.kind === "seen" && told.progress.until ? told.progress.until : endOf(began, world);
    // Further ahead than the whole pause it is by a clock that has been set back since: it begins anew.
    const latest = endOf(world.clock.now().toISOString(), world);
    const until = said > latest ? latest : said;
    if (world.clock.now().toISOString() < until) return { is: "underway", progress: { until } };
    const change = changeSince(results.survey, await survey(world));
    return change === null
      ? { is: "done", output: null }
      : { is: "failed", problem: changed(`tearing down "${world.settings.stack}"`, change) };
  },
  every: "3s",
  within: "1h",
  retryFrom: "survey",
};

function lockedMeanwhile(stack: string): Problem {
  return new Problem(
    "locked-meanwhile",
    `tearing down "${stack}": somebody has locked the stack meanwhile, so nothing of it was deleted`,
    {
      remedy: "ask who holds the lock (`/loans status` says who, and why); once it is unlocked, press Retry",
    },
  );
}

/** A slower pace than that of production makes it no longer. */
function endOf(began: string, { settings }: World): string {
  return new Date(Date.parse(began) + durationMs(PAUSE) / Math.max(settings.pace, 1)).toISOString();
}
