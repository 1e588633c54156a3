import { factsOf } from "../workflows/index.ts";
import type { Journal } from "./journal.ts";
import { beginsAttempt } from "./journal.ts";
import { currentEntries } from "./next-move.ts";

/**
 * Whether a run has begun its work, in whatever attempt, or does so when it is its turn. One that still asks a person has not, nor has
 * one that ended without a yes, or before its turn: the days and the stack are as if nobody had asked for it. Of one that was written down
 * anew after Redis was emptied that is not known, and it counts as begun.
 */
export function hasBegun(journal: Journal): boolean {
  const [opened] = journal;
  if (opened?.kind !== "opened") return false;
  if (opened.isRebuilt === true) return true;
  const { approval, steps: facts } = factsOf(opened.workflow);
  const { steps } = opened;
  const waits = approval === null ? -1 : steps.indexOf(approval.waits.step);
  const planned = approval === null ? -1 : steps.indexOf(approval.waits.planStep);
  const isQuestion = (step: string) => {
    const at = steps.indexOf(step);
    return facts[step]?.onlyAsks === true || (planned >= 0 && planned <= at && at <= waits);
  };
  const hasActed = journal.some(
    (entry) =>
      "step" in entry && !beginsAttempt(entry) && entry.kind !== "approved" && !isQuestion(entry.step),
  );
  if (hasActed) return true;
  const current = currentEntries(steps, journal);
  const finished = current.findLast((entry) => entry.kind === "finished");
  if (finished !== undefined) return finished.outcome === "succeeded";
  return waits < 0 || current.some(({ kind }) => kind === "approved");
}
