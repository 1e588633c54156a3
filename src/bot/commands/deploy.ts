import { askForRun } from "../ask-for-run.ts";
import type { CommandEntry } from "./command-entry.ts";

export const deploy: CommandEntry<"deploy"> = {
  name: "deploy",
  usage: "deploy",
  summary: "plan the stack, show the plan, and make it once somebody presses Apply",
  listener: askForRun,
};
