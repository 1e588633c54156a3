import type { Json } from "../../src/web/json.ts";
import { isJson } from "../../src/web/json.ts";
import type { Channel } from "./people.ts";

/** A file that is shared with a message. */
export interface MessageFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  /** Bytes. */
  readonly size: number;
  readonly base64: string;
}

/** A message of a channel, or one that a single person sees. */
export interface Message {
  readonly channel: string;
  /** Seconds and six digits that make it unique in the workspace: `1795406400.000100`. */
  readonly ts: string;
  /** Author: a person, the app or Slackbot. */
  readonly user: string;
  readonly fromApp: boolean;
  /** Said by its author through another app, which is the only one that may edit it. */
  readonly throughOtherApp?: boolean;
  readonly text: string;
  /** Every block has a `block_id`, given by Slack where the app gave none. */
  readonly blocks: readonly Json[];
  readonly attachments: readonly Json[];
  readonly files?: readonly MessageFile[];
  readonly threadTs?: string | undefined;
  /** A reply that stands in the channel as well. */
  readonly isBroadcast?: boolean;
  readonly metadata?: Json | undefined;
  readonly edited?: { readonly user: string; readonly ts: string } | undefined;
  /** What it said when it was posted, where it was changed since. */
  readonly posted?: Pick<Message, "text" | "blocks">;
  /** The one person who sees an ephemeral message. */
  readonly onlyFor?: string | undefined;
  /** The id of the response URL by which it came. */
  readonly responseUrl?: string;
}

/** An open modal, or a person's Home tab. */
export interface View {
  readonly id: string;
  readonly userId: string;
  readonly type: "modal" | "home";
  /** What the app sent, with every block's `block_id`. */
  readonly content: Json;
  /** Changes with every update; `views.update` with an older one is refused. */
  readonly hash: string;
  readonly rootId: string;
  readonly previousId?: string | undefined;
}

/** Where and how often an app may still answer an interaction. */
export interface ResponseUrl {
  readonly id: string;
  readonly channel: string;
  readonly userId: string;
  /** The message whose button was pressed. */
  readonly messageTs?: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly uses: number;
}

/** What one person alone got: an ephemeral or direct message, a view, or the news that an ephemeral one went away. */
export type Arrival =
  | { readonly kind: "message"; readonly message: Message }
  | { readonly kind: "removed" }
  | { readonly kind: "view"; readonly view: View };

/** What changed in the chat, for who shows all of it. */
export type Change =
  | { readonly kind: "message"; readonly message: Message }
  | { readonly kind: "removed"; readonly message: Message }
  | { readonly kind: "views"; readonly userId: string };

interface Kept {
  readonly messages: Message[];
  readonly views: View[];
  readonly responseUrls: ResponseUrl[];
  /** Numbers that were given out, so that ids stay unique over a restart. */
  readonly counter: number;
  readonly lastTs: string;
}

/** The chat's state: messages, views and response URLs, with the ids that Slack gives out. */
export class ChatState {
  /** The slash command of the app's manifest; any other never leaves Slack. */
  readonly command: string;
  readonly #now: () => number;
  readonly #changed: () => void;
  readonly #listeners = new Set<(userId: string, arrival: Arrival) => void>();
  readonly #watchers = new Set<(change: Change) => void>();
  #messages: Message[] = [];
  #views: View[] = [];
  #responseUrls: ResponseUrl[] = [];
  #counter = 0;
  #lastTs = "0.000000";
  readonly #shared = new Set<string>();

  /** `now` in milliseconds since 1970; `changed` is called after every change, to save it. */
  constructor(now: () => number, changed: () => void, command: string) {
    this.command = command;
    this.#now = now;
    this.#changed = changed;
  }

  /** All there is to keep over a restart. */
  kept(): Kept {
    return {
      messages: this.#messages,
      views: this.#views,
      responseUrls: this.#responseUrls,
      counter: this.#counter,
      lastTs: this.#lastTs,
    };
  }

  /** Takes back what `kept` gave; anything else leaves a fresh state. */
  restore(kept: unknown): void {
    if (!isKept(kept)) return;
    this.#messages = [...kept.messages];
    this.#views = [...kept.views];
    this.#responseUrls = [...kept.responseUrls];
    this.#counter = kept.counter;
    this.#lastTs = kept.lastTs;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#now();
  }

  /** The next number in this workspace, for ids and hashes. */
  nextNumber(): number {
    this.#counter += 1;
    return this.#counter;
  }

  /** An id as Slack's look: a letter, digits and upper-case letters. */
  nextId(letter: string): string {
    return `${letter}0${this.nextNumber().toString(36).toUpperCase().padStart(8, "0")}`;
  }

  /** Posts a message: gives it its `ts` and its blocks their ids. */
  post(draft: Omit<Message, "ts">): Message {
    const message = { ...draft, ts: this.#nextTs(), blocks: this.#withIds(draft.blocks) };
    this.#messages.push(message);
    this.#changed();
    this.#announce(message);
    return message;
  }

  /** Changes a message that exists. */
  change(message: Message, changes: Partial<Message>): Message {
    const blocks = changes.blocks === undefined ? message.blocks : this.#withIds(changes.blocks);
    const { text, blocks: first } = message;
    const changed = { ...message, ...changes, blocks, posted: message.posted ?? { text, blocks: first } };
    this.#messages = this.#messages.map((each) => (each === message ? changed : each));
    this.#changed();
    this.#announce(changed);
    return changed;
  }

  remove(message: Message): void {
    this.#messages = this.#messages.filter((each) => each !== message);
    this.#changed();
    this.#show({ kind: "removed", message });
    if (message.onlyFor !== undefined) this.#tell(message.onlyFor, { kind: "removed" });
  }

  find(channel: string, ts: string): Message | undefined {
    return this.#messages.find((message) => message.channel === channel && message.ts === ts);
  }

  findFile(id: string): MessageFile | undefined {
    return this.#messages.flatMap(({ files = [] }) => files).find((file) => file.id === id);
  }

  /** A channel's messages, oldest first: the public ones, and a person's own ephemeral ones when one is named. */
  messagesIn(channel: Channel, userId?: string): readonly Message[] {
    return this.#messages.filter(
      (message) =>
        message.channel === channel.id && (message.onlyFor === undefined || message.onlyFor === userId),
    );
  }

