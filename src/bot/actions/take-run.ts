import { mayChange } from "../../domain/commands/permission.ts";
import { actionId, attemptNamed } from "../names.ts";
import { onRun } from "./run-button.ts";

/** Tells the others that somebody looks after what went wrong. */
export const takeRun = onRun(actionId.take, {
  may: ({ asking }, { config }) => mayChange("look after this", asking.person, config.people),
  fits: ({ view, said }) => attemptNamed(said) === view.progress.attempt,
  act: ({ view, asking }, { requests }) =>
    requests.take(view.run.id, { user: asking.user, attempt: view.progress.attempt }),
});
