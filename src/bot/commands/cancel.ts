import { CANCELED } from "../../domain/runs/approval.ts";
import { cancellation } from "../../domain/runs/cancellation.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import type { BotParts } from "../bot-parts.ts";
import type { Asking } from "../edge/origin.ts";
import { namedRun, noSuchRun } from "../find-run.ts";
import { cancelingMessage, lateMessage, pressedMessage, whichMessage } from "../views/ask-answers.ts";
import { code, md } from "../views/block-kit/markup.ts";
import type { Message } from "../views/block-kit/message.ts";
import { says } from "../views/problem.ts";
import type { CommandEntry } from "./command-entry.ts";

export const cancel: CommandEntry<"cancel"> = {
  name: "cancel",
  usage: "cancel [today|yesterday|YYYY-MM-DD|deploy|teardown|run id]",
  summary: "end a run that is queued or underway; without a name, the only one there is",
  async listener({ which }, asking, parts) {
    if (which !== null) {
      const view = await namedRun(which, parts.runs);
      return view === null ? noSuchRun(which) : await canceled(view, asking, parts);
    }
    const live = await parts.runs.live();
    const [only] = live;
    if (only === undefined) {
      return says(
        md`Nothing is queued or underway, so there is nothing to cancel. ${code("/loans runs")} tells how the last ones ended.`,
      );
    }
    return live.length > 1 ? whichMessage("cancel", live) : await canceled(only, asking, parts);
  },
};

async function canceled(view: RunView, { user, typed }: Asking, parts: BotParts): Promise<Message | null> {
  const { requests, config, log } = parts;
  const { channel } = config.slack;
  const verdict = cancellation(view.run.workflow, view.progress);
  if (!verdict.can) return lateMessage(view, { channel, policy: config.people }, verdict.because);
  const pressed = await requests.cancel(view.run.id, {
    user,
    reason: CANCELED.command,
    told: null,
    only: null,
    typed,
  });
  log.info({ command: "cancel", run: view.run.id, user, came: pressed.is }, "asked to cancel");
  return pressed.is === "taken"
    ? cancelingMessage(pressed.view, verdict.effect, channel)
    : pressedMessage(pressed, { channel, policy: config.people });
}