  /** Lets people of another company into a channel, or out of it. */
  share(channel: Channel, isShared: boolean): void {
    if (isShared) this.#shared.add(channel.id);
    else this.#shared.delete(channel.id);
  }

  isShared(channel: Channel): boolean {
    return this.#shared.has(channel.id);
  }

  /** A person's open modals, the topmost last. */
  modalsOf(userId: string): readonly View[] {
    return this.#views.filter((view) => view.type === "modal" && view.userId === userId);
  }

  homeOf(userId: string): View | undefined {
    return this.#views.find((view) => view.type === "home" && view.userId === userId);
  }

  findView(matches: (view: View) => boolean): View | undefined {
    return this.#views.find(matches);
  }

  /** Shows a new view: a modal after closing the person's others, a modal on top of `under`, or the Home tab. */
  showView(userId: string, content: Json, under?: View): View {
    const id = this.nextId("V");
    const type = content["type"] === "home" ? "home" : "modal";
    const view: View = {
      id,
      userId,
      type,
      content: this.#viewWithIds(content),
      hash: this.#nextHash(),
      rootId: under?.rootId ?? id,
      previousId: under?.id,
    };
    const closes = (other: View) => under === undefined && other.userId === userId && other.type === type;
    this.#views = [...this.#views.filter((other) => !closes(other)), view];
    this.#changed();
    this.#tell(userId, { kind: "view", view });
    return view;
  }

  changeView(view: View, content: Json): View {
    const changed = { ...view, content: this.#viewWithIds(content), hash: this.#nextHash() };
    this.#views = this.#views.map((each) => (each.id === view.id ? changed : each));
    this.#changed();
    this.#tell(view.userId, { kind: "view", view: changed });
    return changed;
  }

  closeViews(closes: (view: View) => boolean): void {
    const closed = this.#views.filter(closes);
    this.#views = this.#views.filter((view) => !closes(view));
    this.#changed();
    for (const userId of new Set(closed.map((view) => view.userId))) this.#show({ kind: "views", userId });
  }

  /** Opens a response URL; those that expired are forgotten here. */
  addResponseUrl(url: Omit<ResponseUrl, "id" | "uses">): ResponseUrl {
    const added = { ...url, id: `${this.nextNumber()}-${crypto.randomUUID()}`, uses: 0 };
    this.#responseUrls = [...this.#responseUrls.filter(({ expiresAt }) => expiresAt > this.#now()), added];
    this.#changed();
    return added;
  }

  findResponseUrl(id: string): ResponseUrl | undefined {
    return this.#responseUrls.find((url) => url.id === id);
  }

  countUse(url: ResponseUrl): void {
    this.#responseUrls = this.#responseUrls.map((each) =>
      each.id === url.id ? { ...each, uses: each.uses + 1 } : each,
    );
    this.#changed();
  }

  /** Calls `listener` with what each person alone gets, until the returned function is called. */
  onArrival(listener: (userId: string, arrival: Arrival) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `watcher` with every change of messages and views, until the returned function is called. */
  onChange(watcher: (change: Change) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #show(change: Change): void {
    for (const watcher of this.#watchers) watcher(change);
  }

  #announce(message: Message): void {
    this.#show({ kind: "message", message });
    const direct = message.channel.startsWith("D") && message.fromApp;
    const userId = message.onlyFor ?? (direct ? `U${message.channel.slice(1)}` : undefined);
    if (userId !== undefined) this.#tell(userId, { kind: "message", message });
  }

  #tell(userId: string, arrival: Arrival): void {
    if (arrival.kind === "view") this.#show({ kind: "views", userId });
    for (const listener of this.#listeners) listener(userId, arrival);
  }

  #nextTs(): string {
    const [lastSeconds = "0", lastFraction = "0"] = this.#lastTs.split(".");
    const seconds = Math.max(Math.floor(this.#now() / 1000), Number(lastSeconds));
    const fraction = seconds === Number(lastSeconds) ? Number(lastFraction) + 100 : 100;
    this.#lastTs = `${seconds}.${String(fraction).padStart(6, "0")}`;
    return this.#lastTs;
  }

  #nextHash(): string {
    return `${Math.floor(this.#now() / 1000)}.${this.nextNumber().toString(16).padStart(8, "0")}`;
  }

  #viewWithIds(content: Json): Json {
    const blocks = Array.isArray(content["blocks"]) ? content["blocks"].filter(isJson) : [];
    return { ...content, blocks: this.#withIds(blocks) };
  }

  #withIds(blocks: readonly Json[]): readonly Json[] {
    return blocks.map((block) =>
      block["block_id"] === undefined ? { ...block, block_id: `b${this.nextNumber().toString(36)}` } : block,
    );
  }
}

function isKept(value: unknown): value is Kept {
  return (
    isJson(value) &&
    Array.isArray(value["messages"]) &&
    Array.isArray(value["views"]) &&
    Array.isArray(value["responseUrls"]) &&
    typeof value["counter"] === "number" &&
    typeof value["lastTs"] === "string"
  );
}
