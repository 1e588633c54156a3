import type { App } from "@slack/bolt";
import { hear } from "../hear.ts";
import type { BotParts } from "../parts.ts";
import { requestKey } from "../said.ts";
import { answerTo } from "../speak.ts";
import type { Track } from "./track.ts";

/** `@loans …`, the twin of the slash command for threads, where Slack allows none. Bolt acknowledges events itself. */
export function registerMention(app: App, parts: BotParts, track: Track): void {
  app.event("app_mention", async ({ event, body }) => {
    const { user } = event;
    // Another app's message, or our own: answering it could go on for ever.
    if (user === undefined || event.bot_id !== undefined) return;
    const ear = { user, channel: event.channel, threadTs: event.thread_ts ?? null };
    const text = wordsAfterMention(event.text, body.authorizations?.[0]?.user_id);
    await track(
      hear(
        text,
        {
          ...ear,
          team: body.team_id,
          triggerId: null,
          requestKey: requestKey({ team: body.team_id, user, text, delivery: body.event_id }),
          answer: (message) => answerTo(ear, message, parts),
        },
        parts,
      ),
    );
  });
}

/** What stands after the app's own mention; after the first mention of all when Slack does not say who we are. */
export function wordsAfterMention(text: string, self: string | null | undefined): string {
  const own = new RegExp(`<@${self ? self.replaceAll(/\W/g, "") : "[UW][A-Z0-9]+"}(?:\\|[^>]*)?>`);
  const found = own.exec(text);
  const rest = found === null ? text : text.slice(found.index + found[0].length);
  return unescaped(rest).trim();
}

/** Slack escapes these three in messages, as it wants them escaped in ours. */
function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
