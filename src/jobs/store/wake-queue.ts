import type { Job } from "bullmq";
import { DelayedError, Queue, Worker } from "bullmq";
import type { Log } from "../../config/log.ts";
import type { Keys } from "./keys.ts";
import type { RedisConnection } from "./redis.ts";

/** Every queue there is; the board shows them all. */
export const QUEUES = ["runs", "messages"] as const;

/** What happens with a job after one piece of its work. */
export type After = { readonly next: "end" } | { readonly next: "park"; readonly forMs: number };

/** Ended jobs are kept for a look at the queue only; the journal decides what has run. */
const KEEP_ENDED = { age: 24 * 3_600, count: 1_000 };

/**
 * A piece of work throws when Redis goes away under it, or by a bug outside of every step. The run is not over then:
 * only its journal can say that, so the job comes back until it can be worked on.
 */
const NEVER_GIVE_UP = { attempts: Number.MAX_SAFE_INTEGER, backoff: { type: "fixed", delay: 5_000 } };

/**
 * What a worker held whose death is not proven is taken over once its lock has run out and the next check has seen that:
 * after 18 s at the most. With checks every 5 s it was 23 s on a busy machine (bench, `takeover`). The count of stalls
 * only ever grows in a job's life, so the default of 1 would end a run at its second crash.
 */
const TAKEOVER = { lockDuration: 15_000, stalledInterval: 3_000, maxStalledCount: 1_000 };

/** How a worker is told to pick up what a dead one left, when the defaults are too slow for a test. */
export type Takeover = typeof TAKEOVER;

/** Tells processes apart over their restarts, and proves of some that they are dead. */
export interface ProcessIdentity {
  /** What another process may ask about this one by; `null` where its death could not be proven. */
  readonly own: string | null;
  /** Whether that process is proven to be dead; `false` also where nothing can be proven. */
  isDead(life: string): boolean;
}

/**
 * A queue in which each id has one job, that works in pieces, parks itself in between and can be woken.
 * BullMQ carries the wake-ups and nothing else: what is to be done stands in the store.
 */
export class WakeQueue {
  readonly #queue: Queue;
  readonly #name: string;
  readonly #redis: RedisConnection;
  readonly #keys: Keys;
  #takeover: Takeover = TAKEOVER;

