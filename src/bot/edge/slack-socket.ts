import { setTimeout as wait } from "node:timers/promises";
import type { App, Receiver, ReceiverEvent } from "@slack/bolt";
import { WebAPIRateLimitedError } from "@slack/web-api";
import type { Config } from "../../config/config.ts";
import { socketRemedyOf } from "../../domain/messages/slack-error.ts";
import type { BotOptions } from "../bot-parts.ts";
import { deepestReason, slackError } from "../slack-client.ts";
import { ForeignRequest } from "./foreign-request.ts";
import { SocketConnection } from "./socket-connection.ts";

/** How many connections are kept: while Slack renews one (every few hours), the other hears. It allows ten to an app. */
const CONNECTIONS = 2;
/** After a failure, doubled with each one more; Slack lets `apps.connections.open` be called a few times a minute. */
const FIRST_REST_MS = 500;
const LONGEST_REST_MS = 30_000;
/** Slack ends a connection about ten seconds after its word that it will; one that outlives that is closed from here. */
const ENDED_WITHIN_MS = 20_000;
/** A connection that ends sooner counts as a failure: whatever closes it would do so with the next one at once. */
const SHORT_LIVED_MS = 5_000;

/** What hears Slack over connections that the app itself opens (Socket Mode), so that nothing has to reach it from outside. */
export interface SlackSocket extends Receiver {
  /** Why nothing is heard now, as a sentence with what helps; `null`: a connection is open. */
  trouble(): string | null;
}

/**
 * Keeps connections open until it is stopped, with Slack away at any moment. The library's own way to connect again is not used
 * (3.1.0): it leaves seconds without a connection at each renewal, and a network that is away then ends the process.
 */
export function createSlackSocket({
  appToken,
  apiUrl,
  pace,
  log,
  refused,
}: Pick<Config["slack"], "apiUrl"> & {
  readonly appToken: { reveal(): string };
  readonly pace: number;
} & Pick<BotOptions, "log" | "refused">): SlackSocket {
  let app: App | undefined;
  const stopped = new AbortController();
  const open = new Set<SocketConnection>();
  const leaving = new Set<Promise<void>>();
  let lastTrouble = "no connection to Slack is open yet";
  let lines: readonly Promise<void>[] = [];

  async function hear(event: ReceiverEvent): Promise<void> {
    try {
      await app?.processEvent(event);
    } catch (error) {
      if (error instanceof ForeignRequest) refused(error.message);
      else log.error({ err: error }, "a request from slack was not handled");
    }
  }

  function close(connection: SocketConnection, after = Promise.resolve()): void {
    const goes = after.then(async () => await connection.close()).finally(() => open.delete(connection));
    leaving.add(goes);
    void goes.finally(() => leaving.delete(goes));
  }

  /** Leaves the end to Slack, which has announced it: what it sends until then is heard. */
  function letGo(connection: SocketConnection): void {
    close(connection, connection.ends(ENDED_WITHIN_MS / pace, stopped.signal));
  }

  /** One of the connections: whenever Slack is about to end it, the next one is opened at once. */
  async function keepOpen(): Promise<void> {
    let failures = 0;
    let old: SocketConnection | null = null;
    while (!stopped.signal.aborted) {
      const connection = new SocketConnection({ appToken, apiUrl, log, hear, refused });
      const began = performance.now();
      let restMs = 0;
      try {
        await connection.open();
        open.add(connection);
        if (old !== null) letGo(old);
        old = connection;
        lastTrouble = troubleSentence((await connection.leaves(stopped.signal)) ?? "it was lost");
        failures = (performance.now() - began) * pace < SHORT_LIVED_MS ? failures + 1 : 0;
      } catch (error) {
        close(connection);
        failures += 1;
        lastTrouble = troubleSentence(slackError(error) ?? deepestReason(error) ?? "it was closed");
        log.warn({ err: error }, "no connection to slack was opened");
        if (error instanceof WebAPIRateLimitedError) restMs = error.retryAfter * 1_000;
      }
      if (failures > 0) await rest(Math.max(restMs, restAfter(failures) / pace));
    }
    if (old !== null) letGo(old);
  }

  const rest = async (ms: number) =>
    await wait(ms, undefined, { signal: stopped.signal }).catch(() => undefined);

  return {
    init: (bolt) => {
      app = bolt;
    },
    start: async () => {
      lines = Array.from({ length: CONNECTIONS }, keepOpen);
    },
    stop: async () => {
      stopped.abort();
      await Promise.all(lines);
      await Promise.all(leaving);
    },
    trouble: () => ([...open].some((one) => one.hears()) ? null : lastTrouble),
  };
}

/** Scattered, so that many processes that lost Slack together do not come back together. */
function restAfter(failures: number): number {
  const most = Math.min(FIRST_REST_MS * 2 ** (failures - 1), LONGEST_REST_MS);
  return most / 2 + (Math.random() * most) / 2;
}

function troubleSentence(why: string): string {
  return `no connection to Slack is open, so no command is heard: ${why}; ${socketRemedyOf(why)}`;
}
