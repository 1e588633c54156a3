import { z } from "zod";
import type { Day } from "../domain/day.ts";
import type { ScheduleEntry } from "../domain/schedule-setting.ts";
import { parseScheduleEntry } from "../domain/schedule-setting.ts";
import type { Keys } from "./keys.ts";
import type { Skip } from "./ports.ts";
import type { RedisConnection } from "./redis.ts";

const decisionSchema = z.discriminatedUnion("is", [
  z.object({ is: z.literal("skipped"), user: z.string(), why: z.string(), at: z.iso.datetime() }),
  /** More days were missed than are run by themselves: a person decides about this one. */
  z.object({ is: z.literal("left"), at: z.iso.datetime() }),
]);

/** What was decided about a day without a run. */
export type Decision = z.infer<typeof decisionSchema>;

/** The schedule's own record, and what was decided about single days, in Redis. */
export class TimetableStore {
  readonly #redis: RedisConnection;
  readonly #keys: Keys;

  constructor(redis: RedisConnection, keys: Keys) {
    this.#redis = redis;
    this.#keys = keys;
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
      await this.#redis.hsetnx(
        this.#keys.decided,
        day,
        JSON.stringify({ is: "left", at: at.toISOString() } satisfies Decision),
      );
    }
  }
}
