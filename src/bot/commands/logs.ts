import type { EmrStepName } from "../../domain/command.ts";
import type { RunView } from "../../jobs/ports.ts";
import type { BotParts } from "../parts.ts";
import type { Asking } from "../said.ts";
import { logMessage, pendingLogMessage } from "../views/log-tail.ts";
import { md } from "../views/markup.ts";
import { says } from "../views/problem.ts";
import { noSuchRun } from "../which-run.ts";
import type { CommandEntry } from "./command-entry.ts";

/** Deep enough to find the last batch behind deploys and teardowns. */
const lookBack = 100;

/** Who is already waiting for which log, so that asking often does not ask AWS often. */
const waiting = new Set<string>();

export const logs: CommandEntry<"logs"> = {
  name: "logs",
  usage: "logs [today|yesterday|YYYY-MM-DD] [1-in|2-count|3-out]",
  summary: "the end of what an EMR step of a day wrote; without a step, of the one that failed",
  async listener({ day, step }, asking, parts) {
    const batch = day === null ? await newestBatch(parts) : await parts.runs.batchOf(day);
    if (batch === null) {
      return day === null ? says(md`There is no batch yet, so there are no logs.`) : noSuchRun({ day });
    }
    const tail = await parts.logs.tail(batch, step);
    if (tail.is !== "pending") return logMessage(batch, tail);
    void answerLater({ batch, step }, asking, parts);
    return pendingLogMessage(batch, tail);
  },
};

async function newestBatch({ runs }: BotParts): Promise<RunView | null> {
  return (await runs.recent(lookBack)).find(({ run }) => run.workflow === "daily-batch") ?? null;
}

/** Never throws: nobody waits for it. Slack takes a late answer for half an hour, longer than this lasts. */
async function answerLater(
  { batch, step }: { readonly batch: RunView; readonly step: EmrStepName | null },
  { user, answer }: Asking,
  { logs: found, log }: BotParts,
): Promise<void> {
  const key = JSON.stringify([user, batch.run.id, step]);
  if (waiting.has(key)) return;
  waiting.add(key);
  try {
    await answer(logMessage(batch, await found.awaited(batch, step)));
  } catch (error) {
    log.warn({ err: error, run: batch.run.id, step }, "a log that was promised could not be read");
  } finally {
    waiting.delete(key);
  }
}
