import { daysInNeed } from "../days-in-need.ts";
import { withSkip } from "../listed-days.ts";
import { lostOf, stackState } from "../stack-state.ts";
import { statusMessage } from "../views/status.ts";
import type { CommandEntry } from "./command-entry.ts";

/** Deep enough to find the last deploy behind weeks of daily batches. */
const lookBack = 100;

export const status: CommandEntry<"status"> = {
  name: "status",
  usage: "status",
  summary:
    "the stack, what is underway and in line, which days need somebody, which is next, how the last runs ended",
  async listener(_command, _asking, parts) {
    const { runs, config } = parts;
    const [now, skipped] = [parts.desk.view(), parts.desk.skips()];
    const [state, lost, unsaid, lock, live, recent, needs, schedule, skips] = await Promise.all([
      stackState(parts),
      lostOf(parts),
      parts.unsaid(),
      parts.desk.lock(),
      runs.live(),
      runs.recent(lookBack),
      daysInNeed(parts, { schedule: now, skips: skipped }),
      now,
      skipped,
    ]);
    const last = recent.filter(({ run }) => run.outcome !== null).map((view) => withSkip(view, skips));
    return statusMessage({
      stack: config.stack.name,
      ...{ state, lost, unsaid, lock, live, needs, schedule, last },
    });
  },
};
