import type { Day } from "../../domain/day.ts";
import { wasAskedFor } from "../../domain/runs/current-stack.ts";
import { emrStepNames } from "../../domain/runs/effect-names.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import type { BotParts } from "../bot-parts.ts";
import { noSuchRun } from "../find-run.ts";
import { stackState } from "../stack-state.ts";
import { md } from "../views/block-kit/markup.ts";
import { goneLogMessage, logMessage, pendingLogMessage } from "../views/log-tail.ts";
import { says } from "../views/problem.ts";
import type { StackState } from "../views/stack-line.ts";
import type { CommandEntry } from "./command-entry.ts";

/** Deep enough to find the last batch behind deploys and teardowns. */
const lookBack = 100;

export const logs: CommandEntry<"logs"> = {
  name: "logs",
  usage: `logs [today|yesterday|YYYY-MM-DD] [${emrStepNames.join("|")}]`,
  summary: "the end of what an EMR step of a day wrote; without a step, of the one that failed",
  async listener({ day, step }, { user, channel, threadTs }, parts) {
    const batch = day === null ? await newestBatch(parts) : await parts.runs.batchOf(day);
    if (batch === null) {
      if (day === null) return says(md`There is no batch yet, so there are no logs.`);
      const former = await newestBatch(parts, day);
      return former === null ? noSuchRun({ day }) : goneLogMessage(former, await stackState(parts));
    }
    const state = await stackState(parts);
    if (isGone(batch, state)) return goneLogMessage(batch, state);
    const tail = await parts.logs.tail(batch, step);
    if (tail.is !== "pending") return logMessage(batch, tail);
    await parts.logs.promise(batch, step, { user, channel, threadTs });
    return pendingLogMessage(batch, tail);
  },
};

/** Whether the lake in which its logs lay is deleted with its stack. */
function isGone({ run }: RunView, state: StackState): boolean {
  if (typeof state !== "object" || !("is" in state)) return false;
  if (state.madeAt === null) return state.is === "absent";
  return run.outcome !== null && !wasAskedFor(run, { id: null, madeAt: state.madeAt });
}

/** The newest of that day, or of whatever day, also where it is of a stack that is gone. */
async function newestBatch({ runs }: BotParts, day: Day | null = null): Promise<RunView | null> {
  const isMeant = ({ run }: RunView) =>
    run.workflow === "daily-batch" && (day === null || run.target.day === day);
  return (await runs.recent(lookBack)).find(isMeant) ?? null;
}
