import { unskippedMessage } from "../views/schedule.ts";
import type { CommandEntry } from "./command-entry.ts";

export const unskip: CommandEntry<"unskip"> = {
  name: "unskip",
  usage: "unskip <today|tomorrow|yesterday|YYYY-MM-DD|YYYY-MM-DD..YYYY-MM-DD>",
  summary: "take a skip back: the schedule asks for these days again",
  async listener({ day, until = day }, { user, typed }, { desk, log }) {
    const came = await desk.unskip({ from: day, until }, user, typed);
    log.info({ user, day, until, unskipped: came.unskipped.length }, "unskip");
    return unskippedMessage(came);
  },
};
