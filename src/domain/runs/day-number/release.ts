import { helpInsteadOfRelease } from "../../loans/finding.ts";
import type { HeldBy } from "../../problem.ts";
import { batchFacts } from "../../workflows/batch-facts.ts";
import type { WorkflowName } from "../../workflows/index.ts";
import type { Release, RunProgress } from "../run-progress.ts";
import type { FileChange } from "./counted-file.ts";

/** Whether the day of a run can be released: what that lets pass, from which step it goes on, since when it is held (ISO time). */
export type Releasing =
  | { readonly can: true; readonly step: string; readonly since: string; readonly holds: readonly HeldBy[] }
  /** In a few words; `null` where somebody was first, whom the release names. */
  | { readonly can: false; readonly because: string; readonly first: Release | null };

/** Decides it by what the journal tells; asked again in the moment in which the release is written down. */
export function releasing(workflow: WorkflowName, progress: RunProgress): Releasing {
  if (workflow !== batchFacts.name) return cannot("only the batch of a day can be released");
  const { state, at, problem, endedAt: since, releases, withdrawn } = progress;
  // Of this attempt: the one that let the day go on.
  const first = releases.findLast(({ attempt }) => attempt === progress.attempt) ?? null;
  switch (state) {
    case "held":
      break;
    case "queued":
    case "approval":
    case "underway":
      return first === null
        ? cannot("it is being counted, and whether anything holds it shows at its end")
        : { ...cannot("it was released already, and is being counted"), first };
    case "stopping":
      return cannot("it is just ending");
    case "succeeded":
      if (withdrawn !== null)
        return cannot("its number was withdrawn, so nothing holds it; `--force` counts the day anew");
      return first === null
        ? cannot("it is told already, so nothing holds it")
        : { ...cannot("it was released already, and is told"), first };
    case "failed":
      return cannot("it has failed and is not held: there are no counts that could be told");
    case "canceled":
      return cannot("it was canceled, so nothing holds it");
  }
  const holds = problem?.holds ?? [];
  if (at === null || since === null || holds.length === 0) {
    return cannot("by which rules it is held was not written down; press Retry to have it judged anew");
  }
  const never = holds.flatMap(({ rule, says }) => {
    const helps = helpInsteadOfRelease(rule);
    return helps === null ? [] : [{ says, helps }];
  });
  if (never.length > 0) {
    const what = never.map(({ says }) => says).join("; ");
    const help = [...new Set(never.map(({ helps }) => helps))].join(", ");
    return cannot(`nobody can let this pass: ${what}. What helps: ${help}, then press Retry`);
  }
  return { can: true, step: at, since, holds };
}

/** Why counts that are held are not told while another file lies in the day's place. */
export function fileOfAnother({ name }: Pick<FileChange, "name">): string {
  return `the file "${name}" is another one by now than that whose counts are held; press Retry to count the one that lies there now, or put back the one that was counted and release it then`;
}

function cannot(because: string): Extract<Releasing, { readonly can: false }> {
  return { can: false, because, first: null };
}
