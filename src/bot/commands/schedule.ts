import { scheduleMessage } from "../views/schedule.ts";
import type { CommandEntry } from "./command-entry.ts";

export const schedule: CommandEntry<"schedule"> = {
  name: "schedule",
  usage: 'schedule [pause|pause until YYYY-MM-DD|resume|HH:MM] ["reason"]',
  summary: "the next days and whether they are paused; pause, also until a day, resume, or another time",
  async listener({ change }, { user, typed }, { desk, log }) {
    const came = change === null ? null : await desk.change(change, user, typed);
    if (change !== null) log.info({ user, change: change.is, came: came?.is }, "schedule");
    return scheduleMessage(await desk.view(), change === null || came === null ? null : { change, ...came });
  },
};
