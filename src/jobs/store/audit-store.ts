import { z } from "zod";
import type { AcknowledgedSummary } from "../../domain/messages/acknowledgment.ts";
import { acknowledgedSummary } from "../../domain/messages/acknowledgment.ts";
import type { DayAct } from "../../domain/schedule/daybook.ts";
import { parseDaybookEntry } from "../../domain/schedule/daybook.ts";
import type { ScheduleEntry } from "../../domain/schedule/schedule-setting.ts";
import { changeSchema } from "../../domain/schedule/schedule-setting.ts";
import type { Keys } from "./keys.ts";
import type { RedisConnection } from "./redis.ts";
import type { Scripts } from "./scripts.ts";
import { scriptsOn } from "./scripts.ts";

/** Something that was done and is in no entry of the audit record yet; `typed`: the line by which it was. */
export type Unrecorded =
  | { readonly of: "run"; readonly runId: string; readonly seq: number }
  | { readonly of: "schedule"; readonly entry: ScheduleEntry; readonly typed?: string | undefined }
  | { readonly of: "days"; readonly act: DayAct; readonly typed?: string | undefined }
  | { readonly of: "summary"; readonly seen: AcknowledgedSummary };

const typed = z.string().optional();
const act = z.unknown().transform((value) => parseDaybookEntry(JSON.stringify(value)) as DayAct);
const lineSchema = z.discriminatedUnion("of", [
  z.object({ of: z.literal("schedule"), entry: changeSchema, typed }),
  z.object({ of: z.literal("days"), act, typed }),
  z.object({ of: z.literal("summary"), seen: acknowledgedSummary }),
]);

/** How a change of the schedule, or of days of it, or that a summary was seen, is owed to the record; the scripts owe what runs do. */
export function dueLine(due: Exclude<Unrecorded, { readonly of: "run" }>): string {
  return JSON.stringify(due);
}

/** Reads a line of what is owed; throws when it is not of this format. */
function parseDue(line: string): Unrecorded {
  const [, runId, seq] = /^run (\S+) (\d+)$/.exec(line) ?? [];
  if (runId !== undefined) return { of: "run", runId, seq: Number(seq) };
  return lineSchema.parse(JSON.parse(line));
}

/** As much of what is owed as is recorded in one go. */
const AT_ONCE = 100;

/** What is owed to the record and where the record ends, as one look showed it. */
export interface AuditState {
  /** How many entries this Redis holds. */
  readonly length: number;
  /** The last ones, oldest first: whoever seals the next looks whether it is in one of them. */
  readonly newest: readonly string[];
  /** The oldest of what is owed; there may be more. */
  readonly due: readonly Unrecorded[];
  /** The line of the first of them. */
  readonly firstDue: string | null;
}

/** The audit record in Redis, and what is owed to it. */
export class AuditStore {
  readonly #redis: RedisConnection;
  readonly #keys: Keys;
  readonly #scripts: Pick<Scripts, "chain">;

  constructor(redis: RedisConnection, keys: Keys) {
    this.#redis = redis;
    this.#keys = keys;
    this.#scripts = scriptsOn(redis, keys);
  }

  /** `newest`: how many of the last entries are wanted. */
  async state(newest: number): Promise<AuditState> {
    const { audit, unrecorded } = this.#keys;
    const answers = await this.#redis
      .multi()
      .llen(audit)
      .lrange(audit, -newest, -1)
      .lrange(unrecorded, 0, AT_ONCE - 1)
      .exec();
    const [length, lines, due] = (answers ?? []).map(([error, answer]) => {
      if (error !== null) throw error;
      return answer;
    }) as [number, string[], string[]];
    return { length, newest: lines, due: due.map(parseDue), firstDue: due[0] ?? null };
  }

  /** Moves what was owed into the record; `false`: somebody else has done so since the look. */
  async chain(
    { length, due, firstDue }: Pick<AuditState, "length" | "due" | "firstDue">,
    lines: readonly string[],
  ): Promise<boolean> {
    const taken = due.length;
    return (await this.#scripts.chain({ length, taken, first: firstDue, lines })).isChained;
  }

  /** Entries of this Redis from that place on, 0 for its first, at most so many. */
  async lines(from: number, count: number): Promise<readonly string[]> {
    return await this.#redis.lrange(this.#keys.audit, from, from + count - 1);
  }

  /** How much is owed. */
  async owed(): Promise<number> {
    return await this.#redis.llen(this.#keys.unrecorded);
  }

  /** Number of the last entry that is at that place; `null`: it was never exported to. */
  async exportedTo(place: string): Promise<number | null> {
    const seq = await this.#redis.hget(this.#keys.exported, place);
    return seq === null ? null : Number(seq);
  }

  async exported(place: string, seq: number): Promise<void> {
    await this.#redis.hset(this.#keys.exported, place, seq);
  }

  /** Why the record does not go on, and since when (ISO time); `null`: it does. */
  async trouble(): Promise<{ readonly since: string; readonly says: string } | null> {
    const [since, says] = await this.#redis.hmget(this.#keys.unaudited, "since", "says");
    return since ? { since, says: says ?? "" } : null;
  }

  /** The first moment of a trouble is kept, its newest word told; `null`: it is over. */
  async troubled(says: string | null, at: Date): Promise<void> {
    if (says === null) {
      await this.#redis.del(this.#keys.unaudited);
      return;
    }
    await this.#redis
      .multi()
      .hsetnx(this.#keys.unaudited, "since", at.toISOString())
      .hset(this.#keys.unaudited, "says", says)
      .exec();
  }
}
