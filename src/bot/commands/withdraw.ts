import { askForRun } from "../ask-for-run.ts";
import type { CommandEntry } from "./command-entry.ts";

export const withdraw: CommandEntry<"withdraw"> = {
  name: "withdraw",
  usage: 'withdraw <today|yesterday|YYYY-MM-DD> "reason"',
  summary:
    "take back a number that was told: the table shows what was told before it, or nothing, and its summary says why",
  listener: askForRun,
};
