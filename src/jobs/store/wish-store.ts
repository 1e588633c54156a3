import { z } from "zod";
import type { NewsKind, NewsWish } from "../../domain/messages/news.ts";
import { newsKinds } from "../../domain/messages/news.ts";
import type { Keys } from "./keys.ts";
import type { RedisConnection } from "./redis.ts";

const wishSchema = z.object({
  wants: z.array(z.enum(newsKinds)),
  channel: z.string(),
  since: z.iso.datetime(),
});

/** For so long it is known that somebody was told; what is older than a day is told nobody. */
const TOLD_SECONDS = 7 * 24 * 3_600;

/** What people want to be told of in direct messages, and what they were told. */
export class WishStore {
  readonly #redis: RedisConnection;
  readonly #keys: Pick<Keys, "wishes" | "told">;

  constructor({ redis, keys }: { readonly redis: RedisConnection; readonly keys: Keys }) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** What that person wants to be told of; nothing where they never said it. */
  async of(user: string): Promise<readonly NewsKind[]> {
    const written = await this.#redis.hget(this.#keys.wishes, user);
    return written === null ? [] : wishSchema.parse(JSON.parse(written)).wants;
  }

  /** Takes the place of what that person wanted before. */
  async set(user: string, wish: NewsWish): Promise<void> {
    if (wish.wants.length === 0) await this.#redis.hdel(this.#keys.wishes, user);
    else await this.#redis.hset(this.#keys.wishes, user, JSON.stringify(wish));
  }

  /** By user, of all who want to be told anything. */
  async all(): Promise<ReadonlyMap<string, NewsWish>> {
    const written = Object.entries(await this.#redis.hgetall(this.#keys.wishes));
    return new Map(written.map(([user, wish]) => [user, wishSchema.parse(JSON.parse(wish))]));
  }

  /** Takes it upon itself to tell that person; `false` where somebody has before, whatever became of it. */
  async take(user: string, newsId: string): Promise<boolean> {
    const key = this.#keys.told(user, newsId);
    return (await this.#redis.set(key, "1", "EX", TOLD_SECONDS, "NX")) !== null;
  }

  /** Slack was not there: whoever looks next tells it. */
  async giveBack(user: string, newsId: string): Promise<void> {
    await this.#redis.del(this.#keys.told(user, newsId));
  }
}
