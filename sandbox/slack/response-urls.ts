import type { Json } from "../../src/web/json.ts";
import { isJson, parseJson, textIn } from "../../src/web/json.ts";
import type { ChatState, Message, ResponseUrl } from "./chat-state.ts";
import { messageContent } from "./message-content.ts";
import { bot } from "./people.ts";
import { SlackError } from "./slack-error.ts";

const maxUses = 5;

/**
 * What the app says through a response URL: five times within thirty minutes, `used_url` afterwards.
 * Throws `SlackError` with the code of the refusal.
 */
export function respond(state: ChatState, id: string, body: string): void {
  const url = state.findResponseUrl(id);
  if (url === undefined || url.uses >= maxUses || state.now() > url.expiresAt) {
    throw new SlackError("used_url");
  }
  const said = parseJson(body);
  if (!isJson(said)) throw new SlackError("invalid_payload");
  state.countUse(url);
  const original = url.messageTs === undefined ? undefined : state.find(url.channel, url.messageTs);
  if (said["delete_original"] === true) {
    if (original !== undefined) state.remove(original);
    return;
  }
  const content = contentOf(said);
  if (said["replace_original"] === true && original !== undefined) {
    state.change(original, { ...content, metadata: original.metadata, responseUrl: url.id });
    return;
  }
  state.post({ ...draftOf(url, said), ...content, responseUrl: url.id });
}

/** An acknowledgment with a body is a first answer, at no cost of a use; `undefined` when it says nothing. */
export function sayInAcknowledgment(
  state: ChatState,
  place: { readonly channel: string; readonly userId: string },
  body: unknown,
): Message | undefined {
  const said = isJson(body) ? body : { text: textIn(body) ?? "" };
  if (said["text"] === undefined && said["blocks"] === undefined) return undefined;
  if (said["text"] === "" && said["blocks"] === undefined) return undefined;
  return state.post({ ...draftOf(place, said), ...contentOf(said) });
}

function contentOf(said: Json) {
  return messageContent({
    text: textIn(said["text"]) ?? "",
    blocks: said["blocks"],
    attachments: said["attachments"],
    metadata: said["metadata"],
  });
}

function draftOf(place: Pick<ResponseUrl, "channel" | "userId">, said: Json) {
  return {
    channel: place.channel,
    user: bot.userId,
    fromApp: true,
    threadTs: textIn(said["thread_ts"]),
    onlyFor: said["response_type"] === "in_channel" ? undefined : place.userId,
  };
}
