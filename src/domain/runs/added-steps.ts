import { factsOf, stepsFor } from "../workflows/index.ts";
import type { Journal } from "./journal.ts";
import { beginsAttempt } from "./journal.ts";
import { currentEntries } from "./next-move.ts";

/**
 * The journal of a run that an earlier release had opened as one of this release, where all that was added since is still
 * before it, or only asks whether to begin: the steps of now, in which what the journal tells has the same meaning, without
 * the questions that it is past. Any other is given as it is.
 */
export function withAddedSteps(journal: Journal): Journal {
  const [opened, ...rest] = journal;
  if (opened?.kind !== "opened") return journal;
  const { version, goesOnFrom, steps } = factsOf(opened.workflow);
  const now = stepsFor(opened.workflow, opened.input);
  const kept = now.filter((name) => opened.steps.includes(name));
  const isOlder = opened.version < version && opened.version >= goesOnFrom;
  if (!isOlder || kept.join() !== opened.steps.join()) return journal;
  const isBegun = (name: string, entries: Journal) =>
    entries.some((entry) => "step" in entry && entry.step === name && !beginsAttempt(entry));
  const current = currentEntries(opened.steps, journal);
  const isAhead = (name: string) =>
    isBegun(name, journal) || now.slice(now.indexOf(name)).every((later) => !isBegun(later, current));
  const added = now.filter((name) => !opened.steps.includes(name));
  const past = added.filter((name) => !isAhead(name));
  if (past.some((name) => steps[name]?.onlyAsks !== true)) return journal;
  return [{ ...opened, version, steps: now.filter((name) => !past.includes(name)) }, ...rest];
}
