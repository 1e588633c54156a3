import type { Json } from "../../src/web/json.ts";
import { isJson, jsonList } from "../../src/web/json.ts";
import type { PageMessage } from "../page/client/protocol.ts";
import type { Answered } from "./arrivals.ts";
import { Arrivals } from "./arrivals.ts";
import type { Change, ChatState, Message, View } from "./chat-state.ts";
import type { Acknowledgment, Deliveries, Delivery } from "./delivery.ts";
import { acknowledged } from "./delivery.ts";
import { DoorError } from "./door-error.ts";
import {
  appMention,
  directMessage,
  homeOpened,
  messageAction,
  slashCommand,
  viewAction,
  viewSubmission,
} from "./payloads.ts";
import type { Channel, Person } from "./people.ts";
import { bot, channels, directChannel, findPerson, slackbot } from "./people.ts";
import type { Use } from "./press.ts";
import { actionOf, afterUse } from "./press.ts";
import { sayInAcknowledgment } from "./response-urls.ts";
import { hasHome, manifestEvents } from "./scopes.ts";
import { SlackError } from "./slack-error.ts";
import { filledIn } from "./submission.ts";
import type { Triggers } from "./triggers.ts";
import { viewContent } from "./web-api/views.ts";
import { filePath, wireView } from "./wire.ts";

/** What the acts need. */
export interface Stage {
  readonly state: ChatState;
  readonly triggers: Triggers;
  readonly deliveries: Deliveries;
  readonly baseUrl: () => string;
}

/** A message as one person sees it, and what apps alone see of it. */
export interface SeenMessage extends PageMessage {
  readonly metadata?: Json;
}

/** The answer to an act: the app's acknowledgment, and what the person alone received within some seconds. */
export interface ActAnswer {
  readonly status: number;
  readonly ackMs: number;
  readonly replies: readonly SeenMessage[];
  readonly views: readonly Json[];
}

/** What a person does in the chat: type, click, send a modal off. */
export class Acts {
  readonly #stage: Stage;
  /** Sends the last request that each person caused once more, for a duplicate delivery. */
  readonly #again = new Map<string, () => Promise<ActAnswer>>();

  /** What the app has said in direct messages, by its time stamp. */
  readonly #own = new Map<string, Message>();

  constructor(stage: Stage) {
    this.#stage = stage;
    stage.state.onChange((change) => this.#tellOfOwn(change));
  }

  /**
   * Types a line: `/…` becomes a signed slash command, a mention of the app an event, anything else is just posted. With
   * metadata, which nobody can type, it is said through another app.
   */
  async say(
    person: Person,
    channel: Channel,
    text: string,
    { threadTs, metadata }: { readonly threadTs?: string | undefined; readonly metadata?: Json | undefined },
  ): Promise<ActAnswer> {
    const { state } = this.#stage;
    if (text.startsWith("/")) return this.#command(person, channel, text, threadTs);
    if (threadTs !== undefined && state.find(channel.id, threadTs) === undefined) {
      throw new DoorError(
        404,
        `saying something in the thread ${threadTs}: #${channel.name} has no such message`,
      );
    }
    const message = state.post({
      channel: channel.id,
      user: person.id,
      fromApp: false,
      text: asSlackStoresIt(text),
      blocks: [],
      attachments: [],
      threadTs,
      ...(metadata !== undefined && { metadata, throughOtherApp: true }),
    });
    return await this.#told(person, channel, message);
  }

  /** Edits what the person said: Slack tells of a mention in it anew, as of an event of its own. */
  async edit(
    person: Person,
    channel: Channel,
    { ts, text }: { readonly ts: string; readonly text: string },
  ): Promise<ActAnswer> {
    const { state } = this.#stage;
    const message = state.find(channel.id, ts);
    if (message === undefined || message.user !== person.id || message.fromApp) {
      throw new DoorError(404, `editing ${ts}: ${person.name} has said no such message in #${channel.name}`);
    }
    const edited = { user: person.id, ts: (state.now() / 1_000).toFixed(6) };
    const changed = state.change(message, { text: asSlackStoresIt(text), edited });
    return await this.#told(person, channel, changed, message);
  }

  /**
   * Presses a button, picks an option or fills in a field of a message that the person sees; `values` is what else is
   * filled in there.
   */
  async click(
    person: Person,
    channel: Channel,
    { ts, values, ...use }: Use & { readonly ts: string; readonly values: Json },
  ): Promise<ActAnswer> {
    const message = this.#stage.state.find(channel.id, ts);
    if (message === undefined || (message.onlyFor !== undefined && message.onlyFor !== person.id)) {
      throw new DoorError(
        404,
        `clicking "${use.actionId}": ${person.name} sees no message ${ts} in #${channel.name}`,
      );
    }
    const action = actionOf(message.blocks, use, `the message ${ts}`);
    const used = { channel, message, action, values: afterUse(values, use) };
    return this.#answer(person, messageAction(this.#stage, person, used));
  }

  /** The same of an open modal or the person's Home of the app. */
  async clickInView(
    person: Person,
    viewId: string,
    { values, ...use }: Use & { readonly values: Json },
  ): Promise<ActAnswer> {
    const { state } = this.#stage;
    const view = state.findView(({ id, userId }) => id === viewId && userId === person.id);
    if (view === undefined) {
      throw new DoorError(404, `clicking "${use.actionId}": ${person.name} sees no view ${viewId}`);
    }
    const action = actionOf(jsonList(view.content["blocks"]), use, `the view ${viewId}`);
    const used = { view, action, values: afterUse(values, use) };
    return this.#answer(person, viewAction(this.#stage, person, used));
  }

  /** Fills in and sends off an open modal; it closes when the app accepts. */
  async submit(person: Person, viewId: string, values: Json) {
    const { state } = this.#stage;
    const view = state.modalsOf(person.id).find(({ id }) => id === viewId);
    if (view === undefined) {
      throw new DoorError(404, `submitting the view ${viewId}: ${person.name} has no such modal open`);
    }
    const delivery = viewSubmission(this.#stage, person, view, filledIn(view, values));
    let body: unknown;
    const answer = await this.#answer(person, delivery, async (sent, arrivals) => {
      const acknowledgment = await this.#stage.deliveries.send(sent);
      if (acknowledged(acknowledgment)) this.#follow(view, acknowledgment.body, arrivals);
      body = acknowledgment.body;
      return acknowledgment;
    });
    const { response_action = null, errors = {} } = isJson(body) ? body : {};
    return { ...answer, response_action, errors };
  }

