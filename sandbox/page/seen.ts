import { isJson } from "../../src/web/json.ts";
import type { Change, ChatState, Message } from "../slack/chat-state.ts";
import { asSeen } from "../slack/door-acts.ts";
import type { Channel, Person } from "../slack/people.ts";
import { bot, channels, directChannel, people, userGroups, workspace } from "../slack/people.ts";
import { wireView } from "../slack/wire.ts";
import type { Everything, PageEvent, PageMessage, PageViews } from "./client/protocol.ts";

/** The channels that a person is in, the direct one with the app last. */
function channelsOf(person: Person): readonly Channel[] {
  const shared = Object.values(channels).filter(({ members }) => members.some((id) => id === person.id));
  return [...shared, directChannel(person)];
}

/** All that a person sees of the chat. */
export async function everythingFor(state: ChatState, person: Person): Promise<Everything> {
  const own = channelsOf(person);
  return {
    type: "everything",
    me: { id: person.id, name: person.name },
    zone: workspace.timeZone,
    people: Object.values(people).map(({ id, name }) => ({ id, name })),
    groups: Object.values(userGroups).map(({ id, handle, members }) => ({ id, name: handle, members })),
    app: { id: bot.userId, name: bot.name },
    channels: own.map(({ id, name, isDirect }) => ({ id, name: isDirect ? bot.name : name, isDirect })),
    messages: Object.fromEntries(
      own.map((channel) => [channel.id, state.messagesIn(channel, person.id).map(asShown)]),
    ),
    commands: await commandsThere(state),
    ...viewsOf(state, person),
  };
}

/** What a change is to a person; `null` where they see none of it. */
export function changeFor(state: ChatState, person: Person, change: Change): PageEvent | null {
  if (change.kind === "views")
    return change.userId === person.id ? { type: "views", ...viewsOf(state, person) } : null;
  const { channel, onlyFor, ts } = change.message;
  const isSeen = channelsOf(person).some(({ id }) => id === channel) && (onlyFor ?? person.id) === person.id;
  if (!isSeen) return null;
  return change.kind === "removed"
    ? { type: "removed", channel, ts }
    : { type: "message", channel, message: asShown(change.message) };
}

function asShown(message: Message): PageMessage {
  const { posted } = message;
  return { ...asSeen(message), ...(posted !== undefined && { posted }) };
}

function viewsOf(state: ChatState, person: Person): PageViews {
  const home = state.homeOf(person.id);
  return {
    modals: state
      .modalsOf(person.id)
      .map((view) => wireView(view))
      .filter(isJson),
    home: home === undefined ? null : wireView(home),
  };
}

/** The command table is the app's own. It is loaded when a page is opened, since it brings much of the app along. */
async function commandsThere({ command }: ChatState): Promise<Everything["commands"]> {
  const { commands } = await import("../../src/bot/commands/index.ts");
  return commands.map(({ usage, summary }) => ({ usage: `${command} ${usage}`, summary }));
}
