import { cancellation, meansMore } from "../../domain/runs/cancellation.ts";
import { pausedUntil } from "../../domain/runs/run-progress.ts";
import type { CancelEffect } from "../../domain/workflows/workflow-facts.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import { actionId, buttonValue } from "../names.ts";
import { button } from "./block-kit/blocks.ts";
import { runName } from "./runs/run-words.ts";

/** True also where nothing of the day was published before. */
export const publishedBefore = "Nothing of this try is published; what is published of the day stays.";

/** What canceling does, before somebody does it and after: at most 300 characters, as a dialog of Slack's takes. */
export const effectWords: Readonly<Record<CancelEffect, string>> = {
  "ends-at-once": "Nothing of this try has begun, so it ends at once.",
  "goes-no-further": "What it has done so far stays as it is; nothing more is begun.",
  // An earlier try, or an earlier generation, may have published the day.
  "stops-spark": `Its EMR steps are canceled together. ${publishedBefore}`,
  "stops-statement":
    "A statement that Redshift has not finished is canceled. What is published stays published, and no summary is posted.",
  "drops-plan": "The plan is dropped; nothing of the stack is changed.",
  "deletes-stack":
    "CloudFormation cannot stop a creation halfway except by deleting the stack: what it has made so far is deleted again.",
  "takes-change-back": "CloudFormation takes the change back, and the stack becomes as it was before.",
  "leaves-day":
    "No further day is begun. The day that is underway goes on by itself; cancel it by its date to end it too.",
  "leaves-stack":
    "The stack is made and stays, and so does what it costs. A teardown removes it, another deploy finishes it.",
};

/** The button that ends a run, with a dialog that says what that does; `null` when it cannot be ended. */
export function cancelButton({ run, progress }: Pick<RunView, "run" | "progress">, label = "Cancel") {
  const verdict = cancellation(run.workflow, progress);
  if (!verdict.can) return null;
  // There is no time to ask, and nothing to lose.
  if (pausedUntil(progress) !== null) {
    return button("Stop", { action: actionId.cancel, value: buttonValue(run.id, null) });
  }
  return button(label, {
    action: actionId.cancel,
    // A press is held against what the dialog said: the run may be further on by then.
    value: buttonValue(run.id, meansMore(null, verdict.effect) ? verdict.effect : null),
    confirm: {
      title: `Cancel ${runName(run)}?`,
      text: effectWords[verdict.effect],
      confirm: "Cancel it",
      deny: "Let it go on",
    },
  });
}
