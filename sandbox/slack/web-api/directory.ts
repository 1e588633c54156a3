import type { ChatState } from "../chat-state.ts";
import type { Channel, Person, UserGroup } from "../people.ts";
import {
  bot,
  channels,
  directChannel,
  findChannel,
  findPerson,
  people,
  userGroups,
  workspace,
} from "../people.ts";
import { SlackError } from "../slack-error.ts";
import { wireBot, wireChannel, wireUser, wireUserGroup } from "../wire.ts";
import type { Method, MethodArguments } from "./arguments.ts";
import { knownChannel } from "./chat.ts";

/** Who and what exists: `auth.test`, `users.*`, `usergroups.*`, and the channels themselves. */
export function directoryMethods(state: ChatState, baseUrl: () => string): Readonly<Record<string, Method>> {
  return {
    "auth.test": () => ({
      url: `${baseUrl()}/`,
      team: workspace.name,
      user: bot.name,
      team_id: workspace.id,
      user_id: bot.userId,
      bot_id: bot.botId,
      is_enterprise_install: false,
    }),

    "users.list": () => ({
      members: [...Object.values(people).map(wireUser), wireBot()],
      response_metadata: lastPage,
    }),

    "users.info": (given) => {
      if (given.text("user") === bot.userId) return { user: wireBot() };
      return { user: wireUser(knownPerson(given.text("user"))) };
    },

    "usergroups.list": (given) => ({
      usergroups: Object.values(userGroups).map((group) =>
        wireUserGroup(group, { withUsers: given.flag("include_users") }),
      ),
    }),

    "usergroups.users.list": (given) => {
      const groups: readonly UserGroup[] = Object.values(userGroups);
      const group = groups.find(({ id }) => id === given.text("usergroup"));
      if (group === undefined) throw new SlackError("no_such_subteam");
      return { users: group.members };
    },

    "conversations.list": (given) => ({
      channels: channelsOfTypes(given).map((channel) => wireChannel(channel, state.isShared(channel))),
      response_metadata: lastPage,
    }),

    "conversations.info": (given) => {
      const channel = knownChannel(given);
      return { channel: wireChannel(channel, state.isShared(channel)) };
    },

    "conversations.members": (given) => ({
      members: knownChannel(given).members,
      response_metadata: lastPage,
    }),

    "conversations.open": (given) => ({ channel: wireChannel(openedChannel(given)) }),
  };
}

/** Everything fits on one page here; an empty cursor says so. */
const lastPage = { next_cursor: "" };

function channelsOfTypes(given: MethodArguments): readonly Channel[] {
  const types = (given.text("types") || "public_channel").split(",").map((type) => type.trim());
  return [
    ...(types.includes("public_channel") ? Object.values(channels) : []),
    ...(types.includes("im") ? Object.values(people).map(directChannel) : []),
  ];
}

function openedChannel(given: MethodArguments): Channel {
  const existing = given.text("channel");
  if (existing !== "") {
    const channel = findChannel(existing);
    if (channel === undefined) throw new SlackError("channel_not_found");
    return channel;
  }
  const users = given.text("users").split(",");
  // The workspace has no group conversations: an app that needs one is told so, and not given another place.
  if (users.length !== 1) throw new SlackError("method_not_supported_for_channel_type");
  return directChannel(knownPerson(users[0] ?? ""));
}

function knownPerson(id: string): Person {
  const person = findPerson(id);
  if (person === undefined) throw new SlackError("user_not_found");
  return person;
}
