import { inTime } from "../config/time-limit.ts";
import type { ProblemRecord } from "../domain/runs/run.ts";
import { explain } from "../jobs/workflows/error-class.ts";
import type { BotParts } from "./bot-parts.ts";
import type { StackState } from "./views/stack-line.ts";

/** AWS may be slow or away; the rest is still worth saying. Slack's trigger for a form lives 3 s. */
const awsWithinMs = 1_200;

/** What AWS says in time. */
export async function stackState({ runs, log }: Pick<BotParts, "runs" | "log">): Promise<StackState> {
  try {
    const now = await inTime(runs.stackNow(), awsWithinMs);
    return now === "late" ? "silent" : now;
  } catch (error) {
    log.warn({ err: error }, "aws did not say whether the stack is there");
    return explain(error);
  }
}

/** What of the stack has ended or is gone; nothing where AWS does not say in time: that the stack is there is known apart from this. */
export async function lostOf({
  runs,
  log,
}: Pick<BotParts, "runs" | "log">): Promise<readonly Pick<ProblemRecord, "says" | "remedy">[]> {
  try {
    const lost = await inTime(runs.lostParts(), awsWithinMs);
    return lost === "late" ? [] : lost;
  } catch (error) {
    log.warn({ err: error }, "aws did not say whether the stack's clusters are there");
    return [];
  }
}
