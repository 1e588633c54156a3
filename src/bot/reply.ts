import type { RespondFn } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import type { Log } from "../config/log.ts";
import type { BotParts } from "./bot-parts.ts";
import { slackError } from "./slack-client.ts";
import type { Message } from "./views/block-kit/message.ts";
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
  const message = named(said, config.slack.command);
  if (respond !== undefined) {
    try {
      await respond({ response_type: "ephemeral", replace_original: false, ...message });
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

/** Says it to one person alone, in `home` where the bot cannot speak to them in their channel; throws what Slack throws. */
export async function tellAlone(
  { user, channel, threadTs }: ReplyTo,
  message: Message,
  { client, log, home }: { readonly client: WebClient; readonly log: Log; readonly home: string },
): Promise<void> {
  const tell = async (where: { readonly channel: string; readonly thread_ts?: string }) =>
    await withoutBlocksIfRefused(message, log, (said) =>
      client.chat.postEphemeral({ ...where, user, ...said }),
    );
  try {
    await tell({ channel, ...(threadTs === null ? {} : { thread_ts: threadTs }) });
  } catch (error) {
    if (!notThere.includes(slackError(error) ?? "") || channel === home) throw error;
    await tell({ channel: home });
  }
}

/** Speaks; when Slack refuses the blocks, speaks the same words without them. */
export async function withoutBlocksIfRefused<T>(
  message: Message,
  log: Log,
  speak: (said: { readonly text: string; readonly blocks?: Message["blocks"] }) => Promise<T>,
): Promise<T> {
  try {
    return await speak(message);
  } catch (error) {
    if (slackError(error) !== "invalid_blocks") throw error;
    log.error({ err: error, blocks: message.blocks.length }, "slack refused the blocks of a message");
    return await speak({ text: message.text });
  }
}
