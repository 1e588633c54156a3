import type { App, ViewSubmitAction } from "@slack/bolt";
import { mayAsk } from "../../domain/commands/permission.ts";
import { askForRun } from "../ask-for-run.ts";
import type { BotParts } from "../bot-parts.ts";
import { answerWith } from "../dispatch.ts";
import { modalOrigin } from "../modals/teardown.ts";
import { teardownModal } from "../names.ts";
import type { Origin } from "../origin.ts";
import { requestKey } from "../origin.ts";
import { once } from "../redelivery.ts";
import { answerTo } from "../reply.ts";
import type { SubmissionRequest } from "../slack-request.ts";
import { refusal } from "../views/problem.ts";
import type { Track } from "./track.ts";

/** A form that a person fills in is sent off within minutes; a delivery is not remembered for much longer than this. */
const longestOpenMs = 45 * 60_000;

/** The submitted modal of a teardown. The name is checked before anything else, because Slack shows it on the field. */
export function registerModals(app: App, parts: BotParts, track: Track): void {
  app.view<ViewSubmitAction>(
    { callback_id: teardownModal.callbackId, type: "view_submission" },
    async ({ ack, body }) => {
      // As the edge has read it.
      const { view, team: from, user }: SubmissionRequest = body;
      const { blockId, inputId } = teardownModal;
      const typed = view.state.values[blockId]?.[inputId]?.value?.trim() ?? "";
      const stack = parts.config.stack.name;
      const { channel, threadTs, openedAt } = modalOrigin(view.private_metadata);
      const refuse = async (why: string) =>
        await ack({ response_action: "errors", errors: { [blockId]: why } });
      // One of a version that did not say since when it is open counts as open for ever.
      const opened = new Date(openedAt ?? 0);
      if (parts.wallClock.now().getTime() - opened.getTime() >= longestOpenMs)
        return await refuse("This form has stood open for long. Close it and ask for the teardown anew.");
      if (typed !== stack)
        return await refuse(`That is not the stack's name. Type ${stack} to tear it down.`);
      await ack();
      const to = { user: user.id, channel, threadTs };
      const team = view.app_installed_team_id ?? from?.id ?? user.team_id ?? "";
      const origin: Origin = {
        ...to,
        team,
        triggerId: null,
        requestKey: requestKey({ team, user: to.user, text: "teardown", delivery: view.id }),
        // Slack does not tell when a form was sent off; it was opened before.
        delivery: { ids: [`view ${view.id}`], saidAt: opened },
        answer: (message) => answerTo(to, message, parts),
      };
      await track(
        answerWith(origin, parts, () =>
          once(origin, parts, async (asking) => {
            // Again: the modal may have stood open since before a right was taken away.
            const verdict = mayAsk({ name: "teardown" }, asking.person, parts.config.people);
            return verdict.allowed ? await askForRun({ name: "teardown" }, asking, parts) : refusal(verdict);
          }),
        ),
      );
    },
  );
}
