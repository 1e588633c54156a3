import type { App } from "@slack/bolt";
import { typed } from "../../domain/commands/command.ts";
import type { BotParts } from "../bot-parts.ts";
import { answerWith, dispatch, isLook } from "../dispatch.ts";
import type { Origin } from "../edge/origin.ts";
import { momentOf, requestKey } from "../edge/origin.ts";
import type { MentionRequest } from "../edge/slack-request.ts";
import { answerTo } from "../reply.ts";
import type { Markup } from "../views/block-kit/markup.ts";
import { code, md, mention } from "../views/block-kit/markup.ts";
import { says } from "../views/problem.ts";
import type { MentionHint } from "./mention.ts";
import { readMention } from "./mention.ts";
import type { Track } from "./track.ts";

/**
 * `@loans …`, the twin of the slash command for threads, where Slack allows none, and the same without a name in the app's
 * direct messages, of whose mentions Slack tells as of messages alone (docs.slack.dev, `app_mention`). Bolt acknowledges
 * events itself.
 */
export function registerMention(app: App, parts: BotParts, track: Track): void {
  const hear = async ({ body }: { readonly body: unknown }) => {
    // As the edge has read it: Bolt's own type does not promise that Slack says who we are.
    const request = body as MentionRequest;
    const { event, event_id: eventId } = request;
    const team = request.authorizations[0]?.team_id ?? request.team_id;
    const said = readMention(request);
    // Who looks may say the name anywhere in a sentence; who changes something begins with it.
    const reading =
      said.is === "remark" && said.asks !== null && isLook(said.asks, parts)
        ? ({ is: "order", text: said.asks } as const)
        : said;
    const hint = reading.is === "remark" ? reading.hint : null;
    if (event.user === undefined || (reading.is === "remark" && hint === null)) return;
    const to = { user: event.user, channel: event.channel, threadTs: event.thread_ts ?? null };
    const origin: Origin = {
      ...to,
      team,
      triggerId: null,
      requestKey: requestKey({ team, user: to.user, text: event.text, delivery: eventId }),
      // One message is one order, also where Slack tells of it in several events (slackapi/node-slack-sdk#2141).
      delivery: {
        ids: [
          `event ${eventId}`,
          `message ${event.channel} ${event.ts}${event.edited === undefined ? "" : " edited"}`,
        ],
        saidAt: momentOf(event.ts),
      },
      answer: (message) => answerTo(to, message, parts),
    };
    await track(
      reading.is === "order"
        ? dispatch(reading.text, origin, parts)
        : answerWith(origin, parts, async () => {
            const self = mention(request.authorizations[0]?.user_id ?? "");
            return hint === null ? null : says(hints(self)[hint]);
          }),
    );
  };
  app.event("app_mention", hear);
  app.event("message", hear);
}

/** What helps whoever believes to have given an order; `self`: how the app is mentioned. */
function hints(self: Markup): Readonly<Record<MentionHint, Markup>> {
  const list = code(typed({ name: "help" }));
  return {
    edited: md`An edited message is no order: what it says now is not carried out. Write it anew if you want it.`,
    "not-first": md`An order begins with ${self} and is plain text, so nothing was done. ${list} lists what there is.`,
    "not-plain": md`An order is plain text, so nothing was done. ${list} lists what there is.`,
  };
}
