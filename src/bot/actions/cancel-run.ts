import { mayStop } from "../../domain/permission.ts";
import { actionId } from "../names.ts";
import { onRun } from "./on-run.ts";
import type { ActionEntry } from "./press.ts";

/** Discard and Deny end a run that waits for a person. */
function canceling(id: string, reason: string): ActionEntry {
  return onRun(id, {
    may: ({ asking }, { config }) => mayStop(asking.person, config.people),
    fits: ({ view }) => view.progress.state === "approval" || view.progress.state === "queued",
    act: ({ view, asking }, { runs }) => runs.cancel(view.run.id, { user: asking.user, reason }),
  });
}

export const cancelRun = canceling(actionId.cancel, "discarded on its card");
export const denyRun = canceling(actionId.deny, "denied on its card");
