import { isJson, jsonList, textIn } from "../../../src/web/json.ts";
import type { ChatState, MessageFile } from "../chat-state.ts";
import { bot, findChannel } from "../people.ts";
import { SlackError } from "../slack-error.ts";
import type { Uploads } from "../uploads.ts";
import type { Method, MethodArguments } from "./arguments.ts";
import { joinedChannel, threadOf } from "./chat.ts";

/** How an app brings a file into a conversation: an address for its bytes, and word that they are there. */
export function fileMethods(
  state: ChatState,
  uploads: Uploads,
  baseUrl: () => string,
): Readonly<Record<string, Method>> {
  return {
    "files.getUploadURLExternal": (given) => {
      const [name, length] = [given.text("filename"), given.count("length", 0)];
      if (name === "" || length <= 0) throw new SlackError("missing_argument");
      const id = state.nextId("F");
      return { upload_url: `${baseUrl()}/upload/v1/${uploads.announce({ id, name, length })}`, file_id: id };
    },

    "files.completeUploadExternal": (given) => {
      const asked = jsonList(given.json("files", "invalid_arguments"));
      if (asked.length === 0) throw new SlackError("invalid_arguments");
      const channel = given.has("channel_id") ? channelById(given) : null;
      const files = asked.map((each): MessageFile => {
        const file = isJson(each) ? uploads.complete(textIn(each["id"]) ?? "") : undefined;
        if (file === undefined) throw new SlackError("file_not_found");
        return { ...file, title: textIn(each["title"]) ?? file.name };
      });
      // Without a channel it stays the app's own.
      if (channel !== null)
        state.post({
          ...{ channel: channel.id, user: bot.userId, fromApp: true, files },
          ...{ text: given.text("initial_comment"), blocks: [], attachments: [] },
          threadTs: threadOf(state, channel, given),
        });
      return { files: files.map(({ id, title }) => ({ id, title })) };
    },
  };
}

/** A name, or a person's id, is no channel here. */
function channelById(given: MethodArguments) {
  const id = given.text("channel_id");
  if (findChannel(id)?.id !== id) throw new SlackError("channel_not_found");
  return joinedChannel(given, "channel_id");
}
