import { randomUUID } from "node:crypto";
import type { Day } from "../domain/day.ts";
import { dayNumber } from "../domain/day.ts";
import type { Entry, Happening, Journal } from "../domain/journal.ts";
import { parseEntry } from "../domain/journal.ts";
import type { JournalLine } from "../domain/journal-line.ts";
import { journalLine } from "../domain/journal-line.ts";
import { runAttempt } from "../domain/next-move.ts";
import type { Asker, Outcome, Run, Target, WorkflowName } from "../domain/run.ts";
import type { Keys } from "./keys.ts";
import type { RedisConnection } from "./redis.ts";
import { runScripts } from "./run-scripts.ts";

/** A command delivered again within this time is the same request, also after its run has ended. */
const REQUEST_KEY_SECONDS = 7 * 24 * 3_600;

/** What a run is opened with. */
export interface Opening {
  readonly workflow: WorkflowName;
  /** The workflow's version and its steps, kept in the journal. */
  readonly version: number;
  readonly steps: readonly string[];
  readonly target: Target;
  readonly input: Readonly<Record<string, unknown>>;
  readonly asker: Asker;
  readonly requestKey: string;
  /** Makes the next generation of a day that has ended. */
  readonly force: boolean;
}

/**
 * What opening came to; `ended` is a day whose run ended badly and was not forced, `shared` a backfill some of whose
 * days another live one has.
 */
export interface Opened {
  readonly is: "opened" | "known" | "ended" | "busy" | "shared";
  readonly runId: string;
}

/** A batch that was found in the world and that Redis knows nothing of. */
export interface Adopted {
  readonly id: string;
  readonly stack: string;
  readonly day: Day;
  readonly asker: Asker;
  readonly openedAt: Date;
  /** `null`: it goes on. */
  readonly outcome: Outcome | null;
  readonly opened: Omit<Extract<Happening, { kind: "opened" }>, "kind">;
  readonly happenings: readonly { readonly happening: Happening; readonly attempt: number }[];
}

/** A claim on a run: what was written under an older fence is refused by Redis. */
export interface Claim {
  readonly runId: string;
  readonly fence: number;
  /** Tells it from every other claim, also from one of the same number after Redis has lost its newest entries. */
  readonly owner: string;
  /** Slices that began, this one included, since one last ended: more than one means that workers died in them. */
  readonly begun: number;
}

/** An entry that was written. */
export interface Written {
  readonly entry: Entry;
  /** The card showed everything until now; else it was stale already, and whoever made it so has woken the outbox. */
  readonly isNews: boolean;
}

type ScriptName = `loans-${keyof typeof runScripts}`;

/** What `defineCommand` adds to a connection, which ioredis cannot tell the compiler. */
type Scripted = Readonly<
  Record<ScriptName, (key: string, ...args: readonly (string | number)[]) => Promise<unknown>>
>;

const scriptName = (name: keyof typeof runScripts): ScriptName => `loans-${name}`;

/** Runs, journals, fences and the stack's lock in Redis. */
export class RunStore {
  readonly #redis: RedisConnection;
  readonly #keys: Keys;
  readonly #now: () => Date;
  readonly #journaled: (line: JournalLine) => void;
  readonly #recall: () => Promise<unknown>;
  readonly #scripts: Scripted;

  constructor(
    redis: RedisConnection,
    {
      keys,
      now,
      journaled = () => {},
      recall = async () => await this.beginEpoch(),
    }: {
      readonly keys: Keys;
      readonly now: () => Date;
      /** Called before the first run of a new or emptied Redis is opened: it tells what the world holds already. */
      readonly recall?: () => Promise<unknown>;
      /** Hears of every entry that this process has written. */
      readonly journaled?: (line: JournalLine) => void;
    },
  ) {
    this.#redis = redis;
    this.#keys = keys;
    this.#now = now;
    this.#journaled = journaled;
    this.#recall = recall;
    for (const [name, lua] of Object.entries(runScripts)) {
      redis.defineCommand(scriptName(name as keyof typeof runScripts), { numberOfKeys: 1, lua });
    }
    this.#scripts = redis as unknown as Scripted;
  }

