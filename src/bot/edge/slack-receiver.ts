import type { IncomingMessage, ServerResponse } from "node:http";
import type { App, Receiver, ReceiverEvent } from "@slack/bolt";
import { verifySlackRequest } from "@slack/bolt";
import type { BotOptions } from "../bot-parts.ts";
import { ForeignRequest } from "./foreign-request.ts";

/**
 * Slack's own bodies are small: a press carries the message that it was made on, 50 blocks and 16 KB of metadata at the
 * most, escaped as JSON within a form. Whatever is longer is not read.
 */
const LONGEST_BODY_BYTES = 256 * 1024;

/**
 * All bodies that are being read at once. Slack's are there within moments; what is held beyond this is memory that
 * nobody has signed for, and that the process would keep (it stood at 261 MB instead of 150 MB after 500 of 250 KB).
 */
const MOST_HELD_BYTES = 1024 * 1024;

/** Slack's own rule for replays (docs.slack.dev, "Verifying requests from Slack"), here for clocks ahead as well. */
const SIGNED_WITHIN_MS = 5 * 60_000;

/** A request that is turned away: with which status, and why, in one of a few constant phrases. */
class Refusal extends Error {
  readonly status: 400 | 401 | 408 | 413;

  constructor(status: Refusal["status"], because: string) {
    super(because);
    this.name = "Refusal";
    this.status = status;
  }
}

/** A receiver for Bolt whose HTTP server is somebody else's. */
export interface SlackReceiver extends Receiver {
  /** Serves one request of `POST /slack/events`; never throws. */
  requestListener(request: IncomingMessage, response: ServerResponse): void;
}

/**
 * Takes Slack's requests over HTTP and hands them to Bolt. Bolt's own receiver reads up to 4 MB before it asks for a
 * signature, and throws outside of every handler where a signed body is `null` (5.1.0), which ends the process.
 */
export function createSlackReceiver({
  signingSecret,
  slackClock,
  log,
  refused,
}: {
  readonly signingSecret: { reveal(): string };
} & Pick<BotOptions, "slackClock" | "log" | "refused">): SlackReceiver {
  let app: App | undefined;
  const readBody = bodyReader();

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readBody(request);
    // Slack's look whether anybody is there comes without a signature, and asks for nothing else.
    const fields = isForm(request) ? new URLSearchParams(text) : null;
    if (fields?.get("ssl_check") === "1") return answer(response, 200);
    verify(request, text);
    await app?.processEvent({
      body: decoded(text, fields) as ReceiverEvent["body"],
      ack: async (said?: string | object) => {
        if (!response.headersSent) answer(response, 200, said);
      },
    });
    // Every listener acknowledges first, so that this is one that broke before it could.
    if (!response.headersSent) answer(response, 500);
  }

  function verify(request: IncomingMessage, body: string): void {
    const signature = request.headers["x-slack-signature"];
    const signedAt = request.headers["x-slack-request-timestamp"];
    if (typeof signature !== "string" || typeof signedAt !== "string" || !/^\d{1,12}$/.test(signedAt))
      throw new Refusal(401, "not signed");
    const seconds = Number(signedAt);
    const headers = { "x-slack-signature": signature, "x-slack-request-timestamp": seconds };
    try {
      // The signature alone: Bolt lets a time in the future pass, so that the time is held below, in both directions.
      verifySlackRequest({
        signingSecret: signingSecret.reveal(),
        body,
        headers,
        nowMilliseconds: seconds * 1_000,
      });
    } catch {
      throw new Refusal(401, "signed by somebody else");
    }
    if (Math.abs(slackClock.now().getTime() - seconds * 1_000) > SIGNED_WITHIN_MS)
      throw new Refusal(401, "signed more than five minutes ago or ahead");
  }

  return {
    init: (bolt) => {
      app = bolt;
    },
    // Whoever owns the HTTP server starts and stops it.
    start: async () => undefined,
    stop: async () => undefined,
    requestListener(request, response) {
      receive(request, response).catch((error: unknown) => {
        if (error instanceof Refusal || error instanceof ForeignRequest) {
          refused(error.message);
          answer(response, error instanceof Refusal ? error.status : 400);
        } else {
          log.error({ err: error }, "a request from slack was not handled");
          answer(response, 500);
        }
      });
    },
  };
}

/**
 * Reads whole bodies as text, those that are short enough; what is too long is not read to its end. Where too much is
 * held at once, the body that has been longest on its way is let go.
 */
function bodyReader(): (request: IncomingMessage) => Promise<string> {
  /** Bytes by request, the oldest first. */
  const held = new Map<IncomingMessage, number>();

  function hold(request: IncomingMessage, bytes: number): void {
    held.set(request, bytes);
    let all = 0;
    for (const one of held.values()) all += one;
    for (const [oldest, its] of held) {
      if (all <= MOST_HELD_BYTES || oldest === request) return;
      held.delete(oldest);
      oldest.destroy();
      all -= its;
    }
  }

  return async (request) => {
    if (Number(request.headers["content-length"] ?? 0) > LONGEST_BODY_BYTES) throw tooLong();
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      // Not destroyed where the loop is left early: the sender is to hear why.
      for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > LONGEST_BODY_BYTES) throw tooLong();
        chunks.push(chunk);
        hold(request, bytes);
      }
    } catch (error) {
      if (error instanceof Refusal) throw error;
      // The sender went away, took longer than the server allows, or was let go for others.
      throw new Refusal(408, "a body that was not sent to its end");
    } finally {
      held.delete(request);
    }
    return Buffer.concat(chunks).toString("utf8");
  };
}

function tooLong(): Refusal {
  return new Refusal(413, "a body longer than 256 KB");
}

function isForm({ headers }: IncomingMessage): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(headers["content-type"] ?? "");
}

/** A command's fields come as a form, an interaction as JSON within one, an event as JSON. */
function decoded(text: string, fields: URLSearchParams | null): unknown {
  if (fields === null) return parsed(text);
  const payload = fields.get("payload");
  return payload === null ? Object.fromEntries(fields) : parsed(payload);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "a body that is no JSON");
  }
}

/** Answers once. Where the body was not read, the connection ends with the answer. */
function answer(response: ServerResponse, status: number, said?: string | object): void {
  if (response.headersSent || response.destroyed) return;
  const isJson = typeof said === "object";
  const content = isJson ? JSON.stringify(said) : (said ?? "");
  response.writeHead(status, {
    ...(content === "" ? {} : { "content-type": isJson ? "application/json" : "text/plain; charset=utf-8" }),
    ...(status < 400 ? {} : { connection: "close" }),
  });
  response.end(content);
}
