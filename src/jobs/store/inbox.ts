import { createHash, randomUUID } from "node:crypto";
import type { Keys } from "./keys.ts";
import type { RedisConnection } from "./redis.ts";
import type { Scripts } from "./scripts.ts";
import { scriptsOn } from "./scripts.ts";

/** One thing that a person sent. */
export interface EventDelivery {
  /** Each is the same when Slack delivers it again: those of the trigger, the event and its message, or the view. */
  readonly ids: readonly string[];
  /** When the person said it, as far as Slack tells: at the earliest then; `null`: it does not tell. */
  readonly saidAt: Date | null;
}

/** What came of a delivery. */
export type Taken =
  /** The first one: what it wants may be done, once. */
  | { readonly is: "new" }
  /** It came before, at that ISO time, and what it wanted was decided then. */
  | { readonly is: "again"; readonly at: string }
  /** Said at that ISO time, before all that is remembered: it may have been carried out then. */
  | { readonly is: "old"; readonly saidAt: string };

/** Slack repeats an event after a minute and after five (docs.slack.dev, "The Events API"). */
const REMEMBERED_SECONDS = 3_600;

/** What arrives within this time of being said cannot be a repetition that this Redis is too young to know. */
const ON_ITS_WAY_MS = 30_000;

/**
 * Remembers for an hour what people sent, so that a second delivery of it changes nothing: the twin of the outbox. What changes
 * something is remembered in Redis, for all processes and over a restart. This process remembers all of it by itself: what it
 * hears twice it has answered already, also where Redis was emptied meanwhile.
 */
export class Inbox {
  readonly #scripts: Pick<Scripts, "takeDelivery">;
  readonly #now: () => Date;
  /** By id, when it came (ms since 1970), oldest first. */
  readonly #came = new Map<string, number>();

  constructor({
    redis,
    keys,
    now,
  }: {
    readonly redis: RedisConnection;
    readonly keys: Keys;
    readonly now: () => Date;
  }) {
    this.#scripts = scriptsOn(redis, keys);
    this.#now = now;
  }

  /** Whether this process has heard it before, and answered it; it has from now on. */
  repeats({ ids }: Pick<EventDelivery, "ids">): boolean {
    const now = this.#now().getTime();
    for (const [old, cameAt] of this.#came) {
      if (now - cameAt < REMEMBERED_SECONDS * 1_000) break;
      this.#came.delete(old);
    }
    if (ids.some((id) => this.#came.has(id))) return true;
    for (const id of ids) this.#came.set(id, now);
    return false;
  }

  /** Takes what changes something, whatever becomes of it then. Throws what Redis throws. */
  async take({ ids, saidAt }: EventDelivery): Promise<Taken> {
    const now = this.#now().getTime();
    // Tells our own word from another's also where the connection broke and the script was sent twice.
    const word = `${now} ${randomUUID()}`;
    const hashes = ids.map((id) => createHash("sha256").update(id).digest("hex"));
    const taken = await this.#scripts.takeDelivery({ word, rememberFor: REMEMBERED_SECONDS, hashes });
    if (taken.word !== word) return again(Number(taken.word.split(" ")[0]));
    const { epoch } = taken;
    return saidAt !== null && this.#isOld(saidAt, { now, epoch }) ? old(saidAt) : { is: "new" };
  }

  /** A Redis that was emptied remembers from its epoch on; one that has none yet remembers nothing. */
  #isOld(saidAt: Date, { now, epoch }: { readonly now: number; readonly epoch: string | null }): boolean {
    const ageMs = now - saidAt.getTime();
    if (ageMs > REMEMBERED_SECONDS * 1_000) return true;
    return ageMs > ON_ITS_WAY_MS && (epoch === null || saidAt.getTime() < Number(epoch) * 1_000);
  }
}

function again(cameAt: number): Taken {
  return { is: "again", at: new Date(cameAt).toISOString() };
}

function old(saidAt: Date): Taken {
  return { is: "old", saidAt: saidAt.toISOString() };
}
