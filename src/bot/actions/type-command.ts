import { parseCommand } from "../../domain/commands/parse-command.ts";
import { dayIn } from "../../domain/day.ts";
import { carriedOut } from "../dispatch.ts";
import { actionId } from "../names.ts";
import { md } from "../views/block-kit/markup.ts";
import { says } from "../views/problem.ts";
import type { ActionEntry } from "./button.ts";

/** Types a line for the person who was offered it: it is read, and their right asked for, as of any line. */
export const typeCommand: ActionEntry = {
  id: actionId.type,
  async listener({ value, asking }, parts) {
    const { zone, calendar } = parts.config.daily;
    const parsed = parseCommand(value, { today: dayIn(zone, parts.clock.now()), calendar });
    if (parsed.is === "unknown")
      return says(md`Nothing was done: what this button was for cannot be read. Type it anew.`);
    return await carriedOut(parsed.command, { ...asking, typed: value }, parts);
  },
};
