import type { App, BlockAction, ButtonAction } from "@slack/bolt";
import { askingFor } from "../access.ts";
import { actions } from "../actions/index.ts";
import { answerWith } from "../hear.ts";
import type { BotParts } from "../parts.ts";
import type { Origin } from "../said.ts";
import { requestKey } from "../said.ts";
import { answerTo } from "../speak.ts";
import { md } from "../views/markup.ts";
import { says } from "../views/problem.ts";
import type { Track } from "./track.ts";

/** Every button press, also of buttons that only an older version of this app made. */
export function registerActions(app: App, parts: BotParts, track: Track): void {
  app.action<BlockAction<ButtonAction>>({ type: "block_actions" }, async ({ ack, action, body, respond }) => {
    await ack();
    const ear = {
      user: body.user.id,
      channel: body.channel?.id ?? parts.config.slack.channel,
      threadTs: threadOf(body),
    };
    const team = body.team?.id ?? body.user.team_id ?? "";
    const value = action.value ?? "";
    const origin: Origin = {
      ...ear,
      team,
      triggerId: body.trigger_id,
      requestKey: requestKey({ team, user: ear.user, text: action.action_id, delivery: body.trigger_id }),
      // A press on something that is no message (a modal) comes without an address to answer to.
      answer: (message) =>
        answerTo(ear, message, body.response_url === undefined ? parts : { ...parts, respond }),
    };
    await track(
      answerWith(origin, parts, async () => {
        const entry = actions.find(({ id }) => id === action.action_id);
        if (entry === undefined) return says(md`That button belongs to another version of this app.`);
        return entry.listener({ value, asking: await askingFor(origin, parts) }, parts);
      }),
    );
  });
}

function threadOf({ message, container }: BlockAction): string | null {
  const ts: unknown = message?.["thread_ts"] ?? container["thread_ts"];
  return typeof ts === "string" ? ts : null;
}