  /** Closes an open modal without sending it off; what lies beneath it shows again. */
  close(person: Person, viewId: string): Json {
    const { state } = this.#stage;
    if (state.modalsOf(person.id).every(({ id }) => id !== viewId)) {
      throw new DoorError(404, `closing the view ${viewId}: ${person.name} has no such modal open`);
    }
    state.closeViews(({ id }) => id === viewId);
    return { closed: viewId };
  }

  /** Opens the app at its Home, of which it is told where its manifest asks for that. */
  async openHome(person: Person): Promise<ActAnswer> {
    const { state } = this.#stage;
    if (!hasHome || !manifestEvents.includes("app_home_opened"))
      return { status: 200, ackMs: 0, replies: [], views: [] };
    const { deliveries } = this.#stage;
    return await this.#answer(person, homeOpened(state, person, directChannel(person)), (sent) =>
      deliveries.sendEvent(sent),
    );
  }

  /** Delivers a person's last command, click or submission once more, as Slack sometimes does. */
  async redeliver(person: Person): Promise<ActAnswer> {
    const again = this.#again.get(person.id);
    if (again === undefined) {
      throw new DoorError(404, `delivering again: ${person.name} has sent nothing to the app yet`);
    }
    return again();
  }

  /** Tells the app of a message where that mentions it, and of any in their direct messages; `before`: what it said then. */
  async #told(person: Person, channel: Channel, message: Message, before?: Message): Promise<ActAnswer> {
    const { state, deliveries } = this.#stage;
    const mentions = message.text.includes(`<@${bot.userId}>`) && channel.members.includes(bot.userId);
    const isHeard = channel.isDirect ? manifestEvents.includes("message.im") : mentions;
    if (!isHeard) return { status: 200, ackMs: 0, replies: [], views: [] };
    const event = channel.isDirect ? directMessage(state, message, before) : appMention(state, message);
    return await this.#answer(person, event, (delivery) => deliveries.sendEvent(delivery));
  }

  /** Tells the app of what it says itself in direct messages, as Slack does: an app that answers that would never end. */
  #tellOfOwn(change: Change): void {
    const { state, deliveries } = this.#stage;
    if (change.kind !== "message") return;
    const { message } = change;
    if (!message.channel.startsWith("D") || !message.fromApp || message.onlyFor !== undefined) return;
    const before = this.#own.get(message.ts);
    this.#own.set(message.ts, message);
    if (!manifestEvents.includes("message.im")) return;
    void deliveries.sendEvent(directMessage(state, message, before));
  }

  async #command(person: Person, channel: Channel, line: string, threadTs: string | undefined) {
    const [command = "", ...rest] = line.split(" ");
    if (threadTs !== undefined) throw new DoorError(400, `${command} is not supported in threads. Sorry!`);
    if (command !== this.#stage.state.command) {
      throw new DoorError(404, `${command} is not a valid command.`);
    }
    const place = { channel: channel.id, userId: person.id };
    const delivery = slashCommand(this.#stage, person, channel, { command, text: rest.join(" ").trim() });
    const send = async (sent: Delivery, arrivals: Arrivals) => {
      const acknowledgment = await this.#stage.deliveries.send(sent);
      const failure = acknowledgmentFailure(acknowledgment);
      if (failure !== undefined) {
        this.#slackbotSays(place, command, failure);
        return acknowledgment;
      }
      try {
        const said = sayInAcknowledgment(this.#stage.state, place, acknowledgment.body);
        if (said !== undefined) arrivals.note(said);
      } catch (error) {
        if (!(error instanceof SlackError)) throw error;
        this.#slackbotSays(place, command, `invalid_command_response: ${error.message}`);
      }
      return acknowledgment;
    };
    return this.#answer(person, delivery, send, "always");
  }

  async #answer(
    person: Person,
    delivery: Delivery,
    send: (delivery: Delivery, arrivals: Arrivals) => Promise<Acknowledgment> = (sent) =>
      this.#stage.deliveries.send(sent),
    answered: Answered = "perhaps",
  ): Promise<ActAnswer> {
    this.#again.set(person.id, () => this.#answer(person, delivery, send));
    const arrivals = new Arrivals(this.#stage.state, person.id, delivery.responseUrl);
    try {
      const { status, ackMs } = await send(delivery, arrivals);
      const { messages, views } = await arrivals.settle(answered);
      return { status, ackMs, replies: messages.map(asSeen), views: views.map((view) => wireView(view)) };
    } finally {
      arrivals.stop();
    }
  }

  /** Does with a modal what the acknowledgment of its submission asks for. */
  #follow(view: View, body: unknown, arrivals: Arrivals): void {
    const { state } = this.#stage;
    const { response_action: action, view: next, errors } = isJson(body) ? body : {};
    try {
      switch (action) {
        case "errors":
          refuseStrayErrors(view, errors);
          arrivals.note();
          return;
        case "update":
          state.changeView(view, viewContent(next, "modal"));
          return;
        case "push":
          state.showView(view.userId, viewContent(next, "modal"), view);
          return;
        case "clear":
          state.closeViews((each) => each.userId === view.userId && each.type === "modal");
          return;
        default:
          state.closeViews((each) => each.id === view.id);
      }
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      throw new DoorError(
        422,
        `submitting the view ${view.id}: the app answered a wrong view: ${error.message}`,
      );
    }
  }

  #slackbotSays(place: { readonly channel: string; readonly userId: string }, command: string, why: string) {
    this.#stage.state.post({
      channel: place.channel,
      user: slackbot.userId,
      fromApp: false,
      text: `${command} failed with the error "${why}"`,
      blocks: [],
      attachments: [],
      onlyFor: place.userId,
    });
  }
}