  /** Takes the lock and writes the run, or answers with the run that stands in the way; one script, so never half. */
  async open(opening: Opening): Promise<Opened> {
    const now = this.#now();
    const { stack, day, until } = opening.target;
    const stem =
      opening.workflow === "daily-batch" ? `batch-${stack}-${day}` : `${STEM[opening.workflow]}-${stack}`;
    const entry = this.#entry(
      {
        kind: "opened",
        workflow: opening.workflow,
        version: opening.version,
        steps: [...opening.steps],
        input: { ...opening.input },
      },
      { actor: opening.asker.user, attempt: 1, fence: 0 },
    );
    const args = [
      opening.requestKey,
      REQUEST_KEY_SECONDS,
      day === null ? 1 : until === undefined ? 0 : "guest",
      stem,
      day === null ? 0 : dayNumber(day),
      opening.force ? 1 : 0,
      entry,
      now.getTime(),
      JSON.stringify(opening.target),
      JSON.stringify(opening.asker),
      opening.workflow,
      now.toISOString(),
      day === null || until === undefined ? "" : `${dayNumber(day)}-${dayNumber(until)}`,
    ];
    // Where the world could not be looked at the run begins all the same: each of its steps looks for itself.
    for (const how of ["", "anyway"]) {
      const [is, runId] = (await this.#run("open", [...args, how])) as [Opened["is"] | "young", string];
      if (is === "opened") this.#told(runId, [], { line: entry, seq: 1 });
      if (is !== "young") return { is, runId };
      await this.#recall();
    }
    throw new Error(`opening a run of "${stack}": Redis answered what it never answers`);
  }

  /** Whether this Redis was never told what the world holds: it is new, or was emptied. */
  async isYoung(): Promise<boolean> {
    return (await this.#redis.exists(this.#keys.epoch)) === 0;
  }

  /** From now on runs are opened without another look at the world; the same when another process began it before. */
  async beginEpoch(): Promise<void> {
    await this.#redis.set(this.#keys.epoch, Math.floor(this.#now().getTime() / 1_000), "NX");
  }

  /** Raises deploy and teardown numbers and generations; what is higher already stays. */
  async raiseNumbers(numbers: Readonly<Record<string, number>>): Promise<void> {
    const pairs = Object.entries(numbers).flat();
    if (pairs.length > 0) await this.#run("raise", pairs);
  }

  /** Writes down a batch that was found in the world; `false` when it is known, or the stack is held. */
  async adopt(found: Adopted): Promise<boolean> {
    const { day, id, asker } = found;
    const entries = [
      this.#entry({ kind: "opened", ...found.opened }, { actor: asker.user, attempt: 1, fence: 0 }),
      ...found.happenings.map(({ happening, attempt }) =>
        this.#entry(happening, { actor: "loan-tracker", attempt, fence: 0 }),
      ),
    ];
    const written = await this.#run("adopt", [
      id,
      JSON.stringify({ stack: found.stack, day } satisfies Target),
      JSON.stringify(asker),
      found.opened.workflow,
      found.openedAt.toISOString(),
      found.openedAt.getTime(),
      dayNumber(day),
      Math.floor(this.#now().getTime() / 1_000),
      found.outcome ?? "",
      ...entries,
    ]);
    return written === 1;
  }

  /** The run, or `null` when this Redis has never heard of it. */
  async run(runId: string): Promise<Run | null> {
    const hash = await this.#redis.hgetall(this.#keys.run(runId));
    if (hash["id"] === undefined) return null;
    return {
      id: hash["id"],
      workflow: hash["workflow"] as WorkflowName,
      target: JSON.parse(hash["target"] ?? "") as Target,
      askedBy: JSON.parse(hash["asker"] ?? "") as Asker,
      openedAt: hash["openedAt"] ?? "",
      outcome: (hash["outcome"] as Outcome | undefined) ?? null,
    };
  }

