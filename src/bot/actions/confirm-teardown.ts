import { mayAsk } from "../../domain/commands/permission.ts";
import { teardownAnswer } from "../modals/open-teardown.ts";
import { actionId } from "../names.ts";
import { refusal } from "../views/problem.ts";
import type { ActionEntry } from "./button.ts";

/** Opens the modal for somebody who asked in a thread, where Slack gives no trigger for one. */
export const confirmTeardown: ActionEntry = {
  id: actionId.confirmTeardown,
  async listener({ asking }, parts) {
    const verdict = mayAsk({ name: "teardown" }, asking.person, parts.config.people);
    return verdict.allowed ? teardownAnswer(asking, parts) : refusal(verdict);
  },
};
