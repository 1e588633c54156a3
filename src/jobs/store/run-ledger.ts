import type { Day } from "../../domain/day.ts";
import { dayNumber } from "../../domain/day.ts";
import type { CurrentStack } from "../../domain/runs/current-stack.ts";
import { isOfStack } from "../../domain/runs/current-stack.ts";
import type { Outcome, Target } from "../../domain/runs/run.ts";
import type { DayOfStack } from "../../domain/runs/run-id.ts";
import { batchId, batchStem, numberedId, stemOf } from "../../domain/runs/run-id.ts";
import { factsOf, workflowNames } from "../../domain/workflows/index.ts";
import type { Keys } from "./keys.ts";
import type { RedisConnection } from "./redis.ts";
import type { DayLook } from "./run-types.ts";
import { firstPlaceOf } from "./run-types.ts";
import type { Scripts } from "./scripts.ts";
import { scriptsOn } from "./scripts.ts";

/** A look at the world that came to nothing is not made again for each question. */
const LOOK_AGAIN_MS = 5_000;

/** What a ledger is made of. */
export interface RunLedgerParts {
  readonly keys: Keys;
  readonly now: () => Date;
  /** Called before the first run of a new or emptied Redis is opened: it tells what the world holds already. */
  readonly recall?: () => Promise<unknown>;
  /** Called for a day of which this Redis knows the number alone: it tells what the world holds of that day. */
  readonly recallDay?: DayLook;
}

/** Which runs there are, as far as this Redis knows; where it knows too little, the world is looked at first. */
export class RunLedger {
  readonly #redis: RedisConnection;
  readonly #keys: Keys;
  readonly #now: () => Date;
  readonly #recallDay: DayLook;
  readonly #scripts: Pick<Scripts, "currentStack">;
  /** Looks at the world, whatever this Redis knows. */
  readonly recall: () => Promise<unknown>;
  #lookedAt = 0;

  constructor(
    redis: RedisConnection,
    {
      keys,
      now,
      recall = async () => await this.beginEpoch(),
      recallDay = async () => "nothing",
    }: RunLedgerParts,
  ) {
    this.#redis = redis;
    this.#keys = keys;
    this.#now = now;
    this.#recallDay = recallDay;
    this.#scripts = scriptsOn(redis, keys);
    this.recall = recall;
  }