  /** The whole journal, each entry parsed; throws when a line is not of this version's format. */
  async journal(runId: string): Promise<Journal> {
    const lines = await this.#redis.lrange(this.#keys.journal(runId), 0, -1);
    return lines.map(parseEntry);
  }

  /** Makes the caller the run's owner; `null` when the run is not live. */
  async claim(runId: string): Promise<Claim | null> {
    const owner = randomUUID();
    const [fence, begun] = (await this.#run("claim", [runId, owner])) as [number, number];
    return fence === 0 ? null : { runId, fence, owner, begun };
  }

  /** A slice has ended as slices should: the count of those that only began starts anew. */
  async sliceEnded(runId: string): Promise<void> {
    await this.#redis.hdel(this.#keys.run(runId), "begun");
  }

  /** Whether the claim is still the newest. Asked right before an effect, for nothing else. */
  async owns(claim: Claim): Promise<boolean> {
    return (await this.#redis.hget(this.#keys.run(claim.runId), "owner")) === claim.owner;
  }

  /** Appends under the fence; `null` when somebody else owns the run now. `seen` is the journal as the writer read it. */
  async write(
    claim: Claim,
    happening: Happening,
    { attempt, seen }: { readonly attempt: number; readonly seen: Journal },
  ): Promise<Written | null> {
    const line = this.#entry(happening, { actor: "loan-tracker", attempt, fence: claim.fence });
    const [seq, isNews] = (await this.#run("write", [claim.runId, claim.owner, line])) as [number, number];
    const entry = this.#told(claim.runId, seen, { line, seq });
    return entry && { entry, isNews: isNews === 1 };
  }

  /** Appends what a person did, if the journal is still as they saw it; `null`: read it again and decide anew. */
  async note(
    runId: string,
    happening: Happening,
    { seen, user }: { readonly seen: Journal; readonly user: string },
  ): Promise<Entry | null> {
    const attempt = runAttempt(seen);
    const line = this.#entry(happening, { actor: user, attempt, fence: 0 });
    const seq = (await this.#run("note", [runId, seen.length, line])) as number;
    return this.#told(runId, seen, { line, seq });
  }

  /** Makes an ended run live again, one attempt higher, from `step` on. */
  async reopen(
    runId: string,
    {
      step,
      seen,
      user,
      requestKey,
    }: {
      readonly step: string;
      readonly seen: Journal;
      readonly user: string;
      readonly requestKey: string | null; // null: a button, which carries no request
    },
  ): Promise<{ readonly is: "resumed" | "busy" | "changed"; readonly runId: string }> {
    const attempt = runAttempt(seen) + 1;
    const line = this.#entry({ kind: "retried", step }, { actor: user, attempt, fence: 0 });
    const [is, id] = (await this.#run("reopen", [
      runId,
      seen.length,
      line,
      requestKey ?? "",
      REQUEST_KEY_SECONDS,
    ])) as ["resumed" | "busy" | "changed", string];
    if (is === "resumed") this.#told(runId, seen, { line, seq: seen.length + 1 });
    return { is, runId: id };
  }

  /** Whether it is this run's turn to work: batches of a stack go one at a time, the oldest day first. */
  async hasTurn(runId: string): Promise<boolean> {
    return (await this.#run("turn", [runId])) === 1;
  }

  /** Ends the run and frees the lock. Answers the run to wake next, or `null`; `fenced` when it is not ours any more. */
  async finish(
    claim: Claim,
    {
      outcome,
      attempt,
      seen,
    }: { readonly outcome: Outcome; readonly attempt: number; readonly seen: Journal },
  ): Promise<"fenced" | { readonly next: string | null; readonly isNews: boolean }> {
    const line = this.#entry(
      { kind: "finished", outcome },
      { actor: "loan-tracker", attempt, fence: claim.fence },
    );
    const [seq, next, isNews] = (await this.#run("finish", [claim.runId, claim.owner, line, outcome])) as [
      number,
      string,
      number,
    ];
    if (!this.#told(claim.runId, seen, { line, seq })) return "fenced";
    return { next: next === "" ? null : next, isNews: isNews === 1 };
  }

  /** Counts a slice that came to nothing because of passing trouble; the count ends with the next success. */
  async countTry(runId: string): Promise<number> {
    return await this.#redis.hincrby(this.#keys.run(runId), "tries", 1);
  }

  async forgetTries(runId: string): Promise<void> {
    await this.#redis.hdel(this.#keys.run(runId), "tries");
  }

  /** Runs that have not ended. */
  async live(): Promise<readonly string[]> {
    return await this.#redis.smembers(this.#keys.live);
  }

  /** Live runs that do not wait for another: the deploy or teardown with the lock, the batch with the turn, backfills. */
  async holders(): Promise<readonly string[]> {
    const { prefix } = this.#keys;
    const held = await this.#redis.mget(`${prefix}:lock`, `${prefix}:turn`);
    return [...held.filter((runId) => runId !== null), ...(await this.#redis.hkeys(`${prefix}:guests`))];
  }

  /** The newest runs' ids, newest first. */
  async recent(limit: number): Promise<readonly string[]> {
    return await this.#redis.zrevrange(this.#keys.runs, 0, limit - 1);
  }

  /** The run that a request came to in the last days; `null` when none did. */
  async runOfRequest(requestKey: string): Promise<string | null> {
    return await this.#redis.get(`${this.#keys.prefix}:request:${requestKey}`);
  }

  /** The id of the day's newest generation; `null` when the day was never asked for. */
  async newestOf(target: { readonly stack: string; readonly day: string }): Promise<string | null> {
    const stem = `batch-${target.stack}-${target.day}`;
    const generation = await this.#redis.hget(`${this.#keys.prefix}:numbers`, stem);
    return generation === null ? null : `${stem}-g${generation}`;
  }

  /** The entry that Redis has numbered, told to who listens; `null` for the number 0: it was refused. */
  #told(
    runId: string,
    seen: Journal,
    { line, seq }: { readonly line: string; readonly seq: number },
  ): Entry | null {
    if (seq === 0) return null;
    const entry = parseEntry(numbered(line, seq));
    this.#journaled(journalLine(runId, [...seen, entry]));
    return entry;
  }

  /** The newest generation of each of these days that was ever asked for: day to run id. */
  async newestOfDays(stack: string, days: readonly Day[]): Promise<ReadonlyMap<Day, string>> {
    if (days.length === 0) return new Map();
    const stems = days.map((day) => `batch-${stack}-${day}`);
    const generations = await this.#redis.hmget(`${this.#keys.prefix}:numbers`, ...stems);
    return new Map(
      days.flatMap((day, index) => {
        const generation = generations[index];
        return generation ? [[day, `${stems[index]}-g${generation}`] as const] : [];
      }),
    );
  }

  #entry(
    happening: Happening,
    by: { readonly actor: string; readonly attempt: number; readonly fence: number },
  ): string {
    return JSON.stringify({ v: 1, at: this.#now().toISOString(), ...by, ...happening });
  }

  async #run(name: keyof typeof runScripts, args: readonly (string | number)[]): Promise<unknown> {
    return await this.#scripts[scriptName(name)](this.#keys.prefix, ...args);
  }
}

/** How the ids of runs begin, besides those of batches, which have the day in them. */
const STEM = { "deploy-stack": "deploy", "teardown-stack": "teardown", backfill: "backfill" } as const;

/** The line as Redis has stored it: the script put the number in front. */
function numbered(line: string, seq: number): string {
  return `{"seq":${seq},${line.slice(1)}`;
}
