import type { Day } from "../../domain/day.ts";
import type { ToldMemory } from "../../domain/messages/schedule-memory.ts";
import { actsTold, decidedBy } from "../../domain/messages/schedule-memory.ts";
import type { DayAct, DaybookEntry, DayDecision } from "../../domain/schedule/daybook.ts";
import { actsOf, parseDaybookEntry, parseDecision } from "../../domain/schedule/daybook.ts";
import type { ScheduleEntry } from "../../domain/schedule/schedule-setting.ts";
import { parseScheduleEntry, withEndsOfPauses } from "../../domain/schedule/schedule-setting.ts";
import { dueLine } from "./audit-store.ts";
import type { Keys } from "./keys.ts";
import type { RedisConnection } from "./redis.ts";
import type { Scripts } from "./scripts.ts";
import { scriptsOn } from "./scripts.ts";

/** The schedule's own record, and what was decided about single days, in Redis. */
export class ScheduleStore {
  readonly #redis: RedisConnection;
  readonly #keys: Keys;
  readonly #scripts: Pick<Scripts, "replaceSchedule">;
  readonly #owed: () => void;

  /** `owed` hears that the audit record is owed something more. */
  constructor(redis: RedisConnection, keys: Keys, owed = () => {}) {
    this.#redis = redis;
    this.#keys = keys;
    this.#owed = owed;
    this.#scripts = scriptsOn(redis, keys);
  }

  /** Every change of the schedule up to now, oldest first, the ends of pauses that came by themselves too. */
  async record(now: Date): Promise<readonly ScheduleEntry[]> {
    return withEndsOfPauses(await this.#written(), now);
  }

  async #written(): Promise<readonly ScheduleEntry[]> {
    return (await this.#redis.lrange(this.#keys.schedule, 0, -1)).map(parseScheduleEntry);
  }

  /** `typed`: the line by which a person did it. */
  async write(entry: ScheduleEntry, typed?: string): Promise<void> {
    const due = dueLine({ of: "schedule", entry, typed });
    await this.#redis
      .multi()
      .rpush(this.#keys.schedule, JSON.stringify(entry))
      .rpush(this.#keys.unrecorded, due)
      .exec();
    this.#owed();
  }

  async decisions(): Promise<ReadonlyMap<Day, DayDecision>> {
    const all = await this.#redis.hgetall(this.#keys.decided);
    return new Map(Object.entries(all).map(([day, line]) => [day as Day, parseDecision(line)]));
  }

  /** Calendars as they were seen and what people did about days, oldest first. */
  async daybook(): Promise<readonly DaybookEntry[]> {
    return (await this.#redis.lrange(this.#keys.daybook, 0, -1)).map(parseDaybookEntry);
  }

  async note(entry: Extract<DaybookEntry, { readonly is: "calendar" }>): Promise<void> {
    await this.#redis.rpush(this.#keys.daybook, JSON.stringify(entry));
  }

  /** Skips the days, or takes them back; a later word replaces an earlier one. */
  async decide(act: DayAct, typed?: string): Promise<void> {
    const { days } = act;
    const [first] = days;
    if (first === undefined) return;
    const both = this.#redis
      .multi()
      .rpush(this.#keys.daybook, JSON.stringify(act))
      .rpush(this.#keys.unrecorded, dueLine({ of: "days", act, typed }));
    if (act.is === "unskipped") both.hdel(this.#keys.decided, ...days);
    else both.hset(this.#keys.decided, Object.fromEntries(days.map((day) => [day, skipLine(act, first)])));
    await both.exec();
    this.#owed();
  }

  /** Leaves the days to a person, unless somebody has decided already. */
  async leave(days: readonly Day[], at: Date): Promise<void> {
    for (const day of days) {
      await this.#decide(day, { is: "left", at: at.toISOString() });
    }
  }

  /** Writes down what the channel tells of the schedule, newest first; what is known already stays. */
  async recall(told: readonly ToldMemory[]): Promise<void> {
    const known = actsOf(await this.daybook());
    const acts = actsTold(told);
    for (const [day, decision] of decidedBy(actsOf([...known, ...acts]), told))
      await this.#decide(day, decision);
    const isKnown = new Set(known.map(({ is, at }) => `${is} ${at}`));
    const lines = acts.filter(({ is, at }) => !isKnown.has(`${is} ${at}`)).map((act) => JSON.stringify(act));
    if (lines.length > 0) await this.#redis.rpush(this.#keys.daybook, ...lines);
    const changes = told.flatMap((one) => one.changes);
    // Whoever writes to the record meanwhile makes this begin anew.
    for (let tries = 0; tries < 5; tries += 1) {
      const record = await this.#written();
      const all = new Map([...record, ...changes].map((entry) => [`${entry.at} ${entry.is}`, entry]));
      if (all.size === record.length) return;
      const sorted = [...all.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
      const merged = sorted.map((entry) => JSON.stringify(entry));
      const length = record.length;
      if ((await this.#scripts.replaceSchedule({ length, lines: merged })).isReplaced) return;
    }
    throw new Error("recalling the schedule: its record changed five times meanwhile");
  }

  async #decide(day: string, decision: DayDecision): Promise<void> {
    await this.#redis.hsetnx(this.#keys.decided, day, JSON.stringify(decision));
  }
}

function skipLine({ user, why, at, days }: Extract<DayAct, { readonly is: "skipped" }>, first: Day): string {
  return JSON.stringify({
    is: "skipped",
    user,
    why,
    at,
    ...(days.length > 1 && { first }),
  } satisfies DayDecision);
}
