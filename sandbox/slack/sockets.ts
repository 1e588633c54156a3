import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import { WebSocketServer } from "ws";
import { parseJson } from "../../src/web/json.ts";
import type { Acknowledgment, Delivery, Repeat } from "./delivery.ts";
import { SlackError } from "./slack-error.ts";

/** An address is good once, and so long. */
const TICKET_MS = 30_000;
/** Slack keeps so many connections of one app, and ends a further one at once (docs.slack.dev, "Using Socket Mode"). */
const MOST_CONNECTIONS = 10;
const PING_MS = 10_000;
/** Between the word that a connection is to be renewed and its end. */
const FAREWELL_MS = 10_000;
const ACK_TIMEOUT_MS = 3_000;
/** How often a connection that is to end is looked at while something sent over it is unanswered. */
const DRAIN_MS = 20;

/** Why Slack ends a connection, in its own words. */
export type Farewell = "warning" | "refresh_requested" | "link_disabled" | "too_many_websockets";

/** An envelope on its way, waiting for the frame that answers it. */
interface Waiting {
  readonly takesPayload: boolean;
  readonly over: WebSocket;
  readonly answered: (payload: unknown) => void;
  /** Its connection is gone, and no answer comes any more. */
  readonly lost: () => void;
}

/** Slack's end of Socket Mode: the app connects, and everything comes as an envelope over one of its connections, in turn. */
export class Sockets {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Map<string, number>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Connections that ended from here. */
  readonly #ended = new WeakSet<WebSocket>();
  readonly #speed: number;
  /** In the order in which they are sent to next. */
  #open: WebSocket[] = [];
  #isEnabled = true;
  #duplicates = 0;
  #left = 0;
  #cuts: { readonly requests: number; readonly when: "before" | "after" } = { requests: 0, when: "before" };

  /** `speed` divides the time between Slack's word that it ends a connection and the end. */
  constructor({ speed }: { readonly speed: number }) {
    this.#speed = speed;
  }

  /** What `apps.connections.open` answers. */
  ticket(baseUrl: string): { readonly url: string } {
    if (!this.#isEnabled) throw new SlackError("link_disabled");
    const ticket = randomBytes(12).toString("hex");
    this.#tickets.set(ticket, Date.now() + TICKET_MS);
    return { url: `${baseUrl.replace(/^http/, "ws")}/link/?ticket=${ticket}&app_id=A0LOANS` };
  }

  /** Takes a request to become a connection, whose ticket must be a new one. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    const ticket = searchParams.get("ticket") ?? "";
    const until = this.#tickets.get(ticket) ?? 0;
    this.#tickets.delete(ticket);
    if (pathname !== "/link/" || until < Date.now()) {
      socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#welcome(opened));
  }

  /** How many connections there are, how many requests are still to come twice, or to break theirs, and how many the app has left. */
  counts(): {
    readonly open: number;
    readonly twice: number;
    readonly cuts: number;
    readonly left: number;
  } {
    return { open: this.#open.length, twice: this.#duplicates, cuts: this.#cuts.requests, left: this.#left };
  }

  /** Sends it over the next connection and waits for its answer, three seconds at most. */
  async send(delivery: Delivery, repeat: Repeat | null): Promise<Acknowledgment> {
    const startedAt = performance.now();
    const took = () => Math.round((performance.now() - startedAt) * 10) / 10;
    const times = this.#duplicates > 0 ? 2 : 1;
    this.#duplicates = Math.max(0, this.#duplicates - 1);
    const to = Array.from({ length: times }, () => this.#next()).filter((one) => one !== null);
    if (to.length === 0) return { status: 502, ackMs: took(), body: "" };
    const answers = to.map((one) => this.#over(one, envelopeOf(delivery, repeat)));
    const payload = await Promise.race(answers);
    if (payload === undefined) return { status: 504, ackMs: took(), body: "" };
    return { status: 200, ackMs: took(), body: payload };
  }

  /** The next so many requests are sent over two connections each. */
  sendTwice(requests: number): void {
    this.#duplicates = requests;
  }

  /** Sends that over every connection as it is, whatever it is. */
  say(frame: string): void {
    for (const one of this.#open) one.send(frame);
  }

  /** Tells the oldest connection, or all of them, that it ends, and ends it a little later; `link_disabled` at once, for good. */
  sayFarewell(reason: Farewell, which: "oldest" | "all"): number {
    if (reason === "link_disabled") this.#isEnabled = false;
    const leaving = which === "all" ? [...this.#open] : this.#open.slice(0, 1);
    for (const one of leaving) {
      one.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "stand-in" } }));
      if (reason === "link_disabled") this.#close(one);
      else this.#later(FAREWELL_MS / this.#speed, () => this.#end(one));
    }
    return leaving.length;
  }

  /** Ends it once what was sent over it is answered, or its time is over: an announced end takes nothing with it. */
  #end(one: WebSocket): void {
    const isAwaited = [...this.#waiting.values()].some(({ over }) => over === one);
    if (isAwaited) this.#later(DRAIN_MS, () => this.#end(one));
    else this.#close(one);
  }

  #break(one: WebSocket): void {
    this.#ended.add(one);
    one.terminate();
  }

  #close(one: WebSocket): void {
    this.#ended.add(one);
    one.close(1000);
  }

