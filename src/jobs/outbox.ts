import { isToldElsewhere } from "../domain/backfill.ts";
import type { DaySummary } from "../domain/category-counts.ts";
import type { Notice } from "../domain/notice.ts";
import { backoffMs } from "../domain/retry-class.ts";
import type { Log } from "../log.ts";
import type { Owing } from "./gauges.ts";
import type { Keys } from "./keys.ts";
import type { Clock, Said } from "./parts.ts";
import type { Announcer, Owed, RunView, Spoken } from "./ports.ts";
import type { After, WakeQueue } from "./queue.ts";
import type { RedisConnection } from "./redis.ts";

/** A card is edited at most this often: Slack allows about 50 edits a minute, and people read no faster. */
const EDIT_EVERY_MS = 3_000;

/** Slack's clock and ours may differ by this much when a message is looked for by its time. */
const CLOCK_SKEW_MS = 60_000;

/** Slack takes one message a second in a channel; more at once it may refuse. */
const POST_EVERY_MS = 1_000;

/** A message that waits for an earlier one is woken by it; this is for the case that the earlier one's process died. */
const TURN_MS = 30_000;

/** How often the log tells an operator that the channel cannot be spoken to. */
const TELL_EVERY_MS = 60_000;

/** How far back a message is looked for that may have been posted before Redis was emptied. */
const LOOK_BACK_MS = 35 * 24 * 3_600_000;

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
  #trouble: string | null = null; // null: nothing is wrong, as far as this process has tried
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** The run's card shows less than its journal says. */
  async cardIsStale(runId: string): Promise<void> {
    await this.#parts.queue.wake(cardId(runId));
  }

  /** Permalink of the run's card; `null` until it is posted. */
  async cardUrl(runId: string): Promise<string | null> {
    const { redis, keys, announcer } = this.#parts;
    const key = keys.message(cardId(runId));
    const [permalink, channel, ts] = await redis.hmget(key, "permalink", "channel", "ts");
    if (permalink || !channel || !ts) return permalink || null;
    // Taken over from before Redis was emptied, it came without its link.
    const found = await announcer.permalink({ channel, ts }).catch(() => null); // null: Slack is away
    if (found !== null) await redis.hset(key, { permalink: found });
    return found;
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
    const key = this.#parts.keys.message(id);
    await this.#parts.redis.hset(key, "summary", JSON.stringify(summary));
    await this.#parts.redis.hsetnx(key, "owedAt", this.#parts.clock.now().getTime());
    await this.#parts.redis.zadd(this.#parts.keys.stale, "1", id);
    await this.#parts.queue.wake(id);
  }

  /** Takes over where messages stand that were posted before Redis was emptied; what is known already stays. */
  async remember(messages: readonly Spoken[]): Promise<void> {
    const { redis, keys, channel } = this.#parts;
    for (const { id, ts } of messages) {
      const key = keys.message(id);
      await redis.hsetnx(key, "intendedAt", Math.floor(Number(ts) * 1_000));
      await redis.hsetnx(key, "channel", channel);
      await redis.hsetnx(key, "ts", ts);
      await redis.expire(key, KEEP_SECONDS);
    }
  }

  /** Says it once: a notice that was owed before under this id is not changed. */
  async oweNotice(name: string, notice: Notice): Promise<void> {
    const { redis, keys, queue, clock } = this.#parts;
    const id = noticeId(name);
    const isNew = await redis.hsetnx(keys.message(id), "notice", JSON.stringify(notice));
    await redis.hsetnx(keys.message(id), "owedAt", clock.now().getTime());
    if (isNew === 0 && (await redis.hexists(keys.message(id), "ts")) === 1) return;
    await redis.zadd(keys.stale, "1", id);
    await (isNew === 1 ? queue.wake(id) : queue.revive(id));
  }

  /** Whether a notice of that name has been owed, said or not. */
  async knowsNotice(name: string): Promise<boolean> {
    return (await this.#parts.redis.hexists(this.#parts.keys.message(noticeId(name)), "notice")) === 1;
  }

  /** Messages that are owed and that no job may be carrying: after a crash between writing and waking. */
  async stale(): Promise<readonly string[]> {
    return await this.#parts.redis.zrange(this.#parts.keys.stale, "0", "-1");
  }

  /** The same by run, with when each was last said. */
  async owing(): Promise<readonly Owing[]> {
    return await Promise.all(
      (await this.stale()).map(async (id) => {
        const { redis, keys } = this.#parts;
        const [saidAt, owedAt] = await redis.hmget(keys.message(id), "saidAt", "owedAt");
        const kind = id.startsWith(CARD) ? "card" : id.startsWith(NOTICE) ? "notice" : "summary";
        return {
          kind,
          runId: kind === "notice" ? null : id.slice(kind.length + 1),
          saidAtMs: saidAt ? Number(saidAt) : null,
          owedAtMs: owedAt ? Number(owedAt) : null,
        };
      }),
    );
  }

  /** Why nothing can be said in the channel until somebody mends it, as Slack words it; `null` while nothing is known. */
  trouble(): string | null {
    return this.#trouble;
  }

  /** Brings one message up to date: post, edit, or nothing; parks until the next edit is allowed or Slack is back. */
  async deliver(id: string): Promise<After> {
    const { redis, keys } = this.#parts;
    const score = await redis.zscore(keys.stale, id);
    try {
      const after = await this.#bring(id);
      if (after.next === "end") {
        await redis.hdel(keys.message(id), "tries");
        if (score !== null) await redis.eval(SETTLE, 1, keys.stale, id, score);
      }
      return after;
    } catch (error) {
      return { next: "park", forMs: await this.#met(error, id) };
    }
  }

  /** Milliseconds to wait after this error. */
  async #met(error: unknown, id: string): Promise<number> {
    const { redis, keys, channel, clock, log, pace } = this.#parts;
    const tries = await redis.hincrby(keys.message(id), "tries", 1);
    const askedMs = retryAfterMs(error);
    const waitMs = askedMs ?? backoffMs(Math.min(tries, 7), Math.random()) / pace;
    log.warn({ message: id, tries, waitMs, err: error }, "message could not be said yet");
    if (askedMs !== null) await redis.set(keys.spoken(channel), "1", "PX", Math.max(askedMs, 1));
    const fault = slackFault(error);
    switch (fault.of) {
      case "channel": {
        this.#trouble = `Slack refuses to speak in ${channel}: ${fault.word}`;
        const now = clock.now().getTime();
        if (Math.abs(now - this.#toldAt) >= TELL_EVERY_MS) {
          this.#toldAt = now;
          log.error(
            { channel, because: fault.word },
            "nothing can be said in the channel; what is owed waits",
          );
        }
        break;
      }
      case "message":
        // Refused for itself, it must not hold up the others: it goes to the end of the line.
        await redis.zadd(keys.owed, "XX", clock.now().getTime(), id);
        await this.#next();
        break;
      case "slack":
    }
    return waitMs;
  }

  async #bring(id: string): Promise<After> {
    const { redis, keys, announcer, clock, pace } = this.#parts;
    const record = await redis.hgetall(keys.message(id));
    const owed = await this.#owed(id, record);
    if (!owed) {
      await this.#leaveLine(id);
      return { next: "end" };
    }
    const print = announcer.fingerprint(owed);
    const { channel, ts } = record;
    if (channel === undefined || ts === undefined) return await this.#post(owed, { print, record });
    if (record["print"] === print) return { next: "end" };
    const restMs = Number(record["saidAt"] ?? 0) + EDIT_EVERY_MS / pace - clock.now().getTime();
    if (restMs > 0) return { next: "park", forMs: restMs };
    if ((await announcer.edit(owed, { channel, ts })) === "gone") {
      // Somebody deleted the message; the run goes on, so it is said again.
      await redis.hdel(keys.message(id), "ts", "intendedAt");
      return await this.#post(owed, { print, record: {} });
    }
    this.#trouble = null;
    await redis.hset(keys.message(id), { print, saidAt: clock.now().getTime() });
    return { next: "end" };
  }

  /**
   * A first post waits for those owed before it and for its second. The intent is written first; where one stands
   * already, or Redis is younger than what it is asked about, the message may be in the channel: look before posting.
   */
  async #post(
    owed: Owed,
    { print, record }: { readonly print: string; readonly record: Readonly<Record<string, string>> },
  ): Promise<After> {
    const { redis, keys, announcer, channel, clock, queue, pace } = this.#parts;
    await redis.zadd(keys.owed, "NX", owedAt(owed, record), owed.id);
    const [first = owed.id] = await redis.zrange(keys.owed, "0", "0");
    if (first !== owed.id) {
      await queue.revive(first);
      return { next: "park", forMs: TURN_MS / pace };
    }
    const spoken = keys.spoken(channel);
    if ((await redis.set(spoken, "1", "PX", Math.ceil(POST_EVERY_MS / pace), "NX")) === null) {
      return { next: "park", forMs: Math.max(await redis.pttl(spoken), 1) };
    }

    const key = keys.message(owed.id);
    const now = clock.now().getTime();
    const isYoung = (await redis.exists(keys.epoch)) === 0;
    await redis.hsetnx(key, "intendedAt", now);
    await redis.expire(key, KEEP_SECONDS);
    if (record["intendedAt"] !== undefined || isYoung) {
      const since = new Date(isYoung ? now - LOOK_BACK_MS : Number(record["intendedAt"]) - CLOCK_SKEW_MS);
      const found = await announcer.find(owed.id, { channel, since });
      if (found) {
        // It shows what there was to say then: what has come since is an edit.
        await redis.hset(key, { ...found });
        await this.#leaveLine(owed.id);
        return await this.#bring(owed.id);
      }
    }
    const posted = await announcer.post(owed, channel);
    this.#trouble = null;
    await redis.hset(key, { ...posted, print, saidAt: String(clock.now().getTime()) });
    await this.#leaveLine(owed.id);
    return { next: "end" };
  }

  async #leaveLine(id: string): Promise<void> {
    const { redis, keys } = this.#parts;
    if ((await redis.zrem(keys.owed, id)) === 1) await this.#next();
  }

  /** Lets the message that is owed the longest be said. */
  async #next(): Promise<void> {
    const { redis, keys, queue } = this.#parts;
    const [next] = await redis.zrange(keys.owed, "0", "0");
    if (next !== undefined) await queue.wake(next);
  }

  async #owed(id: string, record: Readonly<Record<string, string>>): Promise<Owed | null> {
    if (id.startsWith(CARD)) {
      const view = await this.#parts.view(id.slice(CARD.length));
      // Begun once, a card is kept up to date to its end.
      if (!view || (record["intendedAt"] === undefined && isToldElsewhere(view.progress))) return null;
      return { kind: "card", id, view };
    }
    if (record["notice"] !== undefined) {
      const notice = JSON.parse(record["notice"]) as Notice;
      const runId = "runId" in notice ? notice.runId : null;
      return { kind: "notice", id, notice, cardUrl: runId === null ? null : await this.cardUrl(runId) };
    }
    if (record["summary"] === undefined) return null;
    const summary = JSON.parse(record["summary"]) as DaySummary;
    return { kind: "summary", id, summary, cardUrl: await this.cardUrl(summary.runId) };
  }
}

