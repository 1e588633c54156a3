import type { Journal } from "../../domain/runs/journal.ts";
import { currentEntries } from "../../domain/runs/next-move.ts";
import { progressOf } from "../../domain/runs/run-progress.ts";
import type { WorkflowName } from "../../domain/workflows/index.ts";
import { factsOf } from "../../domain/workflows/index.ts";
import type { AnyWorkflow, NamedStep } from "./workflow.ts";

/** Where a retry begins once that step has failed, or has held the day. */
export function retryOf<World>(
  { name, step }: NamedStep<World>,
  { held }: { readonly held: boolean },
): string {
  const { retryFrom: failedFrom = name, retryHeldFrom = failedFrom } = step;
  return held ? retryHeldFrom : failedFrom;
}

/** Where a person's retry of such a run begins, wherever it ended, since another yes is wanted; `null`: none is. */
export function askedAnewAt(workflow: WorkflowName, steps: readonly string[]): string | null {
  const waits = factsOf(workflow).approval?.waits;
  return waits?.isOfOneTry === true && steps.includes(waits.planStep) ? waits.planStep : null;
}

/**
 * Where a retry of a run that has ended begins: where its failure says, or where the step that failed says by now, whichever
 * is earlier, since an earlier release may have written the failure down; or the next that the run has. Without a failure it
 * is where the first step says that was not done; and where a yes is for one try, where that is asked for anew.
 */
export function retryBegin<World>(
  journal: Journal,
  workflows: Readonly<Record<WorkflowName, Pick<AnyWorkflow<World>, "steps">>>,
): string {
  const [opened] = journal;
  if (opened?.kind !== "opened") throw new Error("resuming a run: its journal does not begin with `opened`");
  const failed = currentEntries(opened.steps, journal).findLast((entry) => entry.kind === "failed");
  const at = failed?.step ?? progressOf(journal).steps.find(({ state }) => state !== "done")?.name;
  if (at === undefined) throw new Error("resuming a run: every step of it is done");
  const { steps } = workflows[opened.workflow];
  const anew = askedAnewAt(opened.workflow, opened.steps);
  if (anew !== null) return anew;
  const step = steps.find(({ name }) => name === at);
  const said = failed?.retryFrom ?? at;
  const now = step === undefined ? said : retryOf(step, { held: failed?.held ?? false });
  const names = steps.map(({ name }) => name);
  const first = names.findIndex((name) => name === said || name === now);
  // A run of an earlier release may not have that step yet.
  return names.slice(Math.max(first, 0)).find((name) => opened.steps.includes(name)) ?? said;
}
