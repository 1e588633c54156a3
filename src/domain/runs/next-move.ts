import type { Journal } from "./journal.ts";
import { beginsAttempt } from "./journal.ts";
import type { Outcome } from "./run.ts";

/** What the engine does next with a run; the journal alone decides it. */
export type Move =
  | { readonly do: "advance"; readonly step: string }
  | { readonly do: "undo"; readonly step: string }
  | { readonly do: "stop"; readonly step: string }
  | { readonly do: "finish"; readonly outcome: Outcome }
  | { readonly do: "rest" };

/** A step as `nextMove` needs to know it. */
export interface StepAbilities {
  readonly name: string;
  readonly canUndo: boolean;
  /** What it has underway can be ended, which only a cancel asks for. */
  readonly canStop: boolean;
}

/**
 * The entries that still count: a retry or a release from step F makes everything that was said about F, the steps after it,
 * and whatever was undone, history.
 */
export function currentEntries(steps: readonly string[], journal: Journal): Journal {
  let current: Journal = [];
  for (const entry of journal) {
    if (beginsAttempt(entry)) {
      const from = retryStart(steps, { current, step: entry.step });
      current = current.filter((past) => {
        if (past.kind === "opened" || beginsAttempt(past)) return true;
        return "step" in past && past.kind !== "undone" && steps.indexOf(past.step) < from;
      });
    }
    current = [...current, entry];
  }
  return current;
}

/** Where a retry from `step` really begins: there, or earlier at the first step that was taken back; its index. */
export function retryStart(
  steps: readonly string[],
  { current, step }: { readonly current: Journal; readonly step: string },
): number {
  const undone = current.flatMap((past) => (past.kind === "undone" ? [steps.indexOf(past.step)] : []));
  return Math.min(steps.indexOf(step), ...undone);
}

/** The attempt of the run as a whole: 1, and one more for each retry and each release. */
export function runAttempt(journal: Journal): number {
  return 1 + journal.filter(beginsAttempt).length;
}

/**
 * Whether that step was tried once more by itself in this run before. A retry of which only traces tell may have been that: in
 * doubt it was, because one more try than was promised could do more harm than a person's own.
 */
export function wasTriedAgain(journal: Journal, step: string): boolean {
  return journal.some(
    (entry) => entry.kind === "retried" && (entry.because?.step === step || entry.isForgotten === true),
  );
}

/**
 * The attempt of one step: 1, raised by each retry or release that begins at or before it. From it come the names of
 * everything the step makes, so that a repeat after a crash finds the first try and a retry does not.
 */
export function attemptOf(steps: readonly string[], journal: Journal, step: string): number {
  let attempt = 1;
  journal.forEach((entry, at) => {
    if (!beginsAttempt(entry)) return;
    const from = retryStart(steps, {
      current: currentEntries(steps, journal.slice(0, at)),
      step: entry.step,
    });
    if (steps.indexOf(step) >= from) attempt = entry.attempt;
  });
  return attempt;
}

/** Journal in, decision out: advance the first step that is not done, take back or stop, newest first, or finish. */
export function nextMove(steps: readonly StepAbilities[], journal: Journal): Move {
  const names = steps.map((step) => step.name);
  const entries = currentEntries(names, journal);
  if (entries.some((entry) => entry.kind === "finished")) return { do: "rest" };

  const stop = entries.find((entry) => entry.kind === "failed" || entry.kind === "canceled");
  if (!stop) {
    const next = names.find((name) => !entries.some((entry) => entry.kind === "done" && entry.step === name));
    return next === undefined ? { do: "finish", outcome: "succeeded" } : { do: "advance", step: next };
  }

  const happened = (name: string, ...kinds: string[]) =>
    entries.some((entry) => "step" in entry && entry.step === name && kinds.includes(entry.kind));
  const owed = steps.findLast(
    ({ name, canUndo, canStop }) =>
      happened(name, "started", "adopted") &&
      !happened(name, "undone") &&
      (canUndo || (canStop && stop.kind === "canceled" && !happened(name, "done"))),
  );
  if (owed) return { do: owed.canUndo ? "undo" : "stop", step: owed.name };
  if (stop.kind === "canceled") return { do: "finish", outcome: "canceled" };
  return { do: "finish", outcome: stop.held ? "held" : "failed" };
}

/**
 * What differs between the steps a run was opened with and those its workflow has now; `null` when nothing does.
 * Such a run is not moved any further, because a guess about what is done could repeat an effect.
 */
export function workflowDifference(
  now: { readonly version: number; readonly steps: readonly string[] },
  journal: Journal,
): string | null {
  const [opened] = journal;
  if (opened?.kind !== "opened") return "its journal does not begin with `opened`";
  const gone = opened.steps.filter((step) => !now.steps.includes(step));
  const added = now.steps.filter((step) => !opened.steps.includes(step));
  if (gone.length > 0 || added.length > 0) {
    const words = (steps: readonly string[]) => (steps.length === 0 ? "none" : steps.join(", "));
    return `steps gone: ${words(gone)}; steps added: ${words(added)}`;
  }
  if (opened.steps.join() !== now.steps.join())
    return `the steps are in another order: ${now.steps.join(", ")}`;
  return opened.version === now.version ? null : `version ${opened.version} became ${now.version}`;
}
