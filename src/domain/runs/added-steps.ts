import { factsOf } from "../workflows/index.ts";
import type { Journal } from "./journal.ts";
import { currentEntries } from "./next-move.ts";

/**
 * The journal of a run that an earlier release had opened as one of this release, where all that was added since is still
 * before it: the steps of now, in which what the journal tells has the same meaning. Any other is given as it is.
 */
export function withAddedSteps(journal: Journal): Journal {
  const [opened, ...rest] = journal;
  if (opened?.kind !== "opened") return journal;
  const { version, goesOnFrom, steps } = factsOf(opened.workflow);
  const now = Object.keys(steps);
  const kept = now.filter((name) => opened.steps.includes(name));
  const isOlder = opened.version < version && opened.version >= goesOnFrom;
  if (!isOlder || kept.join() !== opened.steps.join()) return journal;
  const added = now.filter((name) => !opened.steps.includes(name));
  const isBegun = (name: string, entries: Journal) =>
    entries.some((entry) => "step" in entry && entry.step === name);
  const current = currentEntries(opened.steps, journal);
  const isAhead = added.every(
    (name) =>
      isBegun(name, journal) || now.slice(now.indexOf(name)).every((later) => !isBegun(later, current)),
  );
  return isAhead ? [{ ...opened, version, steps: now }, ...rest] : journal;
}
