import type { Logger } from "@slack/bolt";
import type { WebAPICallResult } from "@slack/web-api";
import {
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebClient,
} from "@slack/web-api";
import type { Config } from "../config/config.ts";
import type { Log } from "../config/log.ts";

/** The client, and what the app may do by it. */
export interface SlackClient extends WebClient {
  /** The scopes that the app was given, as Slack told with its newest answer; `null` before the first. */
  readonly granted: readonly string[] | null;
}

/** Slack answers within a second or two, or not at all. */
const TIMEOUT_MS = 10_000;

/**
 * Speaks to Slack's Web API. Its own retries are off, also after 429: a call whose reply was lost may have been
 * carried out, and only the one who made it knows how to find out.
 */
export function createSlackClient(
  { botToken, apiUrl }: Config["slack"],
  {
    log,
    called = () => {},
    dated,
    timeoutMs = TIMEOUT_MS,
  }: {
    readonly log: Log;
    readonly called?: ((call: SlackCall) => void) | undefined;
    readonly dated?: HearsDate | undefined;
    readonly timeoutMs?: number | undefined;
  },
): SlackClient {
  return new TellingClient(botToken.reveal(), {
    ...clientOptions({ apiUrl, log, dated }),
    timeout: timeoutMs,
    called,
  });
}

/** Hears the `Date` of each answer of Slack's, as it comes. */
export type HearsDate = (date: string | null) => void;

/** One call to Slack's Web API and what it came to, told to who counts them. */
export interface SlackCall {
  /** `chat.postMessage`. */
  readonly method: string;
  /** `refused` is Slack's no (`channel_not_found`), `server` an answer that is none of Slack's own. */
  readonly outcome: "ok" | "refused" | "rate-limited" | "server" | "unreachable";
}

/** The library's methods all go through `apiCall`, and it has no other place where each call could be heard. */
class TellingClient extends WebClient implements SlackClient {
  readonly #called: (call: SlackCall) => void;
  granted: readonly string[] | null = null;

  constructor(
    token: string,
    { called, ...options }: ReturnType<typeof clientOptions> & { readonly called: (call: SlackCall) => void },
  ) {
    super(token, options);
    this.#called = called;
  }

  override async apiCall(method: string, options?: Record<string, unknown>): Promise<WebAPICallResult> {
    try {
      const answer = await super.apiCall(method, options);
      this.granted = answer.response_metadata?.scopes ?? this.granted;
      this.#called({ method, outcome: "ok" });
      return answer;
    } catch (error) {
      this.#called({ method, outcome: outcomeOf(error) });
      throw error;
    }
  }
}

function outcomeOf(error: unknown): SlackCall["outcome"] {
  if (error instanceof WebAPIRateLimitedError) return "rate-limited";
  if (error instanceof WebAPIPlatformError) return "refused";
  return error instanceof WebAPIHTTPError ? "server" : "unreachable";
}

/** The same options for the clients that Bolt makes by itself. */
export function clientOptions({
  apiUrl,
  log,
  dated,
}: {
  readonly apiUrl: URL | null;
  readonly log: Log;
  readonly dated?: HearsDate | undefined;
}) {
  return {
    ...(dated !== undefined && { fetch: datedFetch(dated) }),
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl.href }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    logger: slackLogger(log),
  };
}

function datedFetch(dated: HearsDate): typeof fetch {
  return async (...asked) => {
    const answer = await fetch(...asked);
    dated(answer.headers.get("date"));
    return answer;
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

/**
 * The words of the error at the bottom of this one; `undefined` where it is none. Node's `fetch failed` keeps the reason in its
 * cause, Slack's library in `original`.
 */
export function deepestReason(error: unknown): string | undefined {
  let words: string | undefined;
  for (let at = error; at instanceof Error; at = "original" in at ? at.original : at.cause)
    words = at.message;
  return words;
}

/** Slack's own word for what is wrong (`channel_not_found`); `null` when it did not get to say one. */
export function slackError(error: unknown): string | null {
  return error instanceof WebAPIPlatformError ? error.data.error : null;
}
