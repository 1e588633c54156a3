import { inTime } from "../../config/time-limit.ts";
import { explain } from "../../jobs/workflows/error-class.ts";
import type { BotParts } from "../bot-parts.ts";
import type { StatusFacts } from "../views/status.ts";
import { statusMessage } from "../views/status.ts";
import type { CommandEntry } from "./command-entry.ts";

/** AWS may be slow or away; the rest of the status is still worth saying. */
const awsWithinMs = 1_200;
/** Deep enough to find the last deploy behind weeks of daily batches. */
const lookBack = 100;

export const status: CommandEntry<"status"> = {
  name: "status",
  usage: "status",
  summary: "what is underway, how the last runs ended, whether the stack is there",
  async listener(_command, _asking, parts) {
    const { runs, config } = parts;
    const [presence, lost, unsaid, lock, live, recent] = await Promise.all([
      presenceOf(parts),
      lostOf(parts),
      parts.unsaid(),
      parts.desk.lock(),
      runs.live(),
      runs.recent(lookBack),
    ]);
    const last = recent.filter(({ run }) => run.outcome !== null);
    return statusMessage({ stack: config.stack.name, presence, lost, unsaid, lock, live, last });
  },
};

/** Nothing where AWS does not say in time: that the stack is there is known apart from this. */
async function lostOf({ runs, log }: BotParts): Promise<StatusFacts["lost"]> {
  try {
    const lost = await inTime(runs.lostParts(), awsWithinMs);
    return lost === "late" ? [] : lost;
  } catch (error) {
    log.warn({ err: error }, "aws did not say whether the stack's clusters are there");
    return [];
  }
}

async function presenceOf({ runs, log }: BotParts): Promise<StatusFacts["presence"]> {
  try {
    const presence = await inTime(runs.stackPresence(), awsWithinMs);
    return presence === "late" ? "silent" : presence;
  } catch (error) {
    log.warn({ err: error }, "aws did not say whether the stack is there");
    return explain(error);
  }
}
