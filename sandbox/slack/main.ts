import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { COMMAND } from "../../src/domain/commands/command-name.ts";
import { clockDoor } from "../clock/clock-door.ts";
import { isLocalRequest } from "../local-request.ts";
import { answerPage } from "../page/page.ts";
import { ChatState } from "./chat-state.ts";
import { Deliveries } from "./delivery.ts";
import type { ProcessInfo } from "./door.ts";
import { answerDoor, controlDoor } from "./door.ts";
import { Faults } from "./faults.ts";
import { readBody, sendJson, sendText } from "./http.ts";
import { countPayload } from "./payload-count.ts";
import { respond } from "./response-urls.ts";
import { manifestScopes } from "./scopes.ts";
import { SlackError } from "./slack-error.ts";
import { Snapshot } from "./snapshot.ts";
import { Sockets } from "./sockets.ts";
import { socketsDoor } from "./sockets-door.ts";
import { Triggers } from "./triggers.ts";
import { sendFile, Uploads } from "./uploads.ts";
import { answerMethod, sendFault } from "./web-api/answer.ts";
import { chatMethods } from "./web-api/chat.ts";
import { directoryMethods } from "./web-api/directory.ts";
import { fileMethods } from "./web-api/files.ts";
import { historyMethods } from "./web-api/history.ts";
import { viewMethods } from "./web-api/views.ts";

/** How the Slack stand-in is set up. */
export interface SlackOptions {
  /** Default: a free port. */
  readonly port?: number;
  /** Directory of the state that survives a restart; without it nothing is kept. */
  readonly home?: string;
  /** Divides the waits between the retries of an event; Slack's own limits (3 s, 30 min) stay. */
  readonly speed: number;
  readonly signingSecret: string;
  /** What the app was given when it was installed; as its manifest asks for where this is left out. */
  readonly scopes?: readonly string[];
  readonly botToken: string;
  /** Turns Socket Mode on: who has this token may connect, and nothing is sent over HTTP. */
  readonly appToken?: string | undefined;
  /** What the app's manifest calls its command; default the product's own name for it. */
  readonly command?: string | undefined;
  /** The app's HTTP base: signed requests go to `<app>/slack/events`. */
  readonly appUrl: () => string;
  /** Where the AWS stand-in is, at which the page looks; without it the page shows the chat alone. */
  readonly awsUrl?: () => string;
  /** People type in a workspace of Slack's own, so the page shows AWS alone. */
  readonly isChatElsewhere?: boolean;
  /** What `GET /sandbox/processes` lists. */
  readonly processes: () => readonly ProcessInfo[];
  /** Milliseconds since 1970; default the machine's clock. */
  readonly now?: () => number;
  /** The file of a clock that people may set; without it there is none to set. */
  readonly clockFile?: string;
}

/** A running Slack stand-in: its base URL (Web API under `/api/`, the page at `/`) and how to stop it. */
export interface SlackStandIn {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the Slack stand-in on loopback. */
export async function startSlack(options: SlackOptions): Promise<SlackStandIn> {
  const { port = 0, home, now = Date.now, command = COMMAND } = options;
  const snapshot = new Snapshot(home);
  const state: ChatState = new ChatState(now, () => snapshot.save(() => state.kept()), command);
  state.restore(snapshot.load());
  const triggers = new Triggers(now);
  const uploads = new Uploads();
  const faults = new Faults();
  const sockets = options.appToken === undefined ? null : new Sockets(options);
  const deliveries = new Deliveries({ ...options, sockets, now });

  let url = "";
  const baseUrl = () => url;
  const methods = {
    "api.test": () => ({}),
    ...chatMethods(state, baseUrl),
    ...directoryMethods(state, baseUrl),
    ...historyMethods(state, baseUrl),
    ...fileMethods(state, uploads, baseUrl),
    ...viewMethods(state, triggers),
    ...(sockets !== null && { "apps.connections.open": () => sockets.ticket(url) }),
  };
  const door = {
    ...controlDoor({ state, triggers, deliveries, baseUrl }, faults, options.processes),
    ...(sockets !== null && socketsDoor(sockets)),
    ...(options.clockFile !== undefined && clockDoor(options.clockFile, Date.now)),
  };

  const answerResponseUrl = async (id: string, request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request);
    const fault = faults.take("response_url");
    if (fault?.delayMs !== undefined) await wait(fault.delayMs);
    if (fault !== undefined && sendFault(fault, response)) return;
    try {
      respond(state, id, body);
      countPayload("stand-in", { method: "response_url", error: null });
      sendText(response, 200, "ok");
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      countPayload("stand-in", { method: "response_url", error: error.code });
      sendJson(response, error.code === "used_url" ? 404 : 400, error.body());
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    const [, area = "", rest = ""] = pathname.match(/^\/([^/]*)\/?(.*)$/) ?? [];
    if (area === "api")
      return answerMethod({ scopes: manifestScopes, methods, faults, ...options }, rest, request, response);
    if (area === "sandbox") return answerDoor(door, request, response);
    if (area === "response" && request.method === "POST") return answerResponseUrl(rest, request, response);
    if (area === "upload" && request.method === "POST")
      return uploads.receive(rest.slice("v1/".length), request, response);
    if (
      area === "files" &&
      isLocalRequest(request.headers) &&
      sendFile(state, rest.split("/")[0] ?? "", response)
    )
      return;
    const { isChatElsewhere = false } = options;
    const shown = { state, awsUrl: options.awsUrl?.() ?? null, isChatElsewhere };
    if (await answerPage(shown, request, response)) return;
    sendJson(response, 404, { ok: false, error: "not_found" });
  };

  const server = createServer((request, response) => {
    // Node's own goes by the machine's clock, whatever the clock here shows.
    response.setHeader("date", new Date(now()).toUTCString());
    answer(request, response).catch((error: unknown) => {
      // A bug of the stand-in: it answers with its own words, so that it is not taken for a refusal of Slack's.
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (!response.headersSent) sendJson(response, 500, { ok: false, error: "internal_error", why });
      else response.end();
    });
  });
  if (sockets !== null)
    server.on("upgrade", (request, socket, head) => sockets.upgrade(request, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : port}`;

  return {
    url,
    close: async () => {
      deliveries.stop();
      sockets?.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      snapshot.flush();
    },
  };
}
