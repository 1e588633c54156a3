import { mayChange } from "../../domain/commands/permission.ts";
import { skipView } from "../modals/skip.ts";
import { actionId, attemptNamed } from "../names.ts";
import { onForm } from "./run-button.ts";

/** Asks why a day is passed over; it is when the reason is sent off. */
export const skipDay = onForm(actionId.skip, {
  may: ({ asking }, { config }) => mayChange("skip", asking.person, config.people),
  fits: ({ view, said }) =>
    view.run.target.day !== null &&
    attemptNamed(said) === view.progress.attempt &&
    (view.progress.state === "failed" || view.progress.state === "held"),
  form: ({ view, asking }, { slackClock }) =>
    skipView(view.run.target.day ?? "", {
      channel: asking.channel,
      threadTs: asking.threadTs,
      openedAt: slackClock.now().toISOString(),
      runId: view.run.id,
      attempt: view.progress.attempt,
    }),
});
