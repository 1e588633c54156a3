import { mayApprove } from "../../domain/commands/permission.ts";
import { actionId, planName } from "../names.ts";
import type { ActionEntry } from "./button.ts";
import { onRun } from "./run-button.ts";

/** Apply and Approve do the same: who may press is the policy's to say, not the label's. */
function approving(id: string): ActionEntry {
  return onRun(id, {
    may: ({ view, asking }, { config }) => mayApprove(view.progress.approval, asking.person, config.people),
    // A retry plans anew under the same id, and nobody approves a plan that they did not see.
    fits: ({ view: { progress }, said }) =>
      progress.state === "approval" && said === planName(progress.attempt),
    act: ({ view: { run, progress }, asking }, { requests }) =>
      requests.approve(run.id, { user: asking.user, attempt: progress.attempt, names: [] }),
  });
}

export const applyRun = approving(actionId.apply);
export const approveRun = approving(actionId.approve);
