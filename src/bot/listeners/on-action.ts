import type { AckFn, App, RespondFn } from "@slack/bolt";
import { actions } from "../actions/index.ts";
import type { BotParts } from "../bot-parts.ts";
import { answerWith } from "../dispatch.ts";
import type { Origin } from "../edge/origin.ts";
import { momentOf, requestKey } from "../edge/origin.ts";
import { once } from "../edge/redelivery.ts";
import type { PressRequest } from "../edge/slack-request.ts";
import { renewHome } from "../home.ts";
import type { ModalOrigin } from "../modals/modal-metadata.ts";
import { isModalOrigin, modalOrigin } from "../modals/teardown.ts";
import { answerTo } from "../reply.ts";
import { insteadOfPress } from "../shared-refusal.ts";
import { md } from "../views/block-kit/markup.ts";
import { says } from "../views/problem.ts";
import { withWhomToAsk } from "../whom-to-ask.ts";
import type { Track } from "./track.ts";

/** What the listener gets of Bolt; the body is as the edge has read it. */
interface PressedButton {
  readonly ack: AckFn<void>;
  readonly respond: RespondFn;
  readonly body: PressRequest;
}

/** Every button press, also of buttons that only an older version of this app made. */
export function registerActions(app: App, parts: BotParts, track: Track): void {
  app.action({ type: "block_actions" }, async ({ ack, body, respond }: PressedButton) => {
    await ack();
    const [action] = body.actions;
    if (action === undefined) return;
    const to = {
      user: body.user.id,
      channel: body.channel?.id ?? pressedInHome(body)?.channel ?? body.user.id,
      threadTs: threadOf(body),
    };
    const team = body.team?.id ?? body.user.team_id ?? "";
    const ticked = action.selected_options?.map((option) => option.value ?? "").join(" ");
    const value = action.value ?? action.selected_option?.value ?? ticked ?? "";
    const origin: Origin = {
      ...to,
      team,
      triggerId: body.trigger_id,
      requestKey: requestKey({ team, user: to.user, text: action.action_id, delivery: body.trigger_id }),
      delivery: { ids: [`trigger ${body.trigger_id}`], saidAt: momentOf(action.action_ts) },
      // A press on something that is no message (a modal) comes without an address to answer to.
      answer: (message) =>
        answerTo(to, message, body.response_url === undefined ? parts : { ...parts, respond }),
    };
    const answered = answerWith(origin, parts, async () => {
      const entry = actions.find(({ id }) => id === action.action_id);
      if (entry === undefined) return says(md`That button belongs to another version of this app.`);
      return await once(origin, parts, async (asking) => {
        const instead = await insteadOfPress(entry.id, to, parts);
        if (instead !== null) return instead;
        const said = await entry.listener({ value, asking }, parts);
        return said && withWhomToAsk(said, asking.person, parts);
      });
    });
    await track(answered.then(async () => await renewHome(origin, parts)));
  });
}

/** Where the person of a press in the app's Home is answered; `null`: it came from somewhere else. */
function pressedInHome({ channel, view }: PressRequest): ModalOrigin | null {
  if (channel !== undefined || view === undefined || !isModalOrigin(view.private_metadata)) return null;
  return modalOrigin(view.private_metadata);
}

function threadOf({ message, container }: PressRequest): string | null {
  return message?.thread_ts ?? container?.thread_ts ?? null;
}
