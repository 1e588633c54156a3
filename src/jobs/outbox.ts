import type { DaySummary } from "../domain/category-counts.ts";
import { backoffMs } from "../domain/retry-class.ts";
import type { Log } from "../log.ts";
import type { Owing } from "./gauges.ts";
import type { Keys } from "./keys.ts";
import type { Clock, Said } from "./parts.ts";
import type { Announcer, Owed, RunView } from "./ports.ts";
import type { After, WakeQueue } from "./queue.ts";
import type { RedisConnection } from "./redis.ts";

/** A card is edited at most this often: Slack allows about 50 edits a minute, and people read no faster. */
const EDIT_EVERY_MS = 3_000;

/** Slack's clock and ours may differ by this much when a message is looked for by its time. */
const CLOCK_SKEW_MS = 60_000;

/** Kept as long as anybody may press a button on it. */
const KEEP_SECONDS = 90 * 24 * 3_600;

interface OutboxParts {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly queue: WakeQueue;
  readonly announcer: Announcer;
  readonly channel: string;
  readonly view: (runId: string) => Promise<RunView | null>;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace: number;
}

/**
 * Messages that are owed to the channel. Each is written down before it is posted, so that after a crash or a lost
 * reply it is looked for instead of posted twice; an edit is repeated until the message shows the newest state.
 */
export class Outbox implements Said {
  readonly #parts: OutboxParts;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** The run's card shows less than its journal says. */
  async cardIsStale(runId: string): Promise<void> {
    await this.#parts.queue.wake(cardId(runId));
  }

  /** Permalink of the run's card; `null` until it is posted. */
  async cardUrl(runId: string): Promise<string | null> {
    return (await this.#parts.redis.hget(this.#parts.keys.message(cardId(runId)), "permalink")) || null;
  }

  async seeSummary(runId: string): Promise<"absent" | "owed" | "posted"> {
    const [summary, ts] = await this.#parts.redis.hmget(
      this.#parts.keys.message(summaryId(runId)),
      "summary",
      "ts",
    );
    if (ts) return "posted";
    return summary ? "owed" : "absent";
  }

  async oweSummary(summary: DaySummary): Promise<void> {
    const id = summaryId(summary.runId);
    await this.#parts.redis.hset(this.#parts.keys.message(id), "summary", JSON.stringify(summary));
    await this.#parts.redis.zadd(this.#parts.keys.stale, "1", id);
    await this.#parts.queue.wake(id);
  }

  /** Messages that are owed and that no job may be carrying: after a crash between writing and waking. */
  async stale(): Promise<readonly string[]> {
    return await this.#parts.redis.zrange(this.#parts.keys.stale, "0", "-1");
  }

  /** The same by run, with when each was last said. */
  async owing(): Promise<readonly Owing[]> {
    return await Promise.all(
      (await this.stale()).map(async (id) => {
        const saidAt = await this.#parts.redis.hget(this.#parts.keys.message(id), "saidAt");
        const kind = id.startsWith(CARD) ? "card" : "summary";
        return { kind, runId: id.slice(kind.length + 1), saidAtMs: saidAt === null ? null : Number(saidAt) };
      }),
    );
  }

  /** Brings one message up to date: post, edit, or nothing; parks until the next edit is allowed or Slack is back. */
  async deliver(id: string): Promise<After> {
    const { redis, keys, log } = this.#parts;
    const score = await redis.zscore(keys.stale, id);
    try {
      const after = await this.#bring(id);
      if (after.next === "end") {
        await redis.hdel(keys.message(id), "tries");
        if (score !== null) await redis.eval(SETTLE, 1, keys.stale, id, score);
      }
      return after;
    } catch (error) {
      const tries = await redis.hincrby(keys.message(id), "tries", 1);
      const waitMs = retryAfterMs(error) ?? backoffMs(Math.min(tries, 7), Math.random()) / this.#parts.pace;
      log.warn({ message: id, tries, waitMs, err: error }, "message could not be said yet");
      return { next: "park", forMs: waitMs };
    }
  }

  async #bring(id: string): Promise<After> {
    const { redis, keys, announcer, clock, pace } = this.#parts;
    const record = await redis.hgetall(keys.message(id));
    const owed = await this.#owed(id, record);
    if (!owed) return { next: "end" };
    const print = announcer.fingerprint(owed);
    const { channel, ts } = record;
    if (channel === undefined || ts === undefined) {
      return await this.#post(owed, { print, isFirst: record["intendedAt"] === undefined });
    }
    if (record["print"] === print) return { next: "end" };
    const restMs = Number(record["saidAt"] ?? 0) + EDIT_EVERY_MS / pace - clock.now().getTime();
    if (restMs > 0) return { next: "park", forMs: restMs };
    if ((await announcer.edit(owed, { channel, ts })) === "gone") {
      // Somebody deleted the message; the run goes on, so it is said again.
      await redis.hdel(keys.message(id), "ts", "intendedAt");
      return await this.#post(owed, { print, isFirst: true });
    }
    await redis.hset(keys.message(id), { print, saidAt: clock.now().getTime() });
    return { next: "end" };
  }

  /** The intent first; where one stands already, the message may be in the channel: look before posting. */
  async #post(
    owed: Owed,
    { print, isFirst }: { readonly print: string; readonly isFirst: boolean },
  ): Promise<After> {
    const { redis, keys, announcer, channel, clock } = this.#parts;
    const key = keys.message(owed.id);
    await redis.hsetnx(key, "intendedAt", clock.now().getTime());
    await redis.expire(key, KEEP_SECONDS);
    if (!isFirst) {
      const intendedAt = Number(await redis.hget(key, "intendedAt"));
      const since = new Date(intendedAt - CLOCK_SKEW_MS);
      const found = await announcer.find(owed.id, { channel, since });
      if (found) {
        // It shows what there was to say then: what has come since is an edit.
        await redis.hset(key, { ...found });
        return await this.#bring(owed.id);
      }
    }
    const posted = await announcer.post(owed, channel);
    await redis.hset(key, { ...posted, print, saidAt: String(clock.now().getTime()) });
    return { next: "end" };
  }

  async #owed(id: string, record: Readonly<Record<string, string>>): Promise<Owed | null> {
    if (id.startsWith(CARD)) {
      const view = await this.#parts.view(id.slice(CARD.length));
      return view && { kind: "card", id, view };
    }
    if (record["summary"] === undefined) return null;
    const summary = JSON.parse(record["summary"]) as DaySummary;
    return { kind: "summary", id, summary, cardUrl: await this.cardUrl(summary.runId) };
  }
}

const CARD = "card-";

/** The scripts that append to a journal mark this id as stale. */
function cardId(runId: string): string {
  return `${CARD}${runId}`;
}

function summaryId(runId: string): string {
  return `summary-${runId}`;
}

/** Forgets that a message is stale, unless news has come since it was read. */
const SETTLE = `if redis.call('ZSCORE', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('ZREM', KEYS[1], ARGV[1]) end`;

/** Slack says in seconds how long to wait; its client puts that on the error. */
function retryAfterMs(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("retryAfter" in error)) return null;
  return typeof error.retryAfter === "number" ? error.retryAfter * 1_000 : null;
}
