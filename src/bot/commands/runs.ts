import { runsMessage } from "../views/status.ts";
import type { CommandEntry } from "./command-entry.ts";

/** Two weeks of daily batches. */
const shown = 14;

export const runs: CommandEntry<"runs"> = {
  name: "runs",
  usage: "runs",
  summary: `the newest ${shown} runs`,
  async listener(_command, _asking, parts) {
    return runsMessage(await parts.runs.recent(shown));
  },
};
