import { mayChange, mayStop, needsSecondPerson } from "../../domain/commands/permission.ts";
import { CANCELED } from "../../domain/runs/approval.ts";
import { pausedUntil } from "../../domain/runs/run-progress.ts";
import { denyView } from "../modals/deny.ts";
import { actionId, planName } from "../names.ts";
import { onRun } from "./run-button.ts";

/** Cancel ends a run, whatever it does by then; where that deletes the stack and the button did not say so, it asks. */
export const cancelRun = onRun(actionId.cancel, {
  // What is underway has effects to stop, or to delete: that is for those who may start it. Where it has begun nothing, as
  // before a teardown, stopping is the safe side.
  may: ({ view: { progress }, asking }, { config }) => {
    if (pausedUntil(progress) !== null) return mayStop("stop", asking.person, config.people);
    return progress.state === "underway"
      ? mayChange("cancel", asking.person, config.people)
      : mayStop("cancel", asking.person, config.people);
  },
  fits: () => true,
  act: ({ view: { run, progress }, asking, said }, { requests, config }) => {
    const isOperator = mayChange("cancel", asking.person, config.people).allowed;
    // Others may end it only where it was when they were judged: it may go on in this moment.
    const only = isOperator ? null : progress;
    return requests.cancel(run.id, { user: asking.user, reason: CANCELED.button, told: said, only });
  },
});

/** What a plan of one's own is dropped for, and was before anybody was asked why: it says no more than that. */
const DISCARDED = "discarded on its card";

/**
 * Discard and Deny end a run that waits for a person, and no other: what they drop is the plan that they stand under. Who
 * denies somebody else's says why.
 */
export const denyRun = onRun(actionId.deny, {
  may: ({ view: { progress }, asking }, { config }) => {
    const { approval } = progress;
    const isOthers = approval !== null && needsSecondPerson(approval, config.people);
    return mayStop(isOthers ? "deny" : "discard", asking.person, config.people);
  },
  fits: ({ view: { progress }, said }) =>
    progress.state === "approval" && said === planName(progress.attempt),
  form: ({ view, asking: { channel, threadTs } }, { config, slackClock }) => {
    const { approval, attempt } = view.progress;
    if (approval === null || !needsSecondPerson(approval, config.people)) return null;
    const openedAt = slackClock.now().toISOString();
    return denyView(view, { channel, threadTs, openedAt, runId: view.run.id, attempt });
  },
  act: ({ view: { run, progress }, asking }, { requests }) =>
    requests.cancel(run.id, { user: asking.user, reason: DISCARDED, told: null, only: progress }),
});