  /** Socket Mode is turned on again in the app's settings. */
  enable(): void {
    this.#isEnabled = true;
  }

  /** Breaks the connection of each of the next so many requests: before it is sent, or when it was answered, so that the answer is lost. */
  cutAtRequests(requests: number, when: "before" | "after"): void {
    this.#cuts = { requests, when };
  }

  /** The network breaks: all connections are gone without a word. */
  cut(): number {
    const all = [...this.#open];
    for (const one of all) this.#break(one);
    return all.length;
  }

  /** Ends all connections and gives up what waits. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.cut();
    this.#server.close();
  }

  #welcome(opened: WebSocket): void {
    const isOneTooMany = this.#open.length >= MOST_CONNECTIONS;
    const pings = setInterval(() => opened.ping(), PING_MS);
    this.#open.push(opened);
    opened.on("message", (frame) => this.#answered(frame));
    opened.on("error", () => this.#break(opened));
    opened.on("close", () => {
      if (!this.#ended.has(opened)) this.#left += 1;
      clearInterval(pings);
      this.#open = this.#open.filter((one) => one !== opened);
      for (const { over, lost } of this.#waiting.values()) if (over === opened) lost();
    });
    if (isOneTooMany) {
      opened.send(JSON.stringify({ type: "disconnect", reason: "too_many_websockets" }));
      this.#close(opened);
      return;
    }
    const info = { app_id: "A0LOANS" };
    opened.send(
      JSON.stringify({
        ...{ type: "hello", num_connections: this.#open.length, connection_info: info },
        debug_info: { host: "stand-in", approximate_connection_time: 18_060 },
      }),
    );
  }

  /** Round-robin over those that can be written to. */
  #next(): WebSocket | null {
    const next = this.#open.find((one) => one.readyState === one.OPEN);
    if (next === undefined) return null;
    this.#open = [...this.#open.filter((one) => one !== next), next];
    return next;
  }

  /** What it was answered with; `undefined`: nothing came in time. */
  async #over(socket: WebSocket, { takesPayload, payload: json, ...envelope }: Envelope): Promise<unknown> {
    const id = randomUUID();
    const answer = Promise.withResolvers<unknown>();
    const timer = this.#later(ACK_TIMEOUT_MS, () => answer.resolve(undefined));
    const head = JSON.stringify({ ...envelope, envelope_id: id, accepts_response_payload: takesPayload });
    const { requests, when } = this.#cuts;
    const isCut = requests > 0;
    if (isCut) this.#cuts = { requests: requests - 1, when };
    const answered = (said: unknown) => (isCut ? this.#break(socket) : answer.resolve(said));
    const lost = () => answer.resolve(undefined);
    this.#waiting.set(id, { takesPayload, over: socket, answered, lost });
    if (isCut && when === "before") this.#break(socket);
    else socket.send(`${head.slice(0, -1)},"payload":${json}}`);
    const payload = await answer.promise;
    clearTimeout(timer);
    this.#timers.delete(timer);
    this.#waiting.delete(id);
    return payload;
  }

  #answered(frame: RawData): void {
    const said = parseJson(String(frame));
    const { envelope_id: id, payload } = (said ?? {}) as { envelope_id?: unknown; payload?: unknown };
    const waiting = typeof id === "string" ? this.#waiting.get(id) : undefined;
    // A frame without a payload, or with an empty one, answers and says nothing.
    const says = typeof payload === "object" && payload !== null && Object.keys(payload).length > 0;
    waiting?.answered(says && waiting.takesPayload ? payload : "");
  }

  #later(ms: number, act: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }
}

interface Envelope {
  readonly type: "slash_commands" | "interactive" | "events_api";
  /** As JSON: however it is nested, it is passed on as it came. */
  readonly payload: string;
  readonly takesPayload: boolean;
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
}

/** The same request as it would have come over HTTP, without its form. */
function envelopeOf({ contentType, body }: Delivery, repeat: Repeat | null): Envelope {
  if (contentType === "application/json") {
    const again = repeat && { retry_attempt: repeat.attempt, retry_reason: repeat.reason };
    return { type: "events_api", payload: jsonOf(body), takesPayload: false, ...again };
  }
  const fields = new URLSearchParams(body);
  const interaction = fields.get("payload");
  if (interaction === null) {
    return {
      type: "slash_commands",
      payload: JSON.stringify(Object.fromEntries(fields)),
      takesPayload: true,
    };
  }
  const isForm = (parseJson(interaction) as { type?: unknown } | null)?.type === "view_submission";
  return { type: "interactive", payload: jsonOf(interaction), takesPayload: isForm };
}

/** What is no JSON is passed on as a text. */
function jsonOf(text: string): string {
  return parseJson(text) === undefined ? JSON.stringify(text) : text;
}
