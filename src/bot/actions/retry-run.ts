import { mayChange } from "../../domain/permission.ts";
import { actionId } from "../names.ts";
import { onRun } from "./on-run.ts";

export const retryRun = onRun(actionId.retry, {
  may: ({ asking }, { config }) => mayChange("retry", asking.person, config.people),
  fits: ({ view }) => view.progress.state === "failed" || view.progress.state === "held",
  act: ({ view, asking }, { runs }) => runs.retry(view.run.id, asking.user),
});
