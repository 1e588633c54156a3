import type { Clock } from "../../config/clock.ts";
import type { DaySummary } from "../../domain/loans/category-counts.ts";
import type { Acknowledgment } from "../../domain/messages/acknowledgment.ts";
import { parseAcknowledgment } from "../../domain/messages/acknowledgment.ts";
import type { MessageKind } from "../../domain/messages/message-id.ts";
import { alertId, cardId, noticeId, partsOf, summaryId } from "../../domain/messages/message-id.ts";
import type { Notice } from "../../domain/messages/notice.ts";
import { dueLine } from "../store/audit-store.ts";
import type { Keys } from "../store/keys.ts";
import type { RedisConnection } from "../store/redis.ts";
import type { WakeQueue } from "../store/wake-queue.ts";
import type { SummaryOutbox } from "../workflows/world.ts";
import type { Announcer, Spoken } from "./announcer.ts";
import { KEEP_SECONDS } from "./retention.ts";

/** A message that the channel has not got, or not in its newest state. */
export interface Owing {
  /** `null` for a notice, which is about the timetable. */
  readonly runId: string | null;
  readonly kind: MessageKind;
  /** Of a notice: when it came to be owed, in ms. */
  readonly owedAtMs?: number | null;
  /** When it was last said, in ms; `null`: never. */
  readonly saidAtMs: number | null;
}

/** Of a run that is taken up again and again the newest alerts are kept up to date: the older ones name those that follow. */
const RENEWED_ALERTS = 5;

/** Longer than Slack is given for all calls that bring a file: whoever died meanwhile keeps nobody from it for good. */
const FILING_SECONDS = 60;

interface OutboxParts {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly queue: WakeQueue;
  readonly announcer: Pick<Announcer, "permalink">;
  readonly channel: string;
  readonly clock: Clock;
  /** Something is owed to the audit record. */
  readonly owed?: (() => void) | undefined;
}

/**
 * What is owed to the channel, written down before anybody says it: `MessageContent` tells what it says, `Delivery` brings it
 * there.
 */
export class Outbox implements SummaryOutbox {
  readonly #parts: OutboxParts;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** Where it speaks, by the channel's id. */
  get channel(): string {
    return this.#parts.channel;
  }

  /** The run's card shows less than its journal says. Where it did before, too, a card that rests keeps its time. */
  async cardIsStale(runId: string, { isNews } = { isNews: true }): Promise<void> {
    const { queue } = this.#parts;
    await (isNews ? queue.wake(cardId(runId)) : queue.revive(cardId(runId)));
  }

  /** Permalink of the run's card; `null` until it is posted. */
  async cardUrl(runId: string): Promise<string | null> {
    return await this.#url(cardId(runId));
  }

  /** Where that card is; `null` until it is posted. */
  async cardPlace(runId: string): Promise<{ readonly channel: string; readonly ts: string } | null> {
    const { redis, keys } = this.#parts;
    const [channel, ts] = await redis.hmget(keys.message(cardId(runId)), "channel", "ts");
    return channel && ts ? { channel, ts } : null;
  }

  /** Takes it upon itself to put the file of its counts there; `false` while somebody else does. */
  async takeFile(runId: string): Promise<boolean> {
    const { redis, keys } = this.#parts;
    return (await redis.set(keys.filing(runId), "1", "EX", FILING_SECONDS, "NX")) !== null;
  }

  /** It is there, or Slack did not take it: the next one looks whether it is. */
  async leaveFile(runId: string): Promise<void> {
    const { redis, keys } = this.#parts;
    await redis.del(keys.filing(runId));
  }

  /** Permalink of the run's summary; `null` until it is posted. */
  async summaryUrl(runId: string): Promise<string | null> {
    return await this.#url(summaryId(runId));
  }

