import type { Journal } from "../../domain/runs/journal.ts";
import { currentEntries } from "../../domain/runs/next-move.ts";
import { progressOf } from "../../domain/runs/run-progress.ts";
import type { WorkflowName } from "../../domain/workflows/index.ts";
import type { AnyWorkflow, NamedStep } from "./workflow.ts";

/** Where a retry begins once that step has failed, or has held the day. */
export function retryOf<World>(
  { name, step }: NamedStep<World>,
  { held }: { readonly held: boolean },
): string {
  const { retryFrom: failedFrom = name, retryHeldFrom = failedFrom } = step;
  return held ? retryHeldFrom : failedFrom;
}

/**
 * Where a retry of a run that has ended begins: where its failure says, or where the step that failed says by now, whichever
 * is earlier, since an earlier release may have written the failure down. Without a failure it is where the first step
 * says that was not done.
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
  const step = workflows[opened.workflow].steps.find(({ name }) => name === at);
  const said = failed?.retryFrom ?? at;
  const now = step === undefined ? said : retryOf(step, { held: failed?.held ?? false });
  return opened.steps.find((name) => name === said || name === now) ?? said;
}
