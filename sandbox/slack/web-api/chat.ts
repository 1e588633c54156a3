import type { ChatState, Message } from "../chat-state.ts";
import type { MessageContent } from "../message-content.ts";
import { messageContent } from "../message-content.ts";
import type { Channel } from "../people.ts";
import { bot, findChannel, findPerson } from "../people.ts";
import { SlackError } from "../slack-error.ts";
import { wireMessage } from "../wire.ts";
import type { Method, MethodArguments } from "./arguments.ts";

/** `chat.*`: what the app says. */
export function chatMethods(state: ChatState, baseUrl: () => string): Readonly<Record<string, Method>> {
  const ownMessage = (given: MethodArguments, refusal: string): { channel: Channel; message: Message } => {
    const channel = knownChannel(given);
    const message = state.find(channel.id, given.text("ts"));
    // Slack knows no ephemeral message by its ts once it was sent.
    if (message === undefined || message.onlyFor !== undefined) throw new SlackError("message_not_found");
    if (!message.fromApp) throw new SlackError(refusal);
    return { channel, message };
  };

  return {
    "chat.postMessage": (given) => {
      const channel = joinedChannel(given);
      const threadTs = threadOf(state, channel, given);
      const message = state.post({
        ...fromApp(channel, content(given)),
        threadTs,
        ...(threadTs !== undefined && given.flag("reply_broadcast") && { isBroadcast: true }),
      });
      return { channel: channel.id, ts: message.ts, message: wireMessage(message, { withMetadata: true }) };
    },

    "chat.postEphemeral": (given) => {
      const channel = joinedChannel(given);
      const person = findPerson(given.text("user"));
      if (person === undefined || !channel.members.includes(person.id)) {
        throw new SlackError("user_not_in_channel");
      }
      const message = state.post({
        ...fromApp(channel, content(given)),
        threadTs: threadOf(state, channel, given),
        onlyFor: person.id,
      });
      return { message_ts: message.ts };
    },

    "chat.update": (given) => {
      const { channel, message } = ownMessage(given, "cant_update_message");
      // An edit knows its channel by the id alone.
      if (given.text("channel") !== channel.id) throw new SlackError("channel_not_found");
      const next = content(given, { isEdit: true });
      const changed = state.change(message, {
        ...next,
        attachments: given.has("attachments") ? next.attachments : message.attachments,
        metadata: given.has("metadata") ? next.metadata : message.metadata,
        // Slack marks an update that has blocks not as edited.
        edited:
          next.blocks.length > 0 ? message.edited : { user: bot.userId, ts: `${seconds(state)}.000000` },
      });
      return {
        channel: channel.id,
        ts: changed.ts,
        text: changed.text,
        message: wireMessage(changed, { withMetadata: true }),
      };
    },

    "chat.delete": (given) => {
      const { channel, message } = ownMessage(given, "cant_delete_message");
      state.remove(message);
      return { channel: channel.id, ts: message.ts };
    },

    "chat.getPermalink": (given) => {
      const channel = knownChannel(given);
      const message = state.find(channel.id, given.text("message_ts"));
      if (message === undefined || message.onlyFor !== undefined) throw new SlackError("message_not_found");
      const place = `${baseUrl()}/archives/${channel.id}/p${message.ts.replace(".", "")}`;
      const thread = message.threadTs === undefined ? "" : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
      return { channel: channel.id, permalink: `${place}${thread}` };
    },
  };
}

/** A message of the app in a channel, ready to be posted. */
function fromApp(channel: Channel, said: MessageContent): Omit<Message, "ts"> {
  return { ...said, channel: channel.id, user: bot.userId, fromApp: true };
}

/** The channel named by that argument: an id, a name, or a person's id for the direct channel. */
export function knownChannel(given: MethodArguments, name = "channel"): Channel {
  const channel = findChannel(given.text(name));
  if (channel === undefined) throw new SlackError("channel_not_found");
  return channel;
}

/** The same, and the app must be in it. */
export function joinedChannel(given: MethodArguments, name = "channel"): Channel {
  const channel = knownChannel(given, name);
  if (!channel.members.includes(bot.userId)) throw new SlackError("not_in_channel");
  return channel;
}

/**
 * The thread that a message goes to. Where the one that it names is not there, or not any more, Slack says nothing and posts to
 * the channel; the answer alone tells it, by a message without `thread_ts` (slack-go/slack#1571, PostHog/posthog#83601).
 */
export function threadOf(state: ChatState, channel: Channel, given: MethodArguments): string | undefined {
  const threadTs = given.text("thread_ts");
  if (threadTs === "") return undefined;
  const parent = state.find(channel.id, threadTs);
  if (parent === undefined) return undefined;
  // A reply to a reply lands in the same thread.
  return parent.threadTs ?? parent.ts;
}

function content(given: MethodArguments, how: { readonly isEdit?: boolean } = {}): MessageContent {
  return messageContent(
    {
      text: given.text("text"),
      blocks: given.json("blocks", "invalid_blocks_format"),
      attachments: given.json("attachments", "invalid_attachments"),
      metadata: given.json("metadata", "invalid_metadata_format"),
    },
    how,
  );
}

function seconds(state: ChatState): number {
  return Math.floor(state.now() / 1000);
}
