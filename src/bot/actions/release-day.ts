import { typed } from "../../domain/commands/command.ts";
import { mayRelease } from "../../domain/commands/permission.ts";
import { releasing } from "../../domain/runs/day-number/release.ts";
import { openModal } from "../modals/name-modal.ts";
import { releaseView } from "../modals/release.ts";
import { actionId, planName, readButton } from "../names.ts";
import { goneMessage } from "../views/ask-answers.ts";
import { code, md } from "../views/block-kit/markup.ts";
import { refusal, says } from "../views/problem.ts";
import { releaseAnswer } from "../views/release.ts";
import type { ActionEntry } from "./button.ts";

/** Asks why the day may be told; it is released when the reason is sent off. */
export const releaseDay: ActionEntry = {
  id: actionId.release,
  async listener({ value, asking }, parts) {
    const { runId, said } = readButton(value);
    const { runs, config, slackClock } = parts;
    const view = await runs.view(runId);
    if (view === null) return goneMessage();
    const { run, progress } = view;
    const verdict = mayRelease(progress.requesters, asking.person, config.people);
    if (!verdict.allowed) return refusal(verdict);
    const around = { channel: config.slack.channel, policy: config.people };
    const history = await runs.overtakenBy(view);
    if (history !== null) return releaseAnswer({ is: "late", ...history, view }, around);
    const found = releasing(run.workflow, progress);
    if (!found.can) return releaseAnswer({ is: "late", because: found.because, view }, around);
    const { attempt } = progress;
    const day = run.target.day;
    if (day === null || said !== planName(attempt)) {
      const because = "it is held anew since that button was there; look at its card";
      return releaseAnswer({ is: "late", because, view }, around);
    }
    const form = releaseView(day, found.holds, {
      channel: asking.channel,
      threadTs: asking.threadTs,
      openedAt: slackClock.now().toISOString(),
      runId,
      attempt,
    });
    if (await openModal(asking, form, parts)) return null;
    return says(
      md`Nothing was released: Slack opened no form to ask why. Type ${code(typed({ name: "release", day, why: "reason" }))}`,
    );
  },
};