const CARD = "card-";
const NOTICE = "notice-";

/** The scripts that append to a journal mark this id as stale. */
function cardId(runId: string): string {
  return `${CARD}${runId}`;
}

function summaryId(runId: string): string {
  return `summary-${runId}`;
}

/** When it came to be owed, which is its place in the line. */
function owedAt(owed: Owed, record: Readonly<Record<string, string>>): number {
  return owed.kind === "card" ? Date.parse(owed.view.run.openedAt) : Number(record["owedAt"] ?? 0);
}

function noticeId(name: string): string {
  return `${NOTICE}${name}`;
}

/** Forgets that a message is stale, unless news has come since it was read. */
const SETTLE = `if redis.call('ZSCORE', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('ZREM', KEYS[1], ARGV[1]) end`;

/** Slack says in seconds how long to wait; its client puts that on the error. */
function retryAfterMs(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("retryAfter" in error)) return null;
  return typeof error.retryAfter === "number" ? error.retryAfter * 1_000 : null;
}

/** Slack's words for a channel or a token that a person has to mend. */
const CHANNEL_FAULTS: readonly string[] = [
  ...["is_archived", "channel_not_found", "not_in_channel", "restricted_action", "missing_scope"],
  ...[
    "invalid_auth",
    "not_authed",
    "token_revoked",
    "token_expired",
    "account_inactive",
    "org_login_required",
  ],
];

/** Slack's words for troubles of its own that pass. */
const PASSING_FAULTS: readonly string[] = [
  ...[
    "ratelimited",
    "rate_limited",
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
  ],
];

/** Whose fault it is: the channel's or token's, this message's, or Slack's, which is away and says no word. */
function slackFault(error: unknown): { readonly of: "channel" | "message" | "slack"; readonly word: string } {
  const data = typeof error === "object" && error !== null && "data" in error ? error.data : null;
  const said = typeof data === "object" && data !== null && "error" in data ? data.error : null;
  const word = typeof said === "string" ? said : "";
  if (CHANNEL_FAULTS.includes(word)) return { of: "channel", word };
  return { of: word === "" || PASSING_FAULTS.includes(word) ? "slack" : "message", word };
}
