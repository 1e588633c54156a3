import type { Keys } from "../store/keys.ts";
import type { RedisConnection } from "../store/redis.ts";
import type { WakeQueue } from "../store/wake-queue.ts";

/** Slack takes one message a second in a channel; more at once it may refuse. */
const POST_EVERY_MS = 1_000;

/** A message that waits for an earlier one is woken by it; this is for the case that the earlier one's process died. */
const TURN_MS = 30_000;

/** Slack's refusal is remembered for longer than any pause between two tries, so that only the next try forgets it. */
const REMEMBER_SECONDS = 300;

/**
 * When the channel may be spoken to, the same for all processes: first posts go in the order in which they came to be
 * owed, one a second; nothing is said or edited while Slack wants rest; and why Slack refuses to speak there at all.
 */
export class ChannelTurn {
  readonly #redis: RedisConnection;
  readonly #keys: Keys;
  readonly #queue: WakeQueue;
  readonly #channel: string;
  readonly #pace: number;

  constructor(parts: {
    readonly redis: RedisConnection;
    readonly keys: Keys;
    readonly queue: WakeQueue;
    readonly channel: string;
    readonly pace: number;
  }) {
    this.#redis = parts.redis;
    this.#keys = parts.keys;
    this.#queue = parts.queue;
    this.#channel = parts.channel;
    this.#pace = parts.pace;
  }

  /** Takes the next second for this message's first post: 0, or the milliseconds after which to ask again. */
  async toPost(id: string, owedAtMs: number): Promise<number> {
    const { owed, spoken } = this.#keys;
    await this.#redis.zadd(owed, "NX", owedAtMs, id);
    const [first = id] = await this.#redis.zrange(owed, "0", "0");
    if (first !== id) {
      await this.#queue.revive(first);
      return TURN_MS / this.#pace;
    }
    const restMs = await this.toSpeak();
    if (restMs > 0) return restMs;
    const key = spoken(this.#channel);
    // Another process took it; that second may be over by now, but it has to be taken to be used.
    return (await this.#take(key, POST_EVERY_MS / this.#pace)) ? 0 : Math.max(await this.#left(key), 1);
  }

  /** 0 when Slack may be called, or the milliseconds for which it wants rest. */
  async toSpeak(): Promise<number> {
    return await this.#left(this.#keys.rest(this.#channel));
  }

  /** Slack wants rest. */
  async rest(ms: number): Promise<void> {
    await this.#take(this.#keys.rest(this.#channel), ms);
  }

  /** It is posted, or need not be: the one that is owed the longest is next. */
  async leave(id: string): Promise<void> {
    if ((await this.#redis.zrem(this.#keys.owed, id)) === 1) await this.#next();
  }

  /** Refused for itself, it must not hold up the others. */
  async goLast(id: string): Promise<void> {
    const { owed } = this.#keys;
    // By the line's own numbers: a clock that was set back would put it first again.
    const [, last = "0"] = await this.#redis.zrange(owed, "-1", "-1", "WITHSCORES");
    await this.#redis.zadd(owed, "XX", Number(last) + 1, id);
    await this.#next();
  }

  /** Slack refuses to speak in the channel at all. */
  async refused(word: string): Promise<void> {
    const key = this.#keys.refused(this.#channel);
    await this.#redis.set(key, word, "EX", REMEMBER_SECONDS);
  }

  /** Something was said; tells whether that was refused before. */
  async spoke(): Promise<boolean> {
    return (await this.#redis.del(this.#keys.refused(this.#channel))) === 1;
  }

  /** Slack's word for why it refuses to speak in the channel; `null` while nothing is known. */
  async refusal(): Promise<string | null> {
    return await this.#redis.get(this.#keys.refused(this.#channel));
  }

  async #next(): Promise<void> {
    const [next] = await this.#redis.zrange(this.#keys.owed, "0", "0");
    if (next !== undefined) await this.#queue.wake(next);
  }

  /** The key is taken for so long, unless it is already. Its length is its value, for `#left`. */
  async #take(key: string, forMs: number): Promise<boolean> {
    const ms = Math.max(Math.ceil(forMs), 1);
    return (await this.#redis.set(key, String(ms), "PX", ms, "NX")) !== null;
  }

  /** Redis ends keys at a moment of its own clock: where that was set back, they would last longer than they were taken for. */
  async #left(key: string): Promise<number> {
    const leftMs = await this.#redis.pttl(key);
    if (leftMs <= 0) return 0;
    const takenForMs = Number(await this.#redis.get(key));
    if (leftMs > takenForMs) await this.#redis.pexpire(key, takenForMs);
    return Math.min(leftMs, takenForMs);
  }
}
