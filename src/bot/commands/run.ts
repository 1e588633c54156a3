import { askForRun } from "../ask-for-run.ts";
import { askWhy, lacksReason } from "../force-question.ts";
import type { CommandEntry } from "./command-entry.ts";

export const run: CommandEntry<"run"> = {
  name: "run",
  usage: 'run [today|yesterday|YYYY-MM-DD|YYYY-MM-DD..YYYY-MM-DD|last week] [--force|--force "reason"]',
  summary:
    "count a day's loans, or those of up to 31 days, oldest first; with --force also days that are done",
  listener: async (command, asking, parts) =>
    lacksReason(command) ? await askWhy(command.day, asking, parts) : await askForRun(command, asking, parts),
};
