import { createHash } from "node:crypto";
import type { WebClient } from "@slack/web-api";
import type { Policy } from "../domain/permission.ts";
import type { Announcer, Owed, Posted } from "../jobs/ports.ts";
import type { Log } from "../log.ts";
import { messageEventType } from "./names.ts";
import { slackError, withoutBlocksIfRefused } from "./speak.ts";
import { daySummary } from "./views/day-summary.ts";
import type { Message } from "./views/message.ts";
import { runCard } from "./views/run-card.ts";

/** Slack gives at most this many messages a page. */
const pageSize = 200;

/** Speaks in the channel for both roles. `client` must not retry: a lost reply is looked up with `find`, not repeated. */
export function createAnnouncer({
  client,
  policy,
  log,
}: {
  readonly client: WebClient;
  /** Says which buttons a waiting card has. */
  readonly policy: Policy;
  readonly log: Log;
}): Announcer {
  const render = (owed: Owed): Message =>
    owed.kind === "card" ? runCard(owed.view, policy) : daySummary(owed.summary, owed.cardUrl);

  const permalink = async (channel: string, ts: string): Promise<string> => {
    const { permalink: url } = await client.chat.getPermalink({ channel, message_ts: ts });
    if (url === undefined) throw new Error(`slack gave no permalink for the message ${ts}`);
    return url;
  };

  return {
    fingerprint: (owed) =>
      createHash("sha256")
        .update(JSON.stringify(render(owed)))
        .digest("hex"),

    async post(owed, channel) {
      const posted = await withoutBlocksIfRefused(render(owed), log, (said) =>
        client.chat.postMessage({
          channel,
          ...said,
          metadata: { event_type: messageEventType, event_payload: { id: owed.id } },
          unfurl_links: false,
          unfurl_media: false,
        }),
      );
      if (posted.ts === undefined) throw new Error(`slack took the message ${owed.id} and gave it no ts`);
      // Slack answers with the channel's id, also where a name was given.
      const where = posted.channel ?? channel;
      return { channel: where, ts: posted.ts, permalink: await permalink(where, posted.ts) };
    },

    async edit(owed, { channel, ts }) {
      try {
        await withoutBlocksIfRefused(render(owed), log, (said) =>
          client.chat.update({
            channel,
            ts,
            ...said,
            // Slack takes the metadata off a message that is updated without it.
            metadata: { event_type: messageEventType, event_payload: { id: owed.id } },
          }),
        );
        return "edited";
      } catch (error) {
        if (slackError(error) === "message_not_found") return "gone";
        throw error;
      }
    },

    async find(id, { channel, since }) {
      let cursor: string | undefined;
      do {
        const page = await client.conversations.history({
          channel,
          oldest: String(Math.floor(since.getTime() / 1_000)),
          limit: pageSize,
          include_all_metadata: true,
          ...(cursor === undefined ? {} : { cursor }),
        });
        const found = page.messages?.find(
          ({ metadata }) =>
            metadata?.event_type === messageEventType &&
            (metadata.event_payload as Record<string, unknown> | undefined)?.["id"] === id,
        );
        if (found?.ts !== undefined) return posted(channel, found.ts);
        cursor = page.response_metadata?.next_cursor || undefined;
      } while (cursor !== undefined);
      return null;
    },
  };

  async function posted(channel: string, ts: string): Promise<Posted> {
    return { channel, ts, permalink: await permalink(channel, ts) };
  }
}
