import { z } from "zod";
import type { Keys } from "./keys.ts";
import type { RedisConnection } from "./redis.ts";

const openHomeSchema = z.object({
  channel: z.string(),
  team: z.string(),
  /** ISO time at which it was opened last. */
  openedAt: z.iso.datetime(),
  /** What news there was when it was made. */
  shown: z.string(),
});

/** Somebody's Home of the app, as it was opened last. */
export type OpenHome = z.infer<typeof openHomeSchema>;

/** Slack does not tell when a Home is closed: whoever has not looked for so long is taken to be gone. */
const KEPT_MS = 3 * 24 * 3_600_000;

/** So many are kept up to date, those that were opened last: in a bank that is everybody. */
const MOST_HOMES = 200;

/** A Home is renewed no more often: several things that come at once are shown at once. */
const REST_MS = 12_000;

/** Whose Home of the app may stand open, and what it shows. */
export class HomeStore {
  readonly #redis: RedisConnection;
  readonly #keys: Pick<Keys, "homes" | "renewed">;
  readonly #pace: number;

  /** `pace` divides how long a Home rests between two renewals. */
  constructor({
    redis,
    keys,
    pace,
  }: {
    readonly redis: RedisConnection;
    readonly keys: Pick<Keys, "homes" | "renewed">;
    readonly pace: number;
  }) {
    this.#redis = redis;
    this.#keys = keys;
    this.#pace = pace;
  }

  /** That person has opened it. */
  async opened(user: string, home: OpenHome): Promise<void> {
    await this.#redis.hset(this.#keys.homes, user, JSON.stringify(home));
    if ((await this.#redis.hlen(this.#keys.homes)) <= MOST_HOMES) return;
    const tooMany = newestFirst(await this.#read()).slice(MOST_HOMES);
    await this.#drop(tooMany.map(([gone]) => gone));
  }

  /** By user, of all who have opened it in the last days; newest first. */
  async all(now: Date): Promise<ReadonlyMap<string, OpenHome>> {
    const known = newestFirst(await this.#read());
    const isOver = ({ openedAt }: OpenHome) => Date.parse(openedAt) < now.getTime() - KEPT_MS;
    await this.#drop(known.flatMap(([user, home]) => (isOver(home) ? [user] : [])));
    return new Map(known.filter(([, home]) => !isOver(home)));
  }

  /** Takes it upon itself to renew that Home; `false` where that was done seconds ago, or is being done. */
  async take(user: string): Promise<boolean> {
    const restMs = Math.ceil(REST_MS / this.#pace);
    return (await this.#redis.set(this.#keys.renewed(user), "1", "PX", restMs, "NX")) !== null;
  }

  /** It shows that by now. Who has closed it for good meanwhile stays forgotten. */
  async shows(user: string, shown: string): Promise<void> {
    const written = await this.#redis.hget(this.#keys.homes, user);
    if (written === null) return;
    const home = openHomeSchema.parse(JSON.parse(written));
    await this.#redis.hset(this.#keys.homes, user, JSON.stringify({ ...home, shown }));
  }

  async forget(user: string): Promise<void> {
    await this.#drop([user]);
  }

  async #read(): Promise<readonly (readonly [string, OpenHome])[]> {
    const written = Object.entries(await this.#redis.hgetall(this.#keys.homes));
    return written.map(([user, home]) => [user, openHomeSchema.parse(JSON.parse(home))]);
  }

  async #drop(users: readonly string[]): Promise<void> {
    if (users.length > 0) await this.#redis.hdel(this.#keys.homes, ...users);
  }
}

function newestFirst(homes: readonly (readonly [string, OpenHome])[]) {
  return homes.toSorted(([, one], [, other]) => other.openedAt.localeCompare(one.openedAt));
}
