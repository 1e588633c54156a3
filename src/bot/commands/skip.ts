import { dayIn } from "../../domain/day.ts";
import { skippedMessage } from "../views/schedule.ts";
import type { CommandEntry } from "./command-entry.ts";

export const skip: CommandEntry<"skip"> = {
  name: "skip",
  usage: 'skip <today|tomorrow|yesterday|YYYY-MM-DD|YYYY-MM-DD..YYYY-MM-DD> "reason"',
  summary: "pass over a day or several, also to come, so that the schedule goes on without them",
  async listener({ day, until = day, why }, { user, typed }, { desk, log, config, clock }) {
    const came = await desk.skip({ from: day, until }, { user, why, typed });
    log.info({ user, day, until, skipped: came.skipped.length }, "skip");
    return skippedMessage(came, dayIn(config.daily.zone, clock.now()));
  },
};
