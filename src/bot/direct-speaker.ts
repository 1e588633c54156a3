import type { WebClient } from "@slack/web-api";
import { mayApprove, mayAsk } from "../domain/commands/permission.ts";
import { speechFault } from "../jobs/messages/delivery-error.ts";
import type { DirectNews, DirectSpeaker } from "../jobs/messages/direct-news.ts";
import type { BotParts } from "./bot-parts.ts";
import { lookFrom } from "./edge/origin.ts";
import { lookingFor } from "./find-person.ts";
import { inFormThatSlackTakes } from "./reply.ts";
import { named } from "./views/command-name.ts";
import { newsMessage } from "./views/news.ts";

/** Says news in direct messages, to who may look by then. */
export function createDirectSpeaker(
  parts: Pick<BotParts, "people" | "config" | "log"> & { readonly client: WebClient },
): DirectSpeaker {
  const { client, config, log } = parts;
  const policy = config.people;
  return {
    async tell(user, channel, news) {
      const { person } = await lookingFor(lookFrom({ user, channel, team: "" }), parts);
      if (!mayAsk({ name: "menu" }, person, policy).allowed || !concerns(person, news)) return;
      const message = named(newsMessage(news), config.slack.command);
      try {
        await inFormThatSlackTakes(message, log, (said) =>
          client.chat.postMessage({ channel, ...said, unfurl_links: false, unfurl_media: false }),
        );
      } catch (error) {
        const { of, word, isEnded } = speechFault(error);
        // Trouble that passes, or that an operator mends: it is told then. What broke on the way may have been said.
        if (word === "" || (isEnded && (of === "slack" || of === "token"))) throw error;
        log.warn({ user, news: news.id, because: word }, "slack does not let somebody be told");
      }
    },
  };

  function concerns(person: Parameters<typeof mayApprove>[1], news: DirectNews): boolean {
    if (news.kind !== "approval" || news.of !== "run") return true;
    return mayApprove(news.view.progress.approval, person, policy).allowed;
  }
}
