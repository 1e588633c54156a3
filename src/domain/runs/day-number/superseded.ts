import { factsOf } from "../../workflows/index.ts";
import type { Run } from "../run.ts";
import type { RunProgress } from "../run-progress.ts";

/** A run as far as its place among the others goes. */
interface Placed {
  readonly run: Pick<Run, "id" | "workflow" | "target" | "openedAt">;
  readonly progress: Pick<RunProgress, "endedAt" | "hasBegun">;
}

/**
 * The first of `others` that makes this run history; `null` when none does. Time tells it, and not the stack's id: what was at
 * work since on the same stack makes it history as well. To go on with it would act on what newer
 * runs have made since, which is not what was asked for then: a teardown was confirmed for the stack as it was. A newer run
 * that has only asked, and was told no or nothing, has made nothing.
 */
export function supersededBy<Other extends Placed>(view: Placed, others: readonly Other[]): Other | null {
  return others.find((other) => other.run.id !== view.run.id && supersedes(other, view)) ?? null;
}

/** Why it is not gone on with, in a few words, and what to type instead. */
export function supersededWords({ run }: Placed, by: Placed): string {
  const newer = by.run.id;
  const { supersededBy: rule, takes, command } = factsOf(run.workflow);
  if (rule.runs === "same-days") {
    return `there is a newer run of ${takes === "day" ? "that day" : "those days"}, ${newer}`;
  }
  return `a newer run has used the stack, ${newer}; type \`/loans ${command}\` to ${rule.anew}`;
}

function supersedes(other: Placed, view: Placed): boolean {
  const { workflow, target } = view.run;
  const hasMadeNothing = other.progress.endedAt !== null && !other.progress.hasBegun;
  if (hasMadeNothing) return false;
  switch (factsOf(workflow).supersededBy.runs) {
    case "same-days": {
      const { day, until } = other.run.target;
      if (!other.progress.hasBegun) return false;
      const isSame = other.run.workflow === workflow && day === target.day && until === target.until;
      return isSame && isOpenedLater(other, view);
    }
    case "whole-stack":
      return other.run.target.day === null && (isOpenedLater(other, view) || hasEndedLater(other, view));
    case "any-run":
      return isOpenedLater(other, view) || hasEndedLater(other, view);
  }
}

function isOpenedLater(other: Placed, { run }: Placed): boolean {
  return Date.parse(other.run.openedAt) > Date.parse(run.openedAt);
}

/** Nothing else is live while a deploy or teardown is, so whatever ended after it was at work after it. */
function hasEndedLater(other: Placed, { progress: { endedAt } }: Placed): boolean {
  if (endedAt === null) return false;
  return other.progress.endedAt === null || Date.parse(other.progress.endedAt) > Date.parse(endedAt);
}
