import { mayChange } from "../../domain/commands/permission.ts";
import { actionId, careNamed } from "../names.ts";
import { onRun } from "./run-button.ts";

/** Tells the others that somebody looks after what went wrong, or now does in the place of whom the button named. */
export const takeRun = onRun(actionId.take, {
  may: ({ asking }, { config }) => mayChange("look after this", asking.person, config.people),
  fits: ({ view, said }) => careNamed(said).attempt === view.progress.attempt,
  act: ({ view, asking, said }, { requests }) =>
    requests.take(view.run.id, { user: asking.user, ...careNamed(said) }),
});
