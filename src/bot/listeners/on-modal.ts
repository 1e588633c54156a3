import type { App, ViewSubmitAction } from "@slack/bolt";
import { mayAsk } from "../../domain/permission.ts";
import { askForRun } from "../ask.ts";
import { answerWith } from "../hear.ts";
import { modalOrigin } from "../modals/teardown.ts";
import { teardownModal } from "../names.ts";
import { once } from "../once.ts";
import type { BotParts } from "../parts.ts";
import type { Origin } from "../said.ts";
import { requestKey } from "../said.ts";
import type { SubmissionRequest } from "../slack-request.ts";
import { answerTo } from "../speak.ts";
import { refusal } from "../views/problem.ts";
import type { Track } from "./track.ts";

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
      if (typed !== stack) {
        await ack({
          response_action: "errors",
          errors: { [blockId]: `That is not the stack's name. Type ${stack} to tear it down.` },
        });
        return;
      }
      await ack();
      const { channel, threadTs, openedAt } = modalOrigin(view.private_metadata);
      const ear = { user: user.id, channel, threadTs };
      const team = view.app_installed_team_id ?? from?.id ?? user.team_id ?? "";
      const origin: Origin = {
        ...ear,
        team,
        triggerId: null,
        requestKey: requestKey({ team, user: ear.user, text: "teardown", delivery: view.id }),
        // Slack does not tell when a form was sent off; it was opened before.
        delivery: { ids: [`view ${view.id}`], saidAt: openedAt === undefined ? null : new Date(openedAt) },
        answer: (message) => answerTo(ear, message, parts),
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
