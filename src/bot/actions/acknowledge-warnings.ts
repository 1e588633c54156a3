import { mayAcknowledge } from "../../domain/commands/permission.ts";
import { summaryOf } from "../../domain/runs/backfill.ts";
import { actionId } from "../names.ts";
import { acknowledgedAnswer } from "../views/acknowledged.ts";
import { goneMessage } from "../views/ask-answers.ts";
import { refusal } from "../views/problem.ts";
import type { ActionEntry } from "./button.ts";

/** Says for all that the remarks of a summary were seen; whoever is second hears who was first. */
export const acknowledgeWarnings: ActionEntry = {
  id: actionId.acknowledge,
  async listener({ value: runId, asking }, { runs, outbox, config, log }) {
    const verdict = mayAcknowledge(asking.person, config.people);
    if (!verdict.allowed) return refusal(verdict);
    const view = await runs.view(runId);
    const summary = view && summaryOf(view.progress);
    if (!summary) return goneMessage();
    const first = await outbox.acknowledge(summary, asking.user);
    log.info(
      { action: actionId.acknowledge, run: runId, user: asking.user, isFirst: first.isFirst },
      "pressed",
    );
    return acknowledgedAnswer(summary, first);
  },
};
