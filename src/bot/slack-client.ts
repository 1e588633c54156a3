import type { Logger } from "@slack/bolt";
import { LogLevel, WebClient } from "@slack/web-api";
import type { Config } from "../config.ts";
import type { Log } from "../log.ts";

/**
 * Speaks to Slack's Web API. Its own retries are off, also after 429: a call whose reply was lost may have been
 * carried out, and only the one who made it knows how to find out.
 */
export function createSlackClient({ botToken, apiUrl }: Config["slack"], log: Log): WebClient {
  return new WebClient(botToken.reveal(), clientOptions({ apiUrl, log }));
}

/** The same options for the clients that Bolt makes by itself. */
export function clientOptions({ apiUrl, log }: { readonly apiUrl: URL | null; readonly log: Log }) {
  return {
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl.href }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 10_000,
    logger: slackLogger(log),
  };
}

/** Slack's libraries log through ours; their chatter below a warning is of use only when looking for a fault. */
export function slackLogger(log: Log): Logger {
  const write =
    (level: "debug" | "warn" | "error") =>
    (...words: readonly unknown[]) => {
      const [error] = words.filter((word) => word instanceof Error);
      log[level](
        {
          said: words.filter((word) => typeof word === "string").join(" "),
          ...(error ? { err: error } : {}),
        },
        "slack library",
      );
    };
  return {
    debug: write("debug"),
    info: write("debug"),
    warn: write("warn"),
    error: write("error"),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
