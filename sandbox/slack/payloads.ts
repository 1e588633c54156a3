import type { Json } from "../../src/web/json.ts";
import { jsonList } from "../../src/web/json.ts";
import type { ChatState, Message, ResponseUrl, View } from "./chat-state.ts";
import type { Delivery } from "./delivery.ts";
import { fieldsIn, statesOf } from "./element-state.ts";
import type { Channel, Person } from "./people.ts";
import { bot, channels, workspace } from "./people.ts";
import { richTextOf } from "./rich-text-of.ts";
import type { Triggers } from "./triggers.ts";
import { wireMessage, wireView } from "./wire.ts";

/** A response URL is good for this long after the interaction. */
const responseUrlLifetimeMs = 30 * 60_000;

/** Old-style verification token: Slack still sends one, and nobody should check it. */
const deprecatedToken = "replaced-by-signatures";

interface Sources {
  readonly state: ChatState;
  readonly triggers: Triggers;
  readonly baseUrl: () => string;
}

/** A slash command, as the form Slack sends. */
export function slashCommand(
  { state, triggers, baseUrl }: Sources,
  person: Person,
  channel: Channel,
  line: { readonly command: string; readonly text: string },
): Delivery {
  const opened = openResponseUrl(state, person, channel);
  const delivery = form({
    token: deprecatedToken,
    team_id: workspace.id,
    team_domain: workspace.domain,
    channel_id: channel.id,
    channel_name: channel.isDirect ? "directmessage" : channel.name,
    user_id: person.id,
    user_name: person.name,
    command: line.command,
    text: line.text,
    api_app_id: workspace.appId,
    is_enterprise_install: "false",
    response_url: responseUrlOf(baseUrl, opened),
    trigger_id: triggers.issue(person.id),
  });
  return { ...delivery, responseUrl: opened.id };
}

/** A use of an element of a message; an ephemeral message itself is not in the payload. */
export function messageAction(
  sources: Sources,
  person: Person,
  used: {
    readonly channel: Channel;
    readonly message: Message;
    readonly action: Json;
    readonly values: Json;
  },
): Delivery {
  const { channel, message, action, values } = used;
  const isEphemeral = message.onlyFor !== undefined;
  const opened = openResponseUrl(sources.state, person, channel, message);
  const delivery = blockActions(sources, person, {
    action,
    container: {
      type: "message",
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    },
    place: {
      channel: { id: channel.id, name: channel.isDirect ? "directmessage" : channel.name },
      ...(!isEphemeral && { message: wireMessage(message, { withMetadata: true }) }),
      state: { values: statesOf(fieldsIn(message.blocks), values) },
      response_url: responseUrlOf(sources.baseUrl, opened),
    },
  });
  return { ...delivery, responseUrl: opened.id };
}

/** A use of an element of a modal or of App Home, which has neither a channel nor a response URL. */
export function viewAction(
  sources: Sources,
  person: Person,
  { view, action, values }: { readonly view: View; readonly action: Json; readonly values: Json },
): Delivery {
  const states = statesOf(fieldsIn(jsonList(view.content["blocks"])), values);
  return blockActions(sources, person, {
    action,
    container: { type: "view", view_id: view.id },
    place: { view: wireView(view, states) },
  });
}

function blockActions(
  { state, triggers }: Sources,
  person: Person,
  { action, container, place }: { readonly action: Json; readonly container: Json; readonly place: Json },
): Delivery {
  return interaction({
    type: "block_actions",
    user: wireActor(person),
    api_app_id: workspace.appId,
    token: deprecatedToken,
    container,
    trigger_id: triggers.issue(person.id),
    team: { id: workspace.id, domain: workspace.domain },
    enterprise: null,
    is_enterprise_install: false,
    ...place,
    actions: [{ ...action, action_ts: (state.now() / 1_000).toFixed(6) }],
  });
}

