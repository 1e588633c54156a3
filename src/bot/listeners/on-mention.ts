import type { App } from "@slack/bolt";
import { typed } from "../../domain/commands/command.ts";
import type { BotParts } from "../bot-parts.ts";
import { answerWith, dispatch } from "../dispatch.ts";
import type { Origin } from "../edge/origin.ts";
import { momentOf, requestKey } from "../edge/origin.ts";
import type { MentionRequest } from "../edge/slack-request.ts";
import { answerTo } from "../reply.ts";
import { code, md, mention } from "../views/block-kit/markup.ts";
import { says } from "../views/problem.ts";
import { readMention } from "./mention.ts";
import type { Track } from "./track.ts";

/** `@loans …`, the twin of the slash command for threads, where Slack allows none. Bolt acknowledges events itself. */
export function registerMention(app: App, parts: BotParts, track: Track): void {
  app.event("app_mention", async ({ body }) => {
    // As the edge has read it: Bolt's own type does not promise that Slack says who we are.
    const request = body as MentionRequest;
    const { event, event_id: eventId } = request;
    const team = request.authorizations[0]?.team_id ?? request.team_id;
    const reading = readMention(request);
    if (event.user === undefined || (reading.is === "remark" && reading.hint === null)) return;
    const to = { user: event.user, channel: event.channel, threadTs: event.thread_ts ?? null };
    const origin: Origin = {
      ...to,
      team,
      triggerId: null,
      requestKey: requestKey({ team, user: to.user, text: event.text, delivery: eventId }),
      // One message is one order, also where Slack tells of it in several events (slackapi/node-slack-sdk#2141).
      delivery: {
        ids: [`event ${eventId}`, `message ${event.channel} ${event.ts}`],
        saidAt: momentOf(event.ts),
      },
      answer: (message) => answerTo(to, message, parts),
    };
    await track(
      reading.is === "order"
        ? dispatch(reading.text, origin, parts)
        : answerWith(origin, parts, async () => {
            const self = mention(request.authorizations[0]?.user_id ?? "");
            return reading.hint === "edited"
              ? says(
                  md`An edited message is no order: what it says now is not carried out. Write it anew if you want it.`,
                )
              : says(
                  md`An order begins with ${self} and is plain text, so nothing was done. ${code(typed({ name: "help" }))} lists what there is.`,
                );
          }),
    );
  });
}
