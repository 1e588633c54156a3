import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppOptions, Receiver, ReceiverEvent } from "@slack/bolt";
import { App } from "@slack/bolt";
import { assertNever } from "../domain/problem.ts";
import type { BotOptions, BotParts } from "./bot-parts.ts";
import { ForeignRequest } from "./edge/foreign-request.ts";
import { createSlackReceiver } from "./edge/slack-receiver.ts";
import { readSlackRequest } from "./edge/slack-request.ts";
import { createSlackSocket } from "./edge/slack-socket.ts";
import { renewHomes } from "./home-renewal.ts";
import { registerActions } from "./listeners/on-action.ts";
import { registerCommand } from "./listeners/on-command.ts";
import { registerHome } from "./listeners/on-home.ts";
import { registerMention } from "./listeners/on-mention.ts";
import { registerModals } from "./listeners/on-modal.ts";
import { slackPath } from "./names.ts";
import { createPeople } from "./people.ts";
import { createSharing } from "./shared-channel.ts";
import { clientOptions, slackLogger } from "./slack-client.ts";

/** What hears Slack: over connections that it opens where there is an app-level token, else over HTTP, as soon as it is served. */
export interface SlackApp {
  /** Begins to hear over connections; of HTTP nothing has to begin. Slack may be away. */
  start(): Promise<void>;
  /**
   * Serves `POST /slack/events`; the HTTP server is somebody else's. Anything else is answered with 404, and over connections
   * everything is: what came both ways would be heard twice.
   */
  requestListener(request: IncomingMessage, response: ServerResponse): void;
  /** Why nothing of Slack's would be heard now, with what helps; `null`: it would. */
  deafness(): string | null;
  /** Why somebody may be without a right that they should have: a sentence with what helps; `null`: nobody is. */
  trouble(): Promise<string | null>;
  /** Renews the Homes that show older news; throws where what there is cannot be read. */
  renewHomes(): Promise<void>;
  /** Hears no more, and waits for the listeners that have acknowledged and not yet answered. */
  stop(): Promise<void>;
}

/** A Bolt app with everything registered. */
export function createSlackApp(options: BotOptions): SlackApp {
  const { config, log } = options;
  const { botToken, apiUrl, command } = config.slack;
  const logger = slackLogger(log);
  const { receiver, requestListener, deafness } = wayFromSlack(options);
  const app = new AppBehindTheEdge(command, {
    receiver,
    // Not `token`: with one Bolt calls Slack while it is built, and with Slack away the process dies of it.
    authorize: async () => ({ botToken: botToken.reveal() }),
    tokenVerificationEnabled: false,
    extendedErrorHandler: true,
    // Conversation state is kept in the journal; Bolt's memory store would only grow.
    convoStore: false,
    // For the client that Bolt makes; what the bot says goes through its own.
    clientOptions: clientOptions({ apiUrl, log }),
    logger,
  });
  const people = createPeople({ ...options, policy: config.people });
  const sharing = createSharing({
    client: options.client,
    isAllowed: config.slack.isSharedAllowed,
    now: () => options.clock.now().getTime(),
    log,
  });
  const parts: BotParts = { ...options, people, sharing };

  const pending = new Set<Promise<void>>();
  const track = (work: Promise<void>): Promise<void> => {
    pending.add(work);
    return work.finally(() => pending.delete(work));
  };
  registerCommand(app, parts, track);
  registerMention(app, parts, track);
  registerHome(app, parts, track);
  registerActions(app, parts, track);
  registerModals(app, parts, track);
  app.error(async ({ error, body }: { readonly error: Error; readonly body: object }) => {
    // Listeners answer for themselves, so whatever arrives here has nobody to be told to.
    log.error(
      { err: error, type: "type" in body ? body.type : null },
      "a request from slack was not handled",
    );
  });

  return {
    async start() {
      // Its answer tells Slack's time, by which whatever Slack sends is judged, from the first request on.
      void options.client.api.test().catch(() => undefined);
      await receiver.start();
    },
    requestListener(request, response) {
      const isSlacks = request.method === "POST" && request.url?.split("?")[0] === slackPath;
      if (isSlacks && requestListener) return requestListener(request, response);
      response.writeHead(404).end();
    },
    deafness,
    trouble: async () => await people.trouble(),
    renewHomes: async () => await renewHomes(parts),
    async stop() {
      await receiver.stop();
      if (pending.size > 0)
        log.info({ listeners: pending.size }, "waiting for answers that are on their way");
      await Promise.allSettled(pending);
    },
  };
}

/** By which of the two ways Slack's requests come; `requestListener` is there for HTTP alone. */
function wayFromSlack(options: BotOptions): {
  readonly receiver: Receiver;
  readonly requestListener?: SlackApp["requestListener"];
  readonly deafness: SlackApp["deafness"];
} {
  const { appToken, signingSecret, apiUrl } = options.config.slack;
  if (appToken !== null) {
    const socket = createSlackSocket({ ...options, appToken, apiUrl, pace: options.config.pace });
    return { receiver: socket, deafness: socket.trouble };
  }
  if (signingSecret === null) throw new Error("the HTTP bot was built without a signing secret");
  const receiver = createSlackReceiver({ ...options, signingSecret });
  return { receiver, requestListener: receiver.requestListener, deafness: () => null };
}

/** Bolt's app, which hears of a request only once the edge has read it, whichever receiver it came through. */
class AppBehindTheEdge extends App {
  readonly #command: string;

  constructor(command: string, options: AppOptions) {
    super(options);
    this.#command = command;
  }

  override async processEvent(event: ReceiverEvent): Promise<void> {
    const request = readSlackRequest(event.body, { command: this.#command });
    switch (request.is) {
      case "heard":
        return await super.processEvent({ ...event, body: request.body });
      case "challenge":
        return await event.ack({ challenge: request.challenge });
      case "unheard":
        // At once: Slack takes silence for a failure, and sends an event again.
        return await event.ack(
          request.says === null ? undefined : { response_type: "ephemeral", text: request.says },
        );
      case "foreign":
        throw new ForeignRequest(request.because);
      default:
        return assertNever(request);
    }
  }
}
