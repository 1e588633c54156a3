import type { Json } from "../../src/web/json.ts";
import { isJson, textIn } from "../../src/web/json.ts";
import type { ChatState, Message, ResponseUrl, View } from "./chat-state.ts";
import type { Delivery } from "./delivery.ts";
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
  return form({
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
}

/** A click on an element of a message; an ephemeral message itself is not in the payload. */
export function blockAction(
  { state, triggers, baseUrl }: Sources,
  person: Person,
  clicked: { readonly channel: Channel; readonly message: Message; readonly action: Json },
): Delivery {
  const { channel, message, action } = clicked;
  const isEphemeral = message.onlyFor !== undefined;
  const opened = openResponseUrl(state, person, channel, message);
  return interaction({
    type: "block_actions",
    user: wireActor(person),
    api_app_id: workspace.appId,
    token: deprecatedToken,
    container: {
      type: "message",
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    },
    trigger_id: triggers.issue(person.id),
    team: { id: workspace.id, domain: workspace.domain },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel.id, name: channel.isDirect ? "directmessage" : channel.name },
    ...(!isEphemeral && { message: wireMessage(message, { withMetadata: true }) }),
    state: { values: {} },
    response_url: responseUrlOf(baseUrl, opened),
    actions: [{ ...action, action_ts: `${(state.now() / 1000).toFixed(6)}` }],
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
  const event = {
    type: "app_mention",
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

/** The element of a message with that action id, and that value where one is given, as an action of a payload. */
export function findAction(
  blocks: readonly Json[],
  wanted: { readonly actionId: string; readonly value?: string | undefined },
): Json | undefined {
  for (const block of blocks) {
    for (const element of elementsIn(block)) {
      const action = asAction(element, wanted);
      if (action !== undefined) return { ...action, block_id: block["block_id"] };
    }
  }
  return undefined;
}

/** Every interactive element of a block, those inside cards and containers included. */
function elementsIn(block: Json): readonly Json[] {
  const children = ["elements", "child_blocks", "actions"].flatMap((key) =>
    Array.isArray(block[key]) ? block[key].filter(isJson) : [],
  );
  const single = [block["accessory"], block["element"]].filter(isJson);
  return [...single, ...children.flatMap((child) => [child, ...elementsIn(child)])];
}

function asAction(
  element: Json,
  wanted: { readonly actionId: string; readonly value?: string | undefined },
): Json | undefined {
  if (element["action_id"] !== wanted.actionId) return undefined;
  const common = { action_id: wanted.actionId, type: element["type"] };
  if (element["type"] === "button") {
    if (wanted.value !== undefined && wanted.value !== element["value"]) return undefined;
    const { text, value, style } = element;
    return { ...common, text, ...(value !== undefined && { value }), ...(style !== undefined && { style }) };
  }
  const options = Array.isArray(element["options"]) ? element["options"].filter(isJson) : [];
  const option = options.find(
    (each) => each["value"] === wanted.value || textIn(each["text"]) === wanted.value,
  );
  return option === undefined ? undefined : { ...common, selected_option: option };
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
