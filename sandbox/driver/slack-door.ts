import type { ControlDoor } from "./control-door.ts";
import { openControlDoor } from "./control-door.ts";

/** A message as one person sees it. */
export interface SeenMessage {
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly SeenBlock[];
  /** Files that were shared with it, each with the path by which the stand-in gives it. */
  readonly files?: readonly { readonly name: string; readonly size: number; readonly url: string }[];
  readonly thread_ts?: string;
  readonly ephemeral: boolean;
  readonly metadata?: {
    readonly event_type: string;
    readonly event_payload: Readonly<Record<string, unknown>>;
  };
}

/** A block, as far as somebody who reads a channel looks into it. */
export interface SeenBlock {
  readonly type: string;
  readonly elements?: readonly { readonly action_id?: string; readonly value?: string }[];
  readonly rows?: readonly (readonly { readonly text?: string }[])[];
}

/** A modal, or the Home of the app, as its person sees it. */
export interface SeenView {
  readonly id: string;
  readonly type: string;
  readonly blocks?: readonly SeenBlock[];
}

/** An element that is used, where it stands; `values` is what else is filled in there, by action id. */
type Click = ({ readonly ts: string } | { readonly view_id: string }) & {
  readonly action_id: string;
  /** Default #loans. */
  readonly channel?: string;
  readonly value?: unknown;
  readonly values?: Readonly<Record<string, unknown>>;
};

/** What came of saying or clicking something. */
export interface Outcome {
  readonly status: number;
  readonly ackMs: number;
  readonly replies: readonly { readonly text?: string; readonly blocks?: readonly unknown[] }[];
  readonly views?: readonly SeenView[];
}

/** What came of sending off a modal. */
export interface Submission extends Outcome {
  /** What the app finds wrong with it, by block; `null`, like an empty one: nothing. */
  readonly errors?: Readonly<Record<string, string>> | null;
}

/** What a person does in Slack and sees there, through the control door of the stand-in. */
export interface SlackDoor extends Omit<ControlDoor, "get" | "post"> {
  /** Says it in the channel; what begins with a slash is a command. */
  say(
    user: string,
    text: string,
    more?: {
      readonly thread_ts?: string;
      readonly channel?: string;
      readonly metadata?: SeenMessage["metadata"];
    },
  ): Promise<Outcome>;
  edit(
    user: string,
    message: { readonly ts: string; readonly text: string; readonly channel?: string },
  ): Promise<Outcome>;
  /** Lets people of another company into a channel, or out of it. */
  share(channel: string, isShared: boolean): Promise<void>;
  click(user: string, on: Click): Promise<Outcome>;
  submit(
    user: string,
    form: { readonly view_id: string; readonly values: Readonly<Record<string, unknown>> },
  ): Promise<Submission>;
  /** Opens the app at its Home. */
  openHome(user: string): Promise<Outcome>;
  /** Has this reach the app as a request of Slack's, on whichever way it hears; 504 without an answer in time. */
  deliver(request: {
    readonly contentType: string;
    readonly body: string;
  }): Promise<Pick<Outcome, "status" | "ackMs">>;
  /** What the person did last reaches the app once more, as Slack sometimes delivers it. */
  redeliver(user: string): Promise<Outcome>;
  /** The channel, oldest first. */
  messages(user: string, channel?: string): Promise<readonly SeenMessage[]>;
  views(user: string): Promise<readonly SeenView[]>;
}

/** The control door of the Slack stand-in at that URL. */
export function openSlackDoor(url: string): SlackDoor {
  const { get, post, ...faults } = openControlDoor(url);
  const inLoans = { channel: "loans" };
  return {
    ...faults,
    say: async (user, text, more = {}) => (await post("say", { user, ...inLoans, text, ...more })) as Outcome,
    share: async (channel, shared) => void (await post("share", { channel, shared })),
    edit: async (user, message) => (await post("edit", { user, ...inLoans, ...message })) as Outcome,
    click: async (user, on) => (await post("click", { user, ...inLoans, ...on })) as Outcome,
    submit: async (user, form) => (await post("submit", { user, ...form })) as Submission,
    openHome: async (user) => (await post("home", { user })) as Outcome,
    deliver: async ({ contentType, body }) =>
      (await post("deliver", { content_type: contentType, body })) as Outcome,
    redeliver: async (user) => (await post("redeliver", { user })) as Outcome,
    messages: async (user, channel = "loans") =>
      (await get(`messages?channel=${channel}&user=${user}`)) as readonly SeenMessage[],
    views: async (user) => (await get(`views?user=${user}`)) as readonly SeenView[],
  };
}

/** The id in a message's metadata, as the app has named it; empty where it has none. */
export function idOf({ metadata }: SeenMessage): string {
  return String(metadata?.event_payload["id"] ?? "");
}

/** Whether the message has the button of that action. */
export function hasButton({ blocks = [] }: SeenMessage, actionId: string): boolean {
  return blocks.some(({ elements = [] }) => elements.some(({ action_id }) => action_id === actionId));
}

/** The counts that a summary shows in its table, by category; the head and the total are left out. */
export function countsShown(message: SeenMessage): ReadonlyMap<string, number> {
  const table = message.blocks?.find(({ type }) => type === "data_table" || type === "table");
  const rows = table?.rows?.slice(1, -1) ?? [];
  return new Map(
    rows.map((cells) => [cells[0]?.text ?? "", Number((cells[1]?.text ?? "").replaceAll(/[^\d-]/g, ""))]),
  );
}
