import { mayChange, mayStop } from "../../domain/permission.ts";
import { actionId } from "../names.ts";
import { onRun } from "./on-run.ts";

/** Cancel ends a run that is queued or underway; Discard, the same button, one that waits for a person. */
export const cancelRun = onRun(actionId.cancel, {
  // What is underway has effects to stop, or to delete: that is for those who may start it.
  may: ({ view, asking }, { config }) =>
    view.progress.state === "underway"
      ? mayChange("cancel", asking.person, config.people)
      : mayStop(asking.person, config.people),
  fits: () => true,
  act: ({ view, asking }, { runs }) => {
    const reason = view.progress.state === "approval" ? "discarded on its card" : "canceled on its card";
    return runs.cancel(view.run.id, { user: asking.user, reason });
  },
});

/** Deny ends a run that waits for a second person. */
export const denyRun = onRun(actionId.deny, {
  may: ({ asking }, { config }) => mayStop(asking.person, config.people),
  fits: ({ view }) => view.progress.state === "approval",
  act: ({ view, asking }, { runs }) =>
    runs.cancel(view.run.id, { user: asking.user, reason: "denied on its card" }),
});
