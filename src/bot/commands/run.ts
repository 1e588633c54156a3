import { askForRun } from "../ask.ts";
import type { CommandEntry } from "./command-entry.ts";

export const run: CommandEntry<"run"> = {
  name: "run",
  usage: "run [today|yesterday|YYYY-MM-DD] [--force]",
  summary: "count a day's loans; with --force also a day that is done",
  listener: askForRun,
};
