import { z } from "zod";
import type { Day } from "../../domain/day.ts";
import type { ScheduleMemory } from "../../domain/messages/schedule-memory.ts";
import type { ScheduleEntry, Skip } from "../../domain/schedule/schedule-setting.ts";
import { parseScheduleEntry } from "../../domain/schedule/schedule-setting.ts";
import type { Keys } from "./keys.ts";
import type { RedisConnection } from "./redis.ts";
import type { Scripts } from "./scripts.ts";
import { scriptsOn } from "./scripts.ts";

const decisionSchema = z.discriminatedUnion("is", [
  z.object({ is: z.literal("skipped"), user: z.string(), why: z.string(), at: z.iso.datetime() }),
  /** More days were missed than are run by themselves: a person decides about this one. */
  z.object({ is: z.literal("left"), at: z.iso.datetime() }),
]);

/** What was decided about a day without a run. */
export type Decision = z.infer<typeof decisionSchema>;

/** The schedule's own record, and what was decided about single days, in Redis. */
export class ScheduleStore {
  readonly #redis: RedisConnection;
  readonly #keys: Keys;
  readonly #scripts: Pick<Scripts, "replaceSchedule">;

  constructor(redis: RedisConnection, keys: Keys) {
    this.#redis = redis;
    this.#keys = keys;
    this.#scripts = scriptsOn(redis, keys);
  }

  /** Every change of the schedule, oldest first. */
  async record(): Promise<readonly ScheduleEntry[]> {
    return (await this.#redis.lrange(this.#keys.schedule, 0, -1)).map(parseScheduleEntry);
  }

  async write(entry: ScheduleEntry): Promise<void> {
    await this.#redis.rpush(this.#keys.schedule, JSON.stringify(entry));
  }

  async decisions(): Promise<ReadonlyMap<Day, Decision>> {
    const all = await this.#redis.hgetall(this.#keys.decided);
    return new Map(
      Object.entries(all).map(([day, line]) => [day as Day, decisionSchema.parse(JSON.parse(line))]),
    );
  }

  /** Skips the day; a later word replaces an earlier one. */
  async skip(day: Day, skip: Skip): Promise<void> {
    await this.#redis.hset(this.#keys.decided, day, JSON.stringify({ is: "skipped", ...skip }));
  }

  /** Leaves the days to a person, unless somebody has decided already. */
  async leave(days: readonly Day[], at: Date): Promise<void> {
    for (const day of days) {
      await this.#decide(day, { is: "left", at: at.toISOString() });
    }
  }

  /** Writes down what the channel tells of the schedule, newest first; what is known already stays. */
  async recall(told: readonly (ScheduleMemory & { readonly at: Date })[]): Promise<void> {
    for (const { skips } of told) {
      for (const { day, ...skip } of skips) await this.#decide(day, { is: "skipped", ...skip });
    }
    for (const { left, at } of told) await this.leave(left as readonly Day[], at);
    const changes = told.flatMap((one) => one.changes);
    // Whoever writes to the record meanwhile makes this begin anew.
    for (let tries = 0; tries < 5; tries += 1) {
      const known = await this.record();
      const all = new Map([...known, ...changes].map((entry) => [`${entry.at} ${entry.is}`, entry]));
      if (all.size === known.length) return;
      const sorted = [...all.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
      const lines = sorted.map((entry) => JSON.stringify(entry));
      if ((await this.#scripts.replaceSchedule({ length: known.length, lines })).isReplaced) return;
    }
    throw new Error("recalling the schedule: its record changed five times meanwhile");
  }

  async #decide(day: string, decision: Decision): Promise<void> {
    await this.#redis.hsetnx(this.#keys.decided, day, JSON.stringify(decision));
  }
}
