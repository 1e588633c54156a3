import type { Json } from "../../src/web/json.ts";
import type { ChatState, Message, MessageFile, View } from "./chat-state.ts";
import type { Channel, Person, UserGroup } from "./people.ts";
import { bot, otherApp, workspace } from "./people.ts";

/** A message as the Web API and interaction payloads carry it; metadata only where it was asked for. */
export function wireMessage(
  message: Message,
  { withMetadata, baseUrl = "" }: { readonly withMetadata: boolean; readonly baseUrl?: string },
): Json {
  return {
    type: "message",
    ...(message.isBroadcast === true && { subtype: "thread_broadcast" }),
    user: message.user,
    ...(message.fromApp && { bot_id: bot.botId, app_id: workspace.appId }),
    ...(message.throughOtherApp === true && { bot_id: otherApp.botId, app_id: otherApp.id }),
    team: workspace.id,
    ts: message.ts,
    text: message.text,
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.attachments.length > 0 && { attachments: message.attachments }),
    ...(message.files !== undefined && {
      files: message.files.map((file) => wireFile(file, { user: message.user, baseUrl })),
      upload: true,
    }),
    ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    ...(message.edited !== undefined && { edited: message.edited }),
    ...(withMetadata && message.metadata !== undefined && { metadata: message.metadata }),
  };
}

/** A file as a message has it (docs.slack.dev, "File object"). */
function wireFile(
  { id, name, title, size }: MessageFile,
  { user, baseUrl }: { readonly user: string; readonly baseUrl: string },
): Json {
  const url = `${baseUrl}${filePath({ id, name })}`;
  return { id, name, title, size, user, url_private: url, url_private_download: url };
}

/** Where a shared file can be had from the stand-in. */
export function filePath({ id, name }: Pick<MessageFile, "id" | "name">): string {
  return `/files/${id}/${encodeURIComponent(name)}`;
}

/** A view as `views.*` answers and interaction payloads carry it; `values` is what a person filled in. */
export function wireView(view: View, values: Json = {}): Json {
  return {
    id: view.id,
    team_id: workspace.id,
    private_metadata: "",
    callback_id: "",
    external_id: "",
    clear_on_close: false,
    notify_on_close: false,
    close: null,
    submit: null,
    ...view.content,
    state: { values },
    hash: view.hash,
    root_view_id: view.rootId,
    previous_view_id: view.previousId ?? null,
    app_id: workspace.appId,
    app_installed_team_id: workspace.id,
    bot_id: bot.botId,
  };
}

/** A person as `users.info` answers. */
export function wireUser(person: Person): Json {
  return {
    id: person.id,
    team_id: workspace.id,
    name: person.name,
    real_name: person.realName,
    deleted: false,
    is_bot: false,
    is_app_user: false,
    is_admin: false,
    is_owner: false,
    is_restricted: person.isGuest,
    is_ultra_restricted: false,
    ...zone,
    profile: { display_name: person.name, real_name: person.realName },
  };
}

const zone = {
  tz: workspace.timeZone,
  tz_label: workspace.timeZoneLabel,
  tz_offset: workspace.timeZoneOffsetSeconds,
};

/** The app's own user. */
export function wireBot(): Json {
  return {
    id: bot.userId,
    team_id: workspace.id,
    name: bot.name,
    real_name: "Loan Tracker",
    deleted: false,
    is_bot: true,
    is_app_user: false,
    is_restricted: false,
    is_ultra_restricted: false,
    ...zone,
    profile: {
      display_name: bot.name,
      real_name: "Loan Tracker",
      bot_id: bot.botId,
      api_app_id: workspace.appId,
    },
  };
}

/** A channel as `conversations.info` answers; `isShared`: people of another company are in it. */
export function wireChannel(channel: Channel, isShared = false): Json {
  const [person] = channel.members;
  if (channel.isDirect) return { id: channel.id, is_im: true, is_channel: false, user: person };
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: false,
    is_archived: false,
    is_general: channel.name === "general",
    is_shared: isShared,
    is_ext_shared: isShared,
    is_member: channel.members.includes(bot.userId),
    num_members: channel.members.length,
    context_team_id: workspace.id,
  };
}

/** A user group as `usergroups.list` answers. */
export function wireUserGroup(group: UserGroup, { withUsers }: { readonly withUsers: boolean }): Json {
  return {
    id: group.id,
    team_id: workspace.id,
    is_usergroup: true,
    handle: group.handle,
    name: group.name,
    user_count: group.members.length,
    ...(withUsers && { users: group.members }),
  };
}

/** What a thread's first message also tells in `conversations.history`. */
export function threadFacts(state: ChatState, channel: Channel, message: Message): Json {
  const replies = state.messagesIn(channel).filter(({ threadTs }) => threadTs === message.ts);
  const last = replies.at(-1);
  if (last === undefined) return {};
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: [...new Set(replies.map(({ user }) => user))],
    latest_reply: last.ts,
  };
}
