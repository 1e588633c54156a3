import type { AckFn, App, RespondFn } from "@slack/bolt";
import type { BotParts } from "../bot-parts.ts";
import { dispatch } from "../dispatch.ts";
import { requestKey } from "../edge/origin.ts";
import type { SlashCommandRequest } from "../edge/slack-request.ts";
import { answerTo } from "../reply.ts";
import type { Track } from "./track.ts";

/** What the listener gets of Bolt; the body is as the edge has read it. */
interface TypedCommand {
  readonly ack: AckFn<string>;
  readonly respond: RespondFn;
  readonly body: SlashCommandRequest;
}

/** `/loans …` */
export function registerCommand(app: App, parts: BotParts, track: Track): void {
  app.command(parts.config.slack.command, async ({ ack, body, respond }: TypedCommand) => {
    await ack();
    const to = { user: body.user_id, channel: body.channel_id, threadTs: null };
    const { text, trigger_id: triggerId, team_id: team } = body;
    await track(
      dispatch(
        text,
        {
          ...to,
          team,
          triggerId,
          requestKey: requestKey({ team, user: to.user, text, delivery: triggerId }),
          // Slack does not tell when it was typed.
          delivery: { ids: [`trigger ${triggerId}`], saidAt: null },
          answer: (message) =>
            answerTo(to, message, body.response_url === undefined ? parts : { ...parts, respond }),
        },
        parts,
      ),
    );
  });
}
