import { skippedMessage } from "../views/schedule.ts";
import type { CommandEntry } from "./command-entry.ts";

export const skip: CommandEntry<"skip"> = {
  name: "skip",
  usage: 'skip <today|yesterday|YYYY-MM-DD> "reason"',
  summary: "pass over a day, so that the schedule goes on with the next one",
  async listener({ day, why }, { user }, { desk, log }) {
    const skipped = await desk.skip(day, { user, why });
    log.info({ user, day, came: skipped.is }, "skip");
    return skippedMessage(day, skipped);
  },
};