  /** Whether this Redis was never told what the world holds: it is new, or was emptied. */
  async isYoung(): Promise<boolean> {
    return (await this.#redis.exists(this.#keys.epoch)) === 0;
  }

  /** Looks at the world first where this Redis was never told what it holds: whoever asks then hears what there is. */
  async ready(): Promise<void> {
    const now = this.#now().getTime();
    if (!(await this.isYoung()) || now - this.#lookedAt < LOOK_AGAIN_MS) return;
    await this.recall();
    this.#lookedAt = now;
  }

  /** Since when this Redis knows what the world holds; `null`: it does not. */
  async epochAt(): Promise<Date | null> {
    const epoch = await this.#redis.get(this.#keys.epoch);
    return epoch === null ? null : new Date(Number(epoch) * 1_000);
  }

  /** From now on runs are opened without another look at the world; the same when another process began it before. */
  async beginEpoch(): Promise<void> {
    await this.#redis.set(this.#keys.epoch, Math.floor(this.#now().getTime() / 1_000), "NX");
  }

  /** The stack of today; `null`: nobody has looked yet. */
  async currentStack(): Promise<CurrentStack | null> {
    const [id, madeAt] = await this.#redis.mget(this.#keys.stack, this.#keys.made);
    return madeAt ? { id: id ?? null, madeAt } : null;
  }

  /**
   * AWS says which stack is there and when it was made: days count anew from then. An older one changes nothing; then it is
   * not the stack of today, and `false` is answered.
   */
  async stackIs(stack: { readonly id: string; readonly madeAt: string }): Promise<boolean> {
    return (await this.#scripts.currentStack(stack)).isTaken;
  }

  /** Runs that have not ended. */
  async live(): Promise<readonly string[]> {
    return await this.#redis.smembers(this.#keys.live);
  }

  /** Live runs that do not wait for another: the deploy or teardown with the lock, the batch with the turn, backfills. */
  async holders(): Promise<readonly string[]> {
    const { lock, turn, guests } = this.#keys;
    const held = await this.#redis.mget(lock, turn);
    return [...held.filter((runId) => runId !== null), ...(await this.#redis.hkeys(guests))];
  }

  /** Live runs in line that are of that day: batches and withdrawals, which go one after the other. */
  async inLine(day: Day): Promise<readonly string[]> {
    return await this.#redis.zrangebyscore(this.#keys.line, firstPlaceOf(day), dayNumber(day));
  }

  /** As many live runs in line, batches and withdrawals, by day: those whose turn is next, or who are at work. */
  async firstInLine(count: number): Promise<readonly string[]> {
    return await this.#redis.zrange(this.#keys.line, "0", String(count - 1));
  }

  /** Live backfills that have that day; none is in two. */
  async backfillsWith(day: Day): Promise<readonly string[]> {
    const ranges = await this.#redis.hgetall(this.#keys.guests);
    return Object.entries(ranges).flatMap(([runId, range]) => {
      const [first = 0, last = 0] = range.split("-").map(Number);
      return first <= dayNumber(day) && dayNumber(day) <= last ? [runId] : [];
    });
  }

  /** The newest runs' ids, newest first. */
  async recent(limit: number): Promise<readonly string[]> {
    return await this.#redis.zrevrange(this.#keys.runs, 0, limit - 1);
  }

  /** The run that a request came to in the last days; `null` when none did. */
  async runOfRequest(requestKey: string): Promise<string | null> {
    return await this.#redis.get(this.#keys.request(requestKey));
  }

  /** The id of the newest run of each workflow that holds the stack alone, by its number: the run may not be known any more. */
  async newestOfWholeStack(stack: string): Promise<readonly string[]> {
    const alone = workflowNames.filter((name) => factsOf(name).holds === "alone");
    const kinds = alone.map((workflow) => ({ workflow, target: { stack, day: null } }));
    const numbers = await this.#redis.hmget(this.#keys.numbers, ...kinds.map(stemOf));
    return kinds.flatMap((kind, index) => (numbers[index] ? [numberedId(kind, numbers[index])] : []));
  }

  /** The id of the day's newest generation; `null` when the day was never asked for since the stack was made. */
  async newestOf(target: DayOfStack): Promise<string | null> {
    const runId = await this.lastOf(target);
    return runId !== null && (await this.#isOfStack(runId, await this.currentStack())) ? runId : null;
  }

  /** The same, also where it is of a stack that is gone. */
  async lastOf(target: DayOfStack): Promise<string | null> {
    const runId = await this.#newest(target);
    if (runId !== null) await this.knowledgeOf(target);
    return runId;
  }

  /** Whether that day's newest run is known here, after a look at the world where only its number is. */
  async knowledgeOf(target: DayOfStack): Promise<"known" | "counted" | "nothing"> {
    const runId = await this.#newest(target);
    if (runId === null) return "nothing";
    if (await this.#knows(runId)) return "known";
    const stands = await this.#recallDay(target.day, runId);
    return (await this.#knows(runId)) ? "known" : stands;
  }

  /** The newest run of each of these days since the stack was made, as far as it is known: day to run id. */
  async newestOfDays(stack: string, days: readonly Day[]): Promise<ReadonlyMap<Day, string>> {
    if (days.length === 0) return new Map();
    const stems = days.map((day) => batchStem({ stack, day }));
    const generations = await this.#redis.hmget(this.#keys.numbers, ...stems);
    const current = await this.currentStack();
    const known = await Promise.all(
      days.map(async (day, index) => {
        const generation = generations[index];
        if (!generation) return [];
        // While the world cannot be asked, what it may hold is waited for.
        const isKnown = (await this.knowledgeOf({ stack, day }).catch(() => "known")) === "known";
        const runId = batchId({ stack, day }, generation);
        return isKnown && (await this.#isOfStack(runId, current)) ? [[day, runId] as const] : [];
      }),
    );
    return new Map(known.flat());
  }

  async #newest(target: DayOfStack): Promise<string | null> {
    const generation = await this.#redis.hget(this.#keys.numbers, batchStem(target));
    return generation === null ? null : batchId(target, generation);
  }

  async #isOfStack(runId: string, current: CurrentStack | null): Promise<boolean> {
    const fields = ["openedAt", "outcome", "target"] as const;
    const [openedAt, outcome, target] = await this.#redis.hmget(this.#keys.run(runId), ...fields);
    if (!openedAt || !target) return true; // Only its number is known, which has no stack.
    const run = {
      openedAt,
      outcome: (outcome ?? null) as Outcome | null,
      target: JSON.parse(target) as Target,
    };
    return isOfStack(run, current);
  }

  async #knows(runId: string): Promise<boolean> {
    return (await this.#redis.hexists(this.#keys.run(runId), "id")) === 1;
  }
}
