import { setTimeout as wait } from "node:timers/promises";
import type { ReceiverEvent } from "@slack/bolt";
import { SocketModeClient } from "@slack/socket-mode";
import { z } from "zod";
import type { Config } from "../../config/config.ts";
import type { Log } from "../../config/log.ts";
import { inTime } from "../../config/time-limit.ts";
import type { BotOptions } from "../bot-parts.ts";
import { clientOptions, slackLogger } from "../slack-client.ts";

/** From asking for an address to Slack's hello. */
const OPEN_WITHIN_MS = 10_000;
/** So long an old connection stays for answers that are on their way: Slack itself waits three seconds for them. */
const ANSWER_WITHIN_MS = 3_000;
/** So long its other end may take to agree that it is closed. */
const CLOSE_WITHIN_MS = 1_000;

/** What Slack sends that somebody may listen to (docs.slack.dev, "Using Socket Mode"). */
const kind = z.enum(["slash_commands", "interactive", "events_api"]);
const envelope = z.object({
  type: kind,
  envelope_id: z.string().min(1),
  payload: z.looseObject({}),
});
const event = z.object({ event: z.object({ type: z.string() }) });
/** Slack's word that a connection stands. */
const hello = z.object({ type: z.literal("hello") });
/** Slack's word that it is about to close the connection, and why. */
const farewell = z.object({ type: z.literal("disconnect"), reason: z.string().catch("it gave no reason") });

/** One connection, from its address to its end; another one is another object. */
export class SocketConnection {
  readonly #client: Client;
  readonly #left = Promise.withResolvers<string | null>();
  readonly #ended = Promise.withResolvers<void>();
  #unanswered = 0;
  #isOpen = false;

  /** `hear` is told all that Slack sends, and never rejects; `refused` of what is sent as such and is none of it. */
  constructor({
    appToken,
    apiUrl,
    log,
    hear,
    refused,
  }: {
    readonly appToken: { reveal(): string };
    readonly apiUrl: Config["slack"]["apiUrl"];
    readonly log: Log;
    readonly hear: (event: ReceiverEvent) => Promise<void>;
  } & Pick<BotOptions, "refused">) {
    this.#client = new Client({
      appToken: appToken.reveal(),
      autoReconnectEnabled: false,
      clientOptions: clientOptions({ apiUrl, log }),
      logger: withoutChatter(log),
    });
    this.#client.refused = refused;
    this.#client.asksToLeave = (why) => this.#left.resolve(why);
    this.#client.on("disconnected", () => {
      this.#isOpen = false;
      this.#left.resolve(null);
      this.#ended.resolve();
    });
    this.#client.on("slack_event", (sent: Sent) => void hear(this.#event(sent, log)));
  }

  /** Opens it, and comes back once Slack has said hello. Throws what Slack or the network said, and after ten seconds. */
  async open(): Promise<void> {
    const opening = this.#client.start();
    let came: unknown;
    try {
      came = await inTime(opening, OPEN_WITHIN_MS);
    } catch (error) {
      throw error ?? new Error("it was closed before Slack said hello");
    }
    if (came !== "late") {
      this.#isOpen = true;
      return;
    }
    // 3.1.0 goes on to open it even where it was told meanwhile not to.
    void opening.then(() => this.#client.disconnect()).catch(() => undefined);
    throw new Error(`Slack did not say hello within ${OPEN_WITHIN_MS / 1_000} s`);
  }

  /** Whether something that Slack sends would be heard. */
  hears(): boolean {
    return this.#isOpen;
  }

  /** Waits until it is to be let go: Slack says so, with a word for why; `null` where it was lost, or `signal` says so. */
  async leaves(signal: AbortSignal): Promise<string | null> {
    const asked = () => this.#left.resolve(null);
    signal.addEventListener("abort", asked, { once: true });
    if (signal.aborted) asked();
    const why = await this.#left.promise;
    signal.removeEventListener("abort", asked);
    return why;
  }

  /**
   * Waits until Slack has ended it, `ms` at most or until `signal`: what Slack sends up to then is heard, whereas what is on its way
   * to a connection that this end closes is lost.
   */
  async ends(ms: number, signal: AbortSignal): Promise<void> {
    const stop = () => this.#ended.resolve();
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    await inTime(this.#ended.promise, ms);
    signal.removeEventListener("abort", stop);
  }

  /** Waits for the answers that are on their way and closes it; whatever state it is in, and never rejects. */
  async close(): Promise<void> {
    const since = performance.now();
    while (this.#isOpen && this.#unanswered > 0 && performance.now() - since < ANSWER_WITHIN_MS)
      await wait(20);
    await inTime(this.#client.disconnect(), CLOSE_WITHIN_MS).catch(() => undefined);
    this.#isOpen = false;
  }

  /** An answer that does not get through is no fault of who gives it: Slack sends an event again, a person asks again. */
  #event({ body, ack, retry_num: retryNum, retry_reason: retryReason }: Sent, log: Log): ReceiverEvent {
    let isAnswered = false;
    this.#unanswered += 1;
    return {
      body: body as ReceiverEvent["body"],
      ...(retryNum !== undefined && { retryNum }),
      ...(retryReason !== undefined && { retryReason }),
      ack: async (said) => {
        if (isAnswered) return;
        isAnswered = true;
        try {
          await ack(said === "" ? undefined : said);
        } catch (error) {
          log.warn({ err: error }, "an answer did not reach slack: its connection is closed");
        } finally {
          this.#unanswered -= 1;
        }
      },
    };
  }
}

/** As the library passes it on. */
interface Sent {
  readonly body: unknown;
  readonly ack: (said?: unknown) => Promise<void>;
  readonly retry_num?: number;
  readonly retry_reason?: string;
}

/** The library's client, which hears only what Slack is documented to send, and leaves its end to its owner. */
class Client extends SocketModeClient {
  asksToLeave: (why: string) => void = () => {};
  refused: BotOptions["refused"] = () => {};

  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    const frame = isBinary ? null : parsed(String(data));
    const { data: leaving } = farewell.safeParse(frame);
    if (leaving !== undefined) return this.asksToLeave(leaving.reason);
    // 3.1.0 passes on whatever a frame calls its type, its own names among them, and breaks on an event without one.
    const { data: sent } = envelope.safeParse(frame);
    const isWhole =
      sent !== undefined && (sent.type !== "events_api" || event.safeParse(sent.payload).success);
    if (isWhole || hello.safeParse(frame).success) return await super.onWebSocketMessage(data, isBinary);
    if (frame === null || z.object({ type: kind }).safeParse(frame).success)
      this.refused("an envelope that cannot be read");
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Below a warning the library tells whole messages, and the ticket in the address of a connection. */
function withoutChatter(log: Log) {
  return { ...slackLogger(log), debug: () => undefined, info: () => undefined };
}
