import { mayRetry } from "../../domain/commands/permission.ts";
import { actionId, attemptNamed } from "../names.ts";
import { onRun } from "./run-button.ts";

/** Begins a day anew from its first step on; Slack has asked once more. */
export const restartRun = onRun(actionId.restart, {
  may: ({ view, asking }, { config }) => mayRetry(view.run, asking.person, config.people),
  fits: ({ view, said }) =>
    attemptNamed(said) === view.progress.attempt &&
    (view.progress.state === "failed" || view.progress.state === "held"),
  act: ({ view, asking }, { requests }) =>
    requests.restart(view.run.id, { user: asking.user, attempt: view.progress.attempt }),
});