  async #url(id: string): Promise<string | null> {
    const { redis, keys, announcer } = this.#parts;
    const key = keys.message(id);
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
    const { redis, keys, clock, queue } = this.#parts;
    // All at once: a summary that is owed and not stale would be looked for by nobody.
    await redis
      .multi()
      .hset(keys.message(id), "summary", JSON.stringify(summary))
      .hsetnx(keys.message(id), "owedAt", clock.now().getTime())
      .zadd(keys.stale, "1", id)
      .exec();
    await queue.wake(id);
  }

  /**
   * Writes down that `user` has seen what is worth a look in that summary, unless somebody said so before: it is shown once,
   * whoever presses when. Answers who was first.
   */
  async acknowledge(
    summary: DaySummary,
    user: string,
  ): Promise<Acknowledgment & { readonly isFirst: boolean }> {
    const { redis, keys, clock, queue } = this.#parts;
    const id = summaryId(summary.runId);
    const own = { by: user, at: clock.now().toISOString() };
    const due = dueLine({ of: "summary", seen: { runId: summary.runId, day: summary.day, ...own } });
    const writing = redis.multi();
    // Not for every press: two that come at once are told apart when it is recorded.
    if ((await this.acknowledgment(summary.runId)) === null) writing.rpush(keys.unrecorded, due);
    await writing
      // What is lost with a Redis is told by the journal again.
      .hsetnx(keys.message(id), "summary", JSON.stringify(summary))
      .hsetnx(keys.message(id), "seen", JSON.stringify(own))
      .zadd(keys.stale, "1", id)
      .exec();
    await queue.wake(id);
    this.#parts.owed?.();
    const first = (await this.acknowledgment(summary.runId)) ?? own;
    return { ...first, isFirst: first.by === own.by && first.at === own.at };
  }

  /** Who has seen what is worth a look in the summary of that run; `null`: nobody said so. */
  async acknowledgment(runId: string): Promise<Acknowledgment | null> {
    const { redis, keys } = this.#parts;
    return parseAcknowledgment(await redis.hget(keys.message(summaryId(runId)), "seen"));
  }

  /** Takes over where messages stand that were posted before Redis was emptied; what is known already stays. */
  async remember(messages: readonly Spoken[]): Promise<void> {
    const { redis, keys, channel } = this.#parts;
    for (const { id, ts, seen } of messages) {
      const key = keys.message(id);
      if (seen) await redis.hsetnx(key, "seen", JSON.stringify(seen));
      await redis.hsetnx(key, "intendedAt", Math.floor(Number(ts) * 1_000));
      await redis.hsetnx(key, "channel", channel);
      await redis.hsetnx(key, "ts", ts);
      await redis.expire(key, KEEP_SECONDS);
    }
  }

  /** Says it once: a notice that was owed before under this id is not changed. */
  async oweNotice(name: string, notice: Notice): Promise<void> {
    if (await this.knowsNotice(name)) return;
    const { redis, keys, queue, clock } = this.#parts;
    const id = noticeId(name);
    await redis
      .multi()
      .hsetnx(keys.message(id), "notice", JSON.stringify(notice))
      .hsetnx(keys.message(id), "owedAt", clock.now().getTime())
      .zadd(keys.stale, "1", id)
      .exec();
    await queue.wake(id);
  }

  /** What they say has changed; those that were never owed stay unsaid. */
  async renewNotices(names: readonly string[]): Promise<void> {
    const { redis, keys, queue } = this.#parts;
    for (const name of names) {
      if (!(await this.knowsNotice(name))) continue;
      await redis.zadd(keys.stale, "1", noticeId(name));
      await queue.wake(noticeId(name));
    }
  }

  /**
   * What the timetable knows of an attempt that people were called for: until when its file is looked for (ISO time; `null`: not
   * any more), that the day is late, or since when it is not passed over any more. Told once more nothing changes.
   */
  async amendAlert(
    of: { readonly runId: string; readonly attempt: number },
    news:
      | { readonly awaitedUntil: string | null }
      | { readonly lateAt: string }
      | { readonly backSince: string },
  ): Promise<void> {
    const { redis, keys, queue } = this.#parts;
    const id = alertId(of.runId, of.attempt);
    const [[name, value] = ["", ""]] = Object.entries(news).map(([key, is]) => [key, is ?? ""] as const);
    if ((await redis.exists(keys.message(id))) === 0) return;
    if ((await redis.hget(keys.message(id), name)) === value) return;
    await redis.multi().hset(keys.message(id), name, value).zincrby(keys.stale, 1, id).exec();
    await queue.wake(id);
  }

  /** What those who were called for attempts of that run are told may have changed. */
  async renewAlerts(runId: string, { attempt }: { readonly attempt: number }): Promise<void> {
    const { redis, keys, queue } = this.#parts;
    for (let of = attempt; of > Math.max(attempt - RENEWED_ALERTS, 0); of -= 1) {
      const id = alertId(runId, of);
      if ((await redis.exists(keys.message(id))) === 0) continue;
      // Another mark than before: one that is being said at this moment is read once more.
      await redis.zincrby(keys.stale, 1, id);
      await queue.wake(id);
    }
  }

  /** What a notice of that name would say another message says: it is never said. */
  async tellElsewhere(name: string): Promise<void> {
    const { redis, keys } = this.#parts;
    const key = keys.message(noticeId(name));
    await redis.multi().hset(key, "elsewhere", "1").expire(key, KEEP_SECONDS).exec();
  }

  /** Whether a notice of that name has been owed, said or not, or is told elsewhere. */
  async knowsNotice(name: string): Promise<boolean> {
    const { redis, keys } = this.#parts;
    const known = await redis.hmget(keys.message(noticeId(name)), "notice", "elsewhere");
    return known.some((one) => one !== null);
  }

  /** ISO time at which the notice of that name came to be owed; `null`: it never did. */
  async noticeOwedAt(name: string): Promise<string | null> {
    const owedAt = await this.#parts.redis.hget(this.#parts.keys.message(noticeId(name)), "owedAt");
    return owedAt === null ? null : new Date(Number(owedAt)).toISOString();
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
        return {
          ...partsOf(id),
          saidAtMs: saidAt ? Number(saidAt) : null,
          owedAtMs: owedAt ? Number(owedAt) : null,
        };
      }),
    );
  }
}