/** A modal that was sent off, with what the person filled in by block and action id. */
export function viewSubmission({ triggers }: Sources, person: Person, view: View, values: Json): Delivery {
  return interaction({
    type: "view_submission",
    team: { id: workspace.id, domain: workspace.domain },
    user: wireActor(person),
    api_app_id: workspace.appId,
    token: deprecatedToken,
    trigger_id: triggers.issue(person.id),
    view: wireView(view, values),
    response_urls: [],
    is_enterprise_install: false,
    enterprise: null,
  });
}

/** A mention of the app in a channel or a thread. */
export function appMention(state: ChatState, message: Message): Delivery {
  return eventOf(state, message, { type: "app_mention", ...saidIn(message) });
}

/**
 * A message between a person and the app: Slack tells of it in `message.im`, and never in `app_mention`, of the app's own ones
 * too (docs.slack.dev, `message.im` and `app_mention`, November 2026). `before`: what it said until now.
 */
export function directMessage(state: ChatState, message: Message, before?: Message): Delivery {
  if (before !== undefined) return directMessageChanged(state, message, before);
  const own = message.fromApp && { bot_id: bot.botId, app_id: workspace.appId };
  return eventOf(state, message, { type: "message", channel_type: "im", ...saidIn(message), ...own });
}

function directMessageChanged(state: ChatState, message: Message, before: Message): Delivery {
  const { channel, ts } = message;
  const [now, was] = [message, before].map((each) => ({ type: "message", ...saidIn(each) }));
  return eventOf(state, message, {
    ...{ type: "message", subtype: "message_changed", channel_type: "im", hidden: true },
    ...{ channel, ts, event_ts: ts, message: now, previous_message: was },
  });
}

/** A person opens the app at its Home (docs.slack.dev, `app_home_opened`, November 2026): `view` is what it shows by then. */
export function homeOpened(state: ChatState, person: Person, direct: Channel): Delivery {
  const home = state.homeOf(person.id);
  const at = (state.now() / 1_000).toFixed(6);
  return eventOf(
    state,
    { ts: at },
    {
      ...{ type: "app_home_opened", user: person.id, channel: direct.id, tab: "home", event_ts: at },
      ...(home !== undefined && { view: wireView(home) }),
    },
  );
}

function saidIn(message: Message): Json {
  return {
    user: message.user,
    text: message.text,
    ts: message.ts,
    channel: message.channel,
    event_ts: message.ts,
    team: workspace.id,
    blocks: richTextOf(message.text),
    ...(message.edited !== undefined && { edited: message.edited }),
    ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
  };
}

function eventOf(state: ChatState, message: Pick<Message, "ts">, event: Json): Delivery {
  const envelope = {
    token: deprecatedToken,
    team_id: workspace.id,
    api_app_id: workspace.appId,
    event,
    type: "event_callback",
    event_id: state.nextId("Ev"),
    event_time: Math.floor(state.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: workspace.id,
        user_id: bot.userId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${message.ts}-${channels.loans.id}`,
  };
  return { contentType: "application/json", body: JSON.stringify(envelope) };
}

function openResponseUrl(state: ChatState, person: Person, channel: Channel, message?: Message): ResponseUrl {
  return state.addResponseUrl({
    channel: channel.id,
    userId: person.id,
    messageTs: message?.ts,
    expiresAt: state.now() + responseUrlLifetimeMs,
  });
}

function responseUrlOf(baseUrl: () => string, { id }: ResponseUrl): string {
  return `${baseUrl()}/response/${id}`;
}

function wireActor(person: Person): Json {
  return { id: person.id, username: person.name, name: person.name, team_id: workspace.id };
}

function interaction(payload: Json): Delivery {
  return form({ payload: JSON.stringify(payload) });
}

function form(fields: Readonly<Record<string, string>>): Delivery {
  return {
    contentType: "application/x-www-form-urlencoded",
    body: new URLSearchParams(fields).toString(),
  };
}
