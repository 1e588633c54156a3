import type { Json } from "../../../src/web/json.ts";
import type { ChatState, Message } from "../chat-state.ts";
import { SlackError } from "../slack-error.ts";
import { threadFacts, wireMessage } from "../wire.ts";
import type { Method, MethodArguments } from "./arguments.ts";
import { joinedChannel } from "./chat.ts";

const defaultLimit = 100;
const maxLimit = 1_000;

/** `conversations.history` and `.replies`: what was said; ephemeral messages are in neither. */
export function historyMethods(state: ChatState, baseUrl: () => string): Readonly<Record<string, Method>> {
  return {
    "conversations.history": (given) => {
      const channel = joinedChannel(given);
      const inRange = withinRange(given);
      const newestFirst = state
        .messagesIn(channel)
        .filter(
          (message) => (message.threadTs === undefined || message.isBroadcast === true) && inRange(message),
        )
        .reverse();
      const page = pageOf(newestFirst, given);
      const withMetadata = given.flag("include_all_metadata");
      return {
        messages: page.messages.map((message) => ({
          ...wireMessage(message, { withMetadata, baseUrl: baseUrl() }),
          ...threadFacts(state, channel, message),
        })),
        has_more: page.next !== undefined,
        response_metadata: { next_cursor: page.next ?? "" },
      };
    },

    "conversations.replies": (given) => {
      const channel = joinedChannel(given);
      const asked = state.find(channel.id, given.text("ts"));
      if (asked === undefined || asked.onlyFor !== undefined) throw new SlackError("thread_not_found");
      const first = asked.threadTs ?? asked.ts;
      const inRange = withinRange(given);
      const thread = state
        .messagesIn(channel)
        .filter((message) => message.ts === first || (message.threadTs === first && inRange(message)));
      const page = pageOf(thread, given);
      const withMetadata = given.flag("include_all_metadata");
      return {
        messages: page.messages.map(
          (message): Json => ({
            ...wireMessage(message, { withMetadata, baseUrl: baseUrl() }),
            ...threadFacts(state, channel, message),
          }),
        ),
        has_more: page.next !== undefined,
        response_metadata: { next_cursor: page.next ?? "" },
      };
    },
  };
}

function withinRange(given: MethodArguments): (message: Message) => boolean {
  const oldest = Number(given.text("oldest") || "0");
  const latest = Number(given.text("latest") || "Infinity");
  const inclusive = given.flag("inclusive");
  return ({ ts }) => {
    const at = Number(ts);
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  };
}

/** The cursor is the `ts` of the next page's first message, opaque as Slack's is. */
function pageOf(messages: readonly Message[], given: MethodArguments) {
  const limit = Math.min(given.count("limit", defaultLimit), maxLimit);
  const cursor = given.text("cursor");
  const ts = Buffer.from(cursor, "base64").toString("utf8").replace("next_ts:", "");
  const start = cursor === "" ? 0 : messages.findIndex((message) => message.ts === ts);
  if (start < 0) throw new SlackError("invalid_cursor");
  const following = messages[start + limit];
  return {
    messages: messages.slice(start, start + limit),
    next: following === undefined ? undefined : Buffer.from(`next_ts:${following.ts}`).toString("base64"),
  };
}
