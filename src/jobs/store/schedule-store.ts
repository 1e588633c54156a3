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

/** So often a change is tried against others that write at the same moment. */
const TRIES = 10;

/** What is written behind the record (`null`: nothing), and what came of the wish. */
export interface ScheduleDecision<Answer> {
  readonly entry: ScheduleEntry | null;
  readonly answer: Answer;
}

/** The schedule's own record, and what was decided about single days, in Redis. */
export class ScheduleStore {
  readonly #redis: RedisConnection;
  readonly #keys: Keys;
  readonly #scripts: Pick<Scripts, "writeSchedule">;
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

  /**
   * Writes what `decide` wants written behind the record, and answers what it answers. Whoever writes meanwhile makes it decide anew: of
   * two people who press at the same moment the second is told what the first has done. `typed`: the line by which a person did it.
   */
  async change<Answer>(
    now: Date,
    decide: (record: readonly ScheduleEntry[]) => ScheduleDecision<Answer>,
    typed?: string,
  ): Promise<Answer> {
    return await this.#untilUnchanged(async (written) => {
      const { entry, answer } = decide(withEndsOfPauses(written, now));
      if (entry === null) return { answer };
      const due = dueLine({ of: "schedule", entry, typed });
      const given = { length: written.length, kept: written.length, lines: [JSON.stringify(entry)], due };
      if (!(await this.#scripts.writeSchedule(given)).isWritten) return null;
      this.#owed();
      return { answer };
    });
  }

  /** Reads the record and writes by it, anew where somebody else has written in between: `write` answers `null` then. */
  async #untilUnchanged<Answer>(
    write: (written: readonly ScheduleEntry[]) => Promise<{ readonly answer: Answer } | null>,
  ): Promise<Answer> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const done = await write(await this.#written());
      if (done !== null) return done.answer;
    }
    throw new Error(`writing into the record of the schedule: it changed ${TRIES} times meanwhile`);
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
    await this.#untilUnchanged(async (record) => {
      const all = new Map([...record, ...changes].map((entry) => [`${entry.at} ${entry.is}`, entry]));
      if (all.size === record.length) return { answer: null };
      const sorted = [...all.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
      const merged = sorted.map((entry) => JSON.stringify(entry));
      const given = { length: record.length, kept: 0, lines: merged, due: null };
      return (await this.#scripts.writeSchedule(given)).isWritten ? { answer: null } : null;
    });
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
