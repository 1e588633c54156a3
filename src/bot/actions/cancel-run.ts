import { mayChange, mayStop, needsSecondPerson } from "../../domain/permission.ts";
import { actionId } from "../names.ts";
import { onRun } from "./on-run.ts";

/** Cancel ends a run, whatever it does by then; where that deletes the stack and the button did not say so, it asks. */
export const cancelRun = onRun(actionId.cancel, {
  // What is underway has effects to stop, or to delete: that is for those who may start it.
  may: ({ view, asking }, { config }) =>
    view.progress.state === "underway"
      ? mayChange("cancel", asking.person, config.people)
      : mayStop(asking.person, config.people),
  fits: () => true,
  act: ({ view, asking, said }, { runs }) =>
    runs.cancel(view.run.id, { user: asking.user, reason: "canceled on its card", told: said }),
});

/** Discard and Deny end a run that waits for a person, and no other: what they drop is its plan. */
export const denyRun = onRun(actionId.deny, {
  may: ({ asking }, { config }) => mayStop(asking.person, config.people),
  fits: ({ view }) => view.progress.state === "approval",
  act: ({ view, asking }, { runs, config }) => {
    const how = needsSecondPerson(view.run.workflow, config.people) ? "denied" : "discarded";
    return runs.cancel(view.run.id, { user: asking.user, reason: `${how} on its card`, told: null });
  },
});
