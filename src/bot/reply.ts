import type { RespondFn } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { Log } from "../config/log.ts";
import type { BotParts } from "./bot-parts.ts";
import { isDirect } from "./names.ts";
import { slackError } from "./slack-client.ts";
import type { Message, Said } from "./views/block-kit/message.ts";
import { simplerForms } from "./views/block-kit/message.ts";
import { named } from "./views/command-name.ts";

/** Whom to tell, where. */
export interface ReplyTo {
  readonly user: string;
  readonly channel: string;
  readonly threadTs: string | null;
}

/** Slack's words for a channel in which the bot cannot speak to somebody: a command can be typed there all the same. */
const notThere: readonly string[] = ["channel_not_found", "not_in_channel", "user_not_in_channel"];

/**
 * Says it to one person alone: through the one-use address that came with the request where there is one, else, or
 * when that fails, as an ephemeral message. When that fails too it is logged and left: answering must not depend on
 * what broke.
 */
export async function answerTo(
  to: ReplyTo,
  said: Message,
  {
    client,
    log,
    config,
    respond,
  }: Pick<BotParts, "client" | "log" | "config"> & { readonly respond?: RespondFn },
): Promise<void> {
  const message = named(said, config.slack.command, { isInThread: to.threadTs !== null });
  if (respond !== undefined) {
    try {
      await throughAddress(respond, message);
      return;
    } catch (error) {
      log.warn({ err: error, user: to.user }, "answering through the response address did not work");
    }
  }
  try {
    await tellAlone(to, message, { client, log, home: config.slack.channel });
  } catch (error) {
    log.error({ err: error, user: to.user, channel: to.channel }, "an answer could not be given");
  }
}

/** Throws where Slack does not take it, which it says by a status or, with 200, in the body alone. */
async function throughAddress(respond: RespondFn, message: Message): Promise<void> {
  const answer = await respond({ response_type: "ephemeral", replace_original: false, ...message });
  const { ok = true, error } = refusedInBody.parse(await answer.json().catch(() => null));
  if (!ok) throw new Error(`slack refused the answer: ${error}`);
}

/** The body of a response address: `ok`, or JSON. */
const refusedInBody = z.object({ ok: z.boolean().optional(), error: z.string().optional() }).catch({});

/** Says it to one person alone, in `home` where the bot cannot speak to them in their channel; throws what Slack throws. */
export async function tellAlone(
  { user, channel, threadTs }: ReplyTo,
  message: Message,
  { client, log, home }: { readonly client: WebClient; readonly log: Log; readonly home: string },
): Promise<void> {
  const tell = async (where: { readonly channel: string; readonly thread_ts?: string }) =>
    await inFormThatSlackTakes(message, log, async (said) =>
      // Nobody else is in there, and what is told to one person alone is gone when they open Slack anew.
      isDirect(where.channel)
        ? await client.chat.postMessage({ ...where, ...said, unfurl_links: false, unfurl_media: false })
        : await client.chat.postEphemeral({ ...where, user, ...said }),
    );
  try {
    await tell({ channel, ...(threadTs === null ? {} : { thread_ts: threadTs }) });
  } catch (error) {
    if (!notThere.includes(slackError(error) ?? "") || channel === home) throw error;
    await tell({ channel: home });
  }
}

/** Slack's words for a message, or a view, that it would take in a simpler form (docs.slack.dev, `chat.update`, `views.publish`). */
const tooMuch: readonly string[] = [
  ...["invalid_arguments", "view_too_large"],
  ...["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"],
];

/** Speaks; when Slack refuses the message for what it is made of, speaks it in simpler forms. Throws what Slack says of the last. */
export async function inFormThatSlackTakes<T>(
  message: Message,
  log: Log,
  speak: (said: Said) => Promise<T>,
): Promise<T> {
  const forms = simplerForms(message);
  for (const [at, said] of forms.entries()) {
    try {
      return await speak(said);
    } catch (error) {
      const word = slackError(error) ?? "";
      if (!tooMuch.includes(word) || at === forms.length - 1) throw error;
      log.error(
        { err: error, because: word, blocks: said.blocks?.length ?? 0 },
        "slack refused a message's form",
      );
    }
  }
  throw new Error("a message has no form");
}
