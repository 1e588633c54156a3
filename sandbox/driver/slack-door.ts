import { Problem } from "../../src/domain/problem.ts";

/** A message as one person sees it. */
export interface SeenMessage {
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly SeenBlock[];
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

/** A modal as its person sees it. */
export interface SeenView {
  readonly id: string;
  readonly type: string;
}

/** What came of saying or clicking something. */
export interface Outcome {
  readonly status: number;
  readonly ackMs: number;
  readonly replies: readonly { readonly text?: string; readonly blocks?: readonly unknown[] }[];
  readonly views?: readonly SeenView[];
}

/** The control door of the Slack stand-in: what a person does and sees, for the demo, the tests and the benches. */
export class SlackDoor {
  readonly #url: string;

  constructor(slackUrl: string) {
    this.#url = slackUrl;
  }

  async say(
    user: string,
    text: string,
    more: {
      readonly thread_ts?: string;
      readonly channel?: string;
      readonly metadata?: SeenMessage["metadata"];
    } = {},
  ): Promise<Outcome> {
    return (await this.#post("say", { user, channel: "loans", text, ...more })) as Outcome;
  }

  async edit(user: string, message: { readonly ts: string; readonly text: string }): Promise<Outcome> {
    return (await this.#post("edit", { user, channel: "loans", ...message })) as Outcome;
  }

  async click(user: string, on: { readonly ts: string; readonly action_id: string }): Promise<Outcome> {
    return (await this.#post("click", { user, channel: "loans", ...on })) as Outcome;
  }

  async submit(
    user: string,
    form: { readonly view_id: string; readonly values: Readonly<Record<string, string>> },
  ): Promise<Outcome & { readonly errors?: Readonly<Record<string, string>> | null }> {
    return (await this.#post("submit", { user, ...form })) as Outcome;
  }

  /** The channel, oldest first. */
  async messages(user: string, channel = "loans"): Promise<readonly SeenMessage[]> {
    return (await this.#get(`messages?channel=${channel}&user=${user}`)) as readonly SeenMessage[];
  }

  async views(user: string): Promise<readonly SeenView[]> {
    return (await this.#get(`views?user=${user}`)) as readonly SeenView[];
  }

  /** The next calls of a Web API method fail so. */
  async fault(rule: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#post("faults", rule);
  }

  async #get(path: string): Promise<unknown> {
    return await read(await fetch(`${this.#url}/sandbox/${path}`));
  }

  async #post(path: string, body: unknown): Promise<unknown> {
    return await read(
      await fetch(`${this.#url}/sandbox/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
  }
}

async function read(response: Response): Promise<unknown> {
  const body = (await response.json()) as { readonly error?: string };
  if (!response.ok) {
    throw new Problem(
      "door-refused",
      `asking ${new URL(response.url).pathname}: ${body.error ?? response.status}`,
      {
        remedy: "read what it says",
      },
    );
  }
  return body;
}

/** The counts that a summary shows in its table, by category; the head and the total are left out. */
export function countsShown(message: SeenMessage): ReadonlyMap<string, number> {
  const table = message.blocks?.find((block) => block.type === "table");
  const rows = table?.rows?.slice(1, -1) ?? [];
  return new Map(
    rows.map((cells) => [cells[0]?.text ?? "", Number((cells[1]?.text ?? "").replaceAll(/[^\d-]/g, ""))]),
  );
}
