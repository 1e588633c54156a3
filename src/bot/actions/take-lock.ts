import { mayAsk } from "../../domain/commands/permission.ts";
import { lockStack, readLockValue } from "../lock-stack.ts";
import { actionId } from "../names.ts";
import { md } from "../views/block-kit/markup.ts";
import { refusal, says } from "../views/problem.ts";
import type { ActionEntry } from "./button.ts";

/** Takes over the lock that the person was shown, and no later one. */
export const takeLock: ActionEntry = {
  id: actionId.takeLock,
  async listener({ value, asking }, parts) {
    const wish = readLockValue(value);
    if (wish === null)
      return says(md`Nothing was changed: what this button was for cannot be read. Type it anew.`);
    const verdict = mayAsk(wish, asking.person, parts.config.people);
    return verdict.allowed ? await lockStack(wish, { user: asking.user }, parts) : refusal(verdict);
  },
};
