import { parseJson } from "../../src/web/json.ts";
import { signedHeaders } from "./signature.ts";
import type { Sockets } from "./sockets.ts";

/** What the app answered to a command, an interaction or an event. */
export interface Acknowledgment {
  /** HTTP status; 504 when the app took longer than three seconds, 502 when it was not there. */
  readonly status: number;
  readonly ackMs: number;
  /** Parsed JSON, or the text as it came; empty string when there was none. */
  readonly body: unknown;
}

/** A request as it was sent, so that it can be sent again. */
export interface Delivery {
  readonly contentType: "application/x-www-form-urlencoded" | "application/json";
  readonly body: string;
  /** The id of the response URL that is in it. */
  readonly responseUrl?: string;
}

/** What Slack says of an event that it sends once more. */
export interface Repeat {
  /** 1 the first time that it is repeated. */
  readonly attempt: number;
  readonly reason: string;
}

interface AppSetting {
  /** The app's HTTP base, asked each time, because a restarted app may have moved. */
  readonly appUrl: () => string;
  readonly signingSecret: string;
  /** Where the app uses Socket Mode; then nothing is sent over HTTP. */
  readonly sockets: Sockets | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Divides the waits between the retries of an event. */
  readonly speed: number;
}

const ackTimeoutMs = 3_000;
/** Slack repeats an event that was not acknowledged at once, after a minute and after five. */
const eventRetryMs = [0, 60_000, 300_000];

/** Sends requests to the app as Slack does: signed over HTTP, or over the app's own connections. */
export class Deliveries {
  readonly #setting: AppSetting;
  readonly #retries = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(setting: AppSetting) {
    this.#setting = setting;
  }

  /** Sends once and waits for the acknowledgment, three seconds at most. */
  async send(delivery: Delivery, repeat: Repeat | null = null): Promise<Acknowledgment> {
    const { sockets } = this.#setting;
    if (sockets !== null) return await sockets.send(delivery, repeat);
    const seconds = Math.floor(this.#setting.now() / 1000);
    const startedAt = performance.now();
    const took = () => Math.round((performance.now() - startedAt) * 10) / 10;
    try {
      const response = await fetch(new URL("/slack/events", this.#setting.appUrl()), {
        method: "POST",
        headers: {
          "content-type": delivery.contentType,
          "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
          ...signedHeaders(delivery.body, { secret: this.#setting.signingSecret, seconds }),
          ...(repeat !== null && {
            "x-slack-retry-num": String(repeat.attempt),
            "x-slack-retry-reason": repeat.reason,
          }),
        },
        body: delivery.body,
        signal: AbortSignal.timeout(ackTimeoutMs),
      });
      const text = await response.text();
      return { status: response.status, ackMs: took(), body: parseJson(text) ?? text };
    } catch (error) {
      const status = error instanceof Error && error.name === "TimeoutError" ? 504 : 502;
      return { status, ackMs: took(), body: "" };
    }
  }

  /** Sends an event and, when it is not acknowledged, up to three times more in the background. */
  async sendEvent(delivery: Delivery): Promise<Acknowledgment> {
    const first = await this.send(delivery);
    if (!acknowledged(first)) this.#retryEvent(delivery, 0, first);
    return first;
  }

  /** Gives up the retries that wait. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#retries) clearTimeout(timer);
    this.#retries.clear();
  }

  #retryEvent(delivery: Delivery, index: number, last: Acknowledgment): void {
    const waitMs = eventRetryMs[index];
    if (waitMs === undefined || this.#stopped) return;
    const timer = setTimeout(async () => {
      this.#retries.delete(timer);
      const reasons: Readonly<Record<number, string>> = { 502: "connection_failed", 504: "http_timeout" };
      const again = await this.send(delivery, {
        attempt: index + 1,
        reason: reasons[last.status] ?? "http_error",
      });
      if (!acknowledged(again)) this.#retryEvent(delivery, index + 1, again);
    }, waitMs / this.#setting.speed);
    this.#retries.add(timer);
  }
}

/** Slack takes any 2xx for an acknowledgment. */
export function acknowledged({ status }: Acknowledgment): boolean {
  return status >= 200 && status < 300;
}
