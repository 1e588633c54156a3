import { mayRetry } from "../../domain/commands/permission.ts";
import { actionId } from "../names.ts";
import { onRun } from "./run-button.ts";

export const retryRun = onRun(actionId.retry, {
  may: ({ view, asking }, { config }) => mayRetry(view.run, asking.person, config.people),
  fits: ({ view }) => view.progress.state === "failed" || view.progress.state === "held",
  act: ({ view, asking }, { requests }) => requests.retry(view.run.id, asking.user),
});
