import type { App } from "@slack/bolt";
import { hear } from "../hear.ts";
import { slashCommand } from "../names.ts";
import type { BotParts } from "../parts.ts";
import { requestKey } from "../said.ts";
import { answerTo } from "../speak.ts";
import type { Track } from "./track.ts";

/** `/loans …` */
export function registerCommand(app: App, parts: BotParts, track: Track): void {
  app.command(slashCommand, async ({ ack, command, respond }) => {
    await ack();
    const ear = { user: command.user_id, channel: command.channel_id, threadTs: null };
    const { text, trigger_id: triggerId, team_id: team } = command;
    await track(
      hear(
        text,
        {
          ...ear,
          team,
          triggerId,
          requestKey: requestKey({ team, user: ear.user, text, delivery: triggerId }),
          answer: (message) => answerTo(ear, message, { ...parts, respond }),
        },
        parts,
      ),
    );
  });
}
