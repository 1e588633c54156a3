import { stackState } from "../stack-state.ts";
import { scheduleMessage } from "../views/schedule.ts";
import type { CommandEntry } from "./command-entry.ts";

export const schedule: CommandEntry<"schedule"> = {
  name: "schedule",
  usage: 'schedule [pause|pause until YYYY-MM-DD|resume|HH:MM] ["reason"]',
  summary: "the next days and whether they are paused; pause, also until a day, resume, or another time",
  async listener({ change }, { user, typed }, parts) {
    const { desk, log, config } = parts;
    const came = change === null ? null : await desk.change(change, user, typed);
    if (change !== null) log.info({ user, change: change.is, came: came?.is }, "schedule");
    const [view, state] = await Promise.all([desk.view(), stackState(parts)]);
    return scheduleMessage(view, change === null || came === null ? null : { change, ...came }, {
      ...{ stack: config.stack.name, state },
    });
  },
};
