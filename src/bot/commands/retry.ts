import { typed } from "../../domain/commands/command.ts";
import { mayRetry } from "../../domain/commands/permission.ts";
import { factsOf } from "../../domain/workflows/index.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import type { BotParts } from "../bot-parts.ts";
import type { Asking } from "../edge/origin.ts";
import { namedRun, noSuchRun, retriableRuns } from "../find-run.ts";
import { withSkip } from "../listed-days.ts";
import { askedMessage, nothingToRetryMessage, pressedMessage, whichMessage } from "../views/ask-answers.ts";
import { capital, code, md } from "../views/block-kit/markup.ts";
import type { Message } from "../views/block-kit/message.ts";
import { refusal, says } from "../views/problem.ts";
import { runName } from "../views/runs/run-words.ts";
import type { CommandEntry } from "./command-entry.ts";

export const retry: CommandEntry<"retry"> = {
  name: "retry",
  usage: "retry [today|yesterday|YYYY-MM-DD|run id]",
  summary: "take a run up again that failed; what still holds is not done again",
  async listener({ which }, asking, parts) {
    if (which !== null) {
      const view = await namedRun(which, parts.runs);
      return view === null ? noSuchRun(which) : await retried(view, asking, parts);
    }
    const [{ failed: all, canceled }, skips] = await Promise.all([
      retriableRuns(parts.runs),
      parts.desk.skips(),
    ]);
    const views = all.map((view) => withSkip(view, skips));
    // Nothing waits for a day that somebody passed over: it is taken up by its name alone.
    const failed = views.filter(({ skipped }) => skipped === undefined);
    const [only] = failed;
    if (only === undefined) return nothingToRetryMessage(canceled, views);
    return failed.length > 1 ? whichMessage("retry", failed) : await retried(only, asking, parts);
  },
};

async function retried(
  view: RunView,
  { user, person, typed: line }: Asking,
  parts: BotParts,
): Promise<Message | null> {
  const { requests, config, log } = parts;
  const around = { channel: config.slack.channel, policy: config.people };
  const { run, progress } = view;
  const { command } = factsOf(run.workflow);
  if (progress.state === "canceled" && (command === "deploy" || command === "teardown")) {
    const again = typed({ name: command });
    return says(md`${capital(runName(run))} was canceled, so it begins anew: ${code(again)}`);
  }
  const hasEndedBadly = ["failed", "held", "canceled"].includes(progress.state);
  if (!hasEndedBadly) return askedMessage({ is: "known", view }, around);
  const verdict = mayRetry(run, person, config.people);
  if (!verdict.allowed) return refusal(verdict);
  const pressed = await requests.retry(run.id, user, line);
  log.info({ command: "retry", run: run.id, user, came: pressed.is }, "asked to retry");
  return pressed.is === "taken"
    ? askedMessage({ is: "resumed", view: pressed.view }, around)
    : pressedMessage(pressed, around);
}
