import { lostOf, stackState } from "../stack-state.ts";
import { statusMessage } from "../views/status.ts";
import type { CommandEntry } from "./command-entry.ts";

/** Deep enough to find the last deploy behind weeks of daily batches. */
const lookBack = 100;

export const status: CommandEntry<"status"> = {
  name: "status",
  usage: "status",
  summary: "what is underway, how the last runs ended, whether the stack is there",
  async listener(_command, _asking, parts) {
    const { runs, config } = parts;
    const [state, lost, unsaid, lock, live, recent] = await Promise.all([
      stackState(parts),
      lostOf(parts),
      parts.unsaid(),
      parts.desk.lock(),
      runs.live(),
      runs.recent(lookBack),
    ]);
    const last = recent.filter(({ run }) => run.outcome !== null);
    return statusMessage({ stack: config.stack.name, state, lost, unsaid, lock, live, last });
  },
};