  constructor(
    name: (typeof QUEUES)[number],
    { redis, keys }: { readonly redis: RedisConnection; readonly keys: Keys },
  ) {
    this.#name = name;
    this.#redis = redis;
    this.#keys = keys;
    this.#queue = new Queue(name, {
      connection: redis,
      prefix: keys.queues,
      defaultJobOptions: { ...NEVER_GIVE_UP, removeOnComplete: KEEP_ENDED, removeOnFail: KEEP_ENDED },
    });
    this.#queue.on("error", () => {});
  }

  /**
   * Makes the id's job work now, whatever state it is in. `add` is ignored while a job of that id exists in any
   * state, `retry` works on ended ones, `promote` on parked ones; and for one that is at work a flag is set first,
   * which it reads after it has parked, so that a wake-up is never lost between the two.
   */
  async wake(id: string): Promise<void> {
    await this.#redis.set(this.#keys.woken(this.#name, id), "1", "EX", 3_600);
    await this.#rouse(id, { parked: true });
  }

  /**
   * Wakes the id only when nothing would: its job is missing or ended. A parked one keeps its time, unless the clock was
   * set back since.
   */
  async revive(id: string): Promise<void> {
    await this.#rouse(id, { parked: false });
  }

  async #rouse(id: string, which: { readonly parked: boolean }): Promise<void> {
    const job = await this.#queue.getJob(id);
    const state = job ? await job.getState() : "unknown";
    if (!job || state === "unknown") await this.#queue.add(this.#name, {}, { jobId: id });
    else if (state === "completed" || state === "failed") await unlessMovedOn(() => job.retry(state));
    else if (state === "delayed" && (which.parked || isFromLater(job))) {
      await unlessMovedOn(() => job.promote());
    }
  }

  /** Starts working; answers how to stop. A piece of work that throws is tried again by the queue. */
  work(
    piece: (id: string) => Promise<After>,
    options: {
      readonly connection: RedisConnection;
      readonly concurrency: number;
      readonly takeover?: Partial<Takeover> | undefined;
      /** What the jobs that this process works on are marked with, so that the next one may know them. */
      readonly life?: string | null;
      readonly log: Log;
    },
  ): { stop(): Promise<void> } {
    const { life = null } = options;
    this.#takeover = { ...TAKEOVER, ...options.takeover };
    const worker = new Worker(
      this.#name,
      async (job, token) => await this.#piece(job, { token: token ?? "", piece }),
      {
        connection: options.connection,
        prefix: this.#keys.queues,
        concurrency: options.concurrency,
        drainDelay: 5,
        ...(life === null ? {} : { name: life }),
        ...this.#takeover,
      },
    );
    // While Redis is away every attempt to reach it is an error, several a second: one line of each kind is enough.
    const told = new Set<string>();
    worker.on("error", (error) => {
      if (told.has(error.message)) return;
      told.add(error.message);
      options.log.warn({ queue: this.#name, err: error }, "queue trouble");
    });
    options.connection.on("ready", () => told.clear());
    // Redis is away: the sweep finds whose wake-up that was.
    worker.on("completed", ({ id = "" }) => void this.#wakeAgain(id).catch(() => {}));
    worker.on("failed", (job, error) =>
      options.log.error({ queue: this.#name, job: job?.id, err: error }, "job failed"),
    );
    return { stop: async () => await worker.close() };
  }

  /**
   * Gives back their length to keys of BullMQ's that were given a lifetime by a clock that was ahead: they would last as long as
   * it was, in which no stalled job is looked for, and a dead worker's lock holds (seen with a clock set back by a day).
   */
  async boundLifetimes(): Promise<void> {
    const { stalledInterval, lockDuration } = this.#takeover;
    const locks = (await this.#queue.getActive()).map(({ id = "" }) => `${this.#queue.toKey(id)}:lock`);
    const bounds = [
      { key: this.#queue.toKey("stalled-check"), mostMs: stalledInterval },
      ...locks.map((key) => ({ key, mostMs: lockDuration })),
    ];
    for (const { key, mostMs } of bounds)
      if ((await this.#redis.pttl(key)) > 2 * mostMs) await this.#redis.pexpire(key, mostMs);
  }

  /**
   * Lets go of what processes held that are proven to be dead, and answers the ids: nobody need wait for their locks to
   * run out. The lock is read before the mark and handed back as read, so that what somebody living has taken
   * meanwhile stays with them.
   */
  async releaseDead(isDead: (life: string) => boolean): Promise<readonly string[]> {
    const released: string[] = [];
    for (const { id = "" } of await this.#queue.getActive()) {
      const lock = await this.#redis.get(`${this.#queue.toKey(id)}:lock`);
      const job = await this.#queue.getJob(id);
      if (lock === null || !job?.processedBy || !isDead(job.processedBy)) continue;
      await unlessMovedOn(() => job.moveToWait(lock));
      released.push(id);
    }
    return released;
  }

  /** A wake-up that came after the last piece of work, while its job was still to be written down as parked or ended. */
  async #wakeAgain(id: string): Promise<void> {
    if ((await this.#redis.exists(this.#keys.woken(this.#name, id))) === 1) {
      await this.#rouse(id, { parked: true });
    }
  }

  async #piece(
    job: Job,
    how: { readonly token: string; readonly piece: (id: string) => Promise<After> },
  ): Promise<void> {
    const id = job.id ?? "";
    const flag = this.#keys.woken(this.#name, id);
    let after: After;
    do {
      await this.#redis.del(flag);
      after = await how.piece(id);
    } while ((await this.#redis.exists(flag)) === 1);
    if (after.next === "end") return;
    await job.moveToDelayed(Date.now() + after.forMs, how.token);
    // A wake-up from before the parking left its flag; one from now on finds the job parked and promotes it.
    await this.#wakeAgain(id);
    throw new DelayedError();
  }

  /** Wake-ups by what they wait for: a worker (`wait`), their time (`delayed`), nothing (`active`, `failed`). */
  async depth(): Promise<Readonly<Record<string, number>>> {
    return await this.#queue.getJobCounts("wait", "active", "delayed", "failed");
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }
}

/** Clocks of two machines may differ by this much. */
const CLOCK_SKEW_MS = 60_000;

/**
 * It was at work at a moment that is still to come: the clock was set back. BullMQ keeps the moment at which a parked
 * job goes on by that clock, so that a minute's rest would last a day and a minute.
 */
function isFromLater({ processedOn = 0 }: Job): boolean {
  return processedOn > Date.now() + CLOCK_SKEW_MS;
}

/** BullMQ's codes for "no such job", "not in that state", and a lock that is gone or another's (`ErrorCode` in its source). */
const MOVED_ON: readonly unknown[] = [-1, -3, -2, -6];

/** Between the look and the call the job moved on: it is at work, waiting, or was woken by another. */
async function unlessMovedOn(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && MOVED_ON.includes(error.code))) throw error;
  }
}