/** A message as the control door shows it; `thread_ts` on replies only, so that a thread's first message stands out. */
export function asSeen(message: Message): SeenMessage {
  return {
    ts: message.ts,
    user: message.user,
    text: message.text,
    blocks: message.blocks,
    ...(message.files !== undefined && {
      files: message.files.map((file) => ({ name: file.name, size: file.size, url: filePath(file) })),
    }),
    ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    ...(message.isBroadcast === true && { is_broadcast: true }),
    ephemeral: message.onlyFor !== undefined,
    ...(message.metadata !== undefined && { metadata: message.metadata }),
    ...(message.edited !== undefined && { edited: message.edited }),
  };
}

/** The error Slack shows to a person whose command the app did not acknowledge. */
function acknowledgmentFailure(acknowledgment: Acknowledgment): string | undefined {
  if (acknowledged(acknowledgment)) return undefined;
  return acknowledgment.status === 504 ? "operation_timeout" : "dispatch_failed";
}

/** Slack shows a general apology for errors that name no input block; here it is said what is wrong. */
function refuseStrayErrors(view: View, errors: unknown): void {
  const blockIds = jsonList(view.content["blocks"]).map((block) => block["block_id"]);
  const stray = isJson(errors) ? Object.keys(errors).find((id) => !blockIds.includes(id)) : "";
  if (stray === undefined) return;
  throw new DoorError(
    422,
    `submitting the view ${view.id}: the app's errors name the block "${stray}", which the view does not have`,
  );
}

/** Slack stores `&`, `<` and `>` escaped, and mentions by id. */
function asSlackStoresIt(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return escaped
    .replaceAll(/@([\w-]+)/g, (typed, name: string) => {
      const id = name === bot.name ? bot.userId : findPerson(name)?.id;
      return id === undefined ? typed : `<@${id}>`;
    })
    .replaceAll(/#([\w-]+)/g, (typed, name: string) => {
      const channel = Object.values(channels).find((each) => each.name === name);
      return channel === undefined ? typed : `<#${channel.id}|${channel.name}>`;
    });
}
