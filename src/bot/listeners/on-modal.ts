import type { App } from "@slack/bolt";
import { mayAsk } from "../../domain/permission.ts";
import { askingFor } from "../access.ts";
import { askForRun } from "../ask.ts";
import { answerWith } from "../hear.ts";
import { modalOrigin } from "../modals/teardown.ts";
import { teardownModal } from "../names.ts";
import type { BotParts } from "../parts.ts";
import type { Origin } from "../said.ts";
import { requestKey } from "../said.ts";
import { answerTo } from "../speak.ts";
import { refusal } from "../views/problem.ts";
import type { Track } from "./track.ts";

/** The submitted modal of a teardown. The name is checked before anything else, because Slack shows it on the field. */
export function registerModals(app: App, parts: BotParts, track: Track): void {
  app.view(
    { callback_id: teardownModal.callbackId, type: "view_submission" },
    async ({ ack, body, view }) => {
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
      const { channel, threadTs } = modalOrigin(view.private_metadata);
      const ear = { user: body.user.id, channel, threadTs };
      const team = body.team?.id ?? "";
      const origin: Origin = {
        ...ear,
        team,
        triggerId: null,
        requestKey: requestKey({ team, user: ear.user, text: "teardown", delivery: view.id }),
        answer: (message) => answerTo(ear, message, parts),
      };
      await track(
        answerWith(origin, parts, async () => {
          const asking = await askingFor(origin, parts);
          // Again: the modal may have stood open since before a right was taken away.
          const verdict = mayAsk({ name: "teardown" }, asking.person, parts.config.people);
          return verdict.allowed ? askForRun({ name: "teardown" }, asking, parts) : refusal(verdict);
        }),
      );
    },
  );
}
