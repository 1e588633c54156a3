import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { signedHeaders } from "../../../sandbox/slack/signature.ts";
import { cardId } from "../../../src/domain/messages/message-id.ts";
import { keysFor } from "../../../src/jobs/store/keys.ts";
import type { Product } from "../../support/product.ts";
import { startProduct } from "../../support/product.ts";
import type { Payload } from "./payloads.ts";
import { payloads } from "./payloads.ts";

/** What the storm came to. */
export interface Fuzzed {
  readonly sent: number;
  /** By kind of payload, how often each status was answered; over connections 504 where nothing was. */
  readonly statuses: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** Milliseconds until the answer; the slowest and the median. */
  readonly slowestMs: number;
  readonly medianMs: number;
  /** By reason, how often the app says that it turned something away. */
  readonly refused: ReadonlyMap<string, number>;
  /** A sentence for whatever is not as it was before. */
  readonly wrong: readonly string[];
}

/** So many are on their way at once; over a connection what is refused is no answer, and Slack waits three seconds for one. */
const AT_ONCE = { http: 16, sockets: 128 } as const;

/**
 * Sends signed nonsense to the whole product while a deploy waits for Apply, and then holds everything that could have
 * changed against what it was: the process, the waiting deploy, the schedule, what AWS was asked for, the channel.
 */
export async function fuzz({
  count,
  seed,
  over = "http",
  signal,
}: {
  readonly count: number;
  readonly seed: number;
  /** How the app hears: requests are sent to it, or envelopes over its own connections. */
  readonly over?: "http" | "sockets";
  readonly signal: AbortSignal;
}): Promise<Fuzzed> {
  const product = await startProduct({}, { hasSockets: over === "sockets" });
  try {
    await product.says("/loans deploy");
    await product.shows(cardId("deploy-loan-tracker-1"), "[Apply]");
    const before = await stateOf(product);
    const statuses = new Map<string, Map<number, number>>();
    const times: number[] = [];
    const wrong: string[] = [];
    const all = fc.sample(payloads, { numRuns: count, seed });
    const send = async () => {
      for (let next = all.pop(); next !== undefined && !signal.aborted; next = all.pop()) {
        const from = performance.now();
        const status =
          over === "http" ? await statusOf(next, product) : (await product.door.deliver(next)).status;
        times.push(performance.now() - from);
        const ofKind = statuses.get(next.kind) ?? new Map<number, number>();
        statuses.set(next.kind, ofKind.set(status, (ofKind.get(status) ?? 0) + 1));
        if (status === 0 || (over === "http" ? status >= 500 : status !== 200 && status !== 504))
          wrong.push(`${next.kind} was answered ${status}: ${next.body.slice(0, 200)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE[over] }, send));
    // Answers that are still on their way are given, or given up, within Slack's own limit.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const refused = await refusedBy(product);
    const after = await stateOf(product);
    for (const [what, was] of Object.entries(before)) {
      const is = after[what];
      if (is !== was) wrong.push(`${what}: ${was} before, ${is} after`);
    }
    // The door still opens for who is entitled.
    await product.press(cardId("deploy-loan-tracker-1"), "run.apply");
    await product
      .shows(cardId("deploy-loan-tracker-1"), "succeeded")
      .catch((error: Error) => wrong.push(error.message));
    times.sort((a, b) => a - b);
    return {
      sent: times.length,
      statuses,
      refused,
      slowestMs: times.at(-1) ?? 0,
      medianMs: times[Math.floor(times.length / 2)] ?? 0,
      wrong,
    };
  } finally {
    await product.stop();
  }
}

/** The status of the answer; 0 when there was none. */
async function statusOf({ contentType, body }: Payload, { sandbox }: Product): Promise<number> {
  const secret = sandbox.env["SLACK_SIGNING_SECRET"] ?? "";
  const headers = signedHeaders(body, { secret, seconds: Math.floor(Date.now() / 1_000) });
  try {
    const response = await fetch(`${sandbox.urls.app}/slack/events`, {
      method: "POST",
      headers: { "content-type": contentType, ...headers },
      body,
      signal: AbortSignal.timeout(10_000),
    });
    await response.text();
    return response.status;
  } catch {
    return 0; // no answer is what is counted
  }
}

/** What the app has counted of what it turned away. */
async function refusedBy({ sandbox }: Product): Promise<Fuzzed["refused"]> {
  const metrics = await (await fetch(`${sandbox.urls.app}/metrics`)).text();
  const lines = metrics.matchAll(/^loans_requests_refused_total\{because="([^"]+)".*\} (\d+)$/gm);
  return new Map([...lines].map(([, because = "", count]) => [because, Number(count)]));
}

/** All that a payload could have changed, each as one text. */
async function stateOf(product: Product): Promise<Readonly<Record<string, string>>> {
  const { sandbox, redis } = product;
  const keys = keysFor("loan-tracker");
  const log = readFileSync(join(sandbox.home, "logs", "app.log"), "utf8");
  const entries = await product.journal("deploy-loan-tracker-1");
  const channel = await product.door.messages("approver");
  const isForAll = channel.filter(({ ephemeral }) => !ephemeral);
  return {
    "the process": String(sandbox.pid("app")),
    "errors of a listener's own in the log": String(
      log.match(/TypeError|RangeError|not handled/g)?.length ?? 0,
    ),
    "bugs told to people": String(log.match(/a listener broke/g)?.length ?? 0),
    "the journal of the deploy": entries.map(({ kind }) => kind).join(" "),
    runs: (await redis.zrevrange(keys.runs, 0, -1)).join(" "),
    "the schedule": (await redis.lrange(keys.schedule, 0, -1)).join(" "),
    "decided days": JSON.stringify(await redis.hgetall(keys.decided)),
    "effects in AWS": String((await product.effects()).length),
    "messages in the channel": isForAll.map(({ ts }) => ts).join(" "),
  };
}
