import { emrStepNames } from "../../domain/runs/effect-names.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import type { BotParts } from "../bot-parts.ts";
import { noSuchRun } from "../find-run.ts";
import { md } from "../views/block-kit/markup.ts";
import { logMessage, pendingLogMessage } from "../views/log-tail.ts";
import { says } from "../views/problem.ts";
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
      return day === null ? says(md`There is no batch yet, so there are no logs.`) : noSuchRun({ day });
    }
    const tail = await parts.logs.tail(batch, step);
    if (tail.is !== "pending") return logMessage(batch, tail);
    await parts.logs.promise(batch, step, { user, channel, threadTs });
    return pendingLogMessage(batch, tail);
  },
};

async function newestBatch({ runs }: BotParts): Promise<RunView | null> {
  return (await runs.recent(lookBack)).find(({ run }) => run.workflow === "daily-batch") ?? null;
}
