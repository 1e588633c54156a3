import { randomUUID } from "node:crypto";
import { alertId } from "../../domain/messages/message-id.ts";
import { withAddedSteps } from "../../domain/runs/added-steps.ts";
import type { Entry, Happening, Journal } from "../../domain/runs/journal.ts";
import { parseEntry, parseJournal } from "../../domain/runs/journal.ts";
import type { JournalLine } from "../../domain/runs/journal-line.ts";
import { journalLine } from "../../domain/runs/journal-line.ts";
import { runAttempt } from "../../domain/runs/next-move.ts";
import type { Asker, Outcome, Run, Target } from "../../domain/runs/run.ts";
import { ITSELF } from "../../domain/runs/run.ts";
import { idBegin, stemOf } from "../../domain/runs/run-id.ts";
import type { WorkflowName } from "../../domain/workflows/index.ts";
import type { Keys } from "./keys.ts";
import type { RedisConnection } from "./redis.ts";
import type { RunLedgerParts } from "./run-ledger.ts";
import { RunLedger } from "./run-ledger.ts";
import type { Claim, Opened, Opening, RestoredRun } from "./run-types.ts";
import { modeOf, placeOf, rangeOf } from "./run-types.ts";
import type { Scripts } from "./scripts.ts";
import { scriptsOn } from "./scripts.ts";

/** A command delivered again within this time is the same request, also after its run has ended. */
const REQUEST_KEY_SECONDS = 7 * 24 * 3_600;

/** An entry that was written. */
export interface Written {
  readonly entry: Entry;
  /** The card showed everything until now; else it was stale already, and whoever made it so has woken the outbox. */
  readonly isNews: boolean;
}

/** Runs, journals, fences and the stack's lock in Redis. */
export class RunStore {
  readonly #redis: RedisConnection;
  readonly #keys: Keys;
  readonly #now: () => Date;
  readonly #journaled: (line: JournalLine) => void;
  readonly #scripts: Scripts;
  /** Tells this process from every other that claims runs, also from the one before it. */
  readonly #process = randomUUID();
  /** Which runs there are. */
  readonly ledger: RunLedger;

  constructor(
    redis: RedisConnection,
    {
      journaled = () => {},
      ...parts
    }: RunLedgerParts & {
      /** Hears of every entry that this process has written. */
      readonly journaled?: (line: JournalLine) => void;
    },
  ) {
    this.#redis = redis;
    this.#keys = parts.keys;
    this.#now = parts.now;
    this.#journaled = journaled;
    this.ledger = new RunLedger(redis, parts);
    this.#scripts = scriptsOn(redis, parts.keys);
  }

  /** Takes the lock and writes the run, or answers with the run that stands in the way; one script, so never half. */
  async open(opening: Opening): Promise<Opened> {
    const { stack } = opening.target;
    const entry = this.#entry(
      {
        kind: "opened",
        workflow: opening.workflow,
        version: opening.version,
        steps: [...opening.steps],
        input: { ...opening.input },
        ...(opening.typed !== undefined && { typed: opening.typed }),
      },
      { actor: opening.asker.user, attempt: 1, fence: 0 },
    );
    const given = {
      ...fieldsOf({ ...opening, openedAt: this.#now() }),
      request: opening.requestKey,
      rememberFor: REQUEST_KEY_SECONDS,
      stem: stemOf(opening),
      idBegin: idBegin(opening),
      force: opening.force,
      entry,
    };
    // Where the world could not be looked at the run begins all the same: each of its steps looks for itself.
    for (const anyway of [false, true]) {
      const opened = await this.#scripts.open({ ...given, anyway });
      if (opened.is === "opened") this.#told(opened.runId, [], { line: entry, seq: 1 });
      if (opened.is !== "young") return opened;
      await this.ledger.recall();
    }
    throw new Error(`opening a run of "${stack}": Redis answered what it never answers`);
  }

  /** Raises deploy and teardown numbers and generations; what is higher already stays. */
  async raiseNumbers(numbers: Readonly<Record<string, number>>): Promise<void> {
    const pairs = Object.entries(numbers).flatMap(([stem, number]) => [stem, String(number)]);
    if (pairs.length > 0) await this.#scripts.raiseNumbers({ numbers: pairs });
  }

  /** Writes down a run that was found in the world; `false` when it is known, or another holds the stack. */
  async restore(found: RestoredRun): Promise<boolean> {
    const { id, asker, outcome, isShown } = found;
    const at = found.openedAt.toISOString();
    const entries = [
      this.#entry({ kind: "opened", ...found.opened }, { actor: asker.user, attempt: 1, fence: 0, at }),
      ...found.happenings.map(({ happening, ...by }) =>
        this.#entry(happening, { actor: ITSELF, fence: 0, ...by }),
      ),
    ];
    const { isRestored } = await this.#scripts.restore({
      ...fieldsOf({ ...found, workflow: found.opened.workflow }),
      fence: Math.floor(this.#now().getTime() / 1_000),
      ...{ id, outcome, isShown, entries },
    });
    return isRestored;
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
    return withAddedSteps(parseJournal(lines));
  }

  /** Makes the caller the run's owner; `null` when the run is not live. */
  async claim(runId: string): Promise<Claim | null> {
    const owner = randomUUID();
    const { fence, begun } = await this.#scripts.claim({ id: runId, owner, process: this.#process });
    return fence === 0 ? null : { runId, fence, owner, workersBegun: begun };
  }

  /**
   * A slice has ended as slices should: the count of who only began one starts anew, and after one that met no
   * trouble so does the count of tries, because trouble that comes and goes over hours is not trouble that stays.
   */
  async sliceEnded(runId: string, { hasMetTrouble }: { readonly hasMetTrouble: boolean }): Promise<void> {
    await this.#redis.hdel(this.#keys.run(runId), "begun", ...(hasMetTrouble ? [] : ["tries"]));
  }

  /** Whether the claim is still the newest. Asked right before an effect, for nothing else. */
  async owns(claim: Claim): Promise<boolean> {
    return (await this.#redis.hget(this.#keys.run(claim.runId), "owner")) === claim.owner;
  }

  /**
   * Appends under the fence; `null` when somebody else owns the run now, or Redis has lost what the writer read. `seen` is the
   * journal as the writer read it.
   */
  async write(
    claim: Claim,
    happening: Happening,
    { attempt, seen }: { readonly attempt: number; readonly seen: Journal },
  ): Promise<Written | null> {
    const written = await this.#write(claim, happening, { attempt, seen, isOnly: false });
    return written === "changed" ? null : written;
  }

  /** The same for what was decided by the journal as it was read; `changed`: somebody has written meanwhile, decide anew. */
  async writeIfUnchanged(
    claim: Claim,
    happening: Happening,
    { attempt, seen }: { readonly attempt: number; readonly seen: Journal },
  ): Promise<Written | "changed" | null> {
    return await this.#write(claim, happening, { attempt, seen, isOnly: true });
  }

  /** Appends what a person did, if the journal is still as they saw it; `null`: read it again and decide anew. */
  async note(
    runId: string,
    happening: Happening,
    { seen, user }: { readonly seen: Journal; readonly user: string },
  ): Promise<Entry | null> {
    const attempt = runAttempt(seen);
    const entry = this.#entry(happening, { actor: user, attempt, fence: 0 });
    const { seq } = await this.#scripts.note({ id: runId, length: seen.length, entry });
    return this.#told(runId, seen, { line: entry, seq });
  }

  /** Makes an ended run live again, one attempt higher, from the step on that the entry names. */
  async reopen(
    runId: string,
    {
      by: happening,
      seen,
      user,
      requestKey,
    }: {
      readonly by: Extract<Happening, { readonly kind: "retried" | "released" }>;
      readonly seen: Journal;
      readonly user: string;
      readonly requestKey: string | null; // null: a button, which carries no request
    },
  ): Promise<{ readonly is: "resumed" | "busy" | "changed"; readonly runId: string }> {
    const attempt = runAttempt(seen) + 1;
    const entry = this.#entry(happening, { actor: user, attempt, fence: 0 });
    const reopened = await this.#scripts.reopen({
      id: runId,
      length: seen.length,
      entry,
      request: requestKey,
      rememberFor: REQUEST_KEY_SECONDS,
    });
    if (reopened.is === "resumed") this.#told(runId, seen, { line: entry, seq: seen.length + 1 });
    return reopened;
  }

  /** Whether it is this run's turn to work: batches of a stack go one at a time, the oldest day first. */
  async hasTurn(runId: string): Promise<boolean> {
    return (await this.#scripts.turn({ id: runId })).isIts;
  }

  /** Lets other days pass a run in line that waits for a person, until it asks for its turn again; the run to wake, or `null`. */
  async standAside({ runId: id, owner }: Claim): Promise<string | null> {
    return (await this.#scripts.standAside({ id, owner })).next;
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
    const { runId: id, owner, fence } = claim;
    const entry = this.#entry({ kind: "finished", outcome }, { actor: ITSELF, attempt, fence });
    const isBad = outcome === "failed" || outcome === "held";
    const alert = isBad ? alertId(id, attempt) : null;
    const atMs = this.#now().getTime();
    const about = { id, owner, read: seen.length, entry, outcome, alert, atMs };
    const { seq, next, isNews } = await this.#scripts.finish(about);
    return this.#told(id, seen, { line: entry, seq }) ? { next, isNews } : "fenced";
  }

  /** Counts a slice that came to nothing because of passing trouble; the count ends with the next one that met none. */
  async countTry(runId: string): Promise<number> {
    return await this.#redis.hincrby(this.#keys.run(runId), "tries", 1);
  }

  /** Something has happened; a step that was done is one at which no worker will die any more. */
  async forgetTries(runId: string, { isPast }: { readonly isPast: boolean }): Promise<void> {
    await this.#redis.hdel(this.#keys.run(runId), "tries", ...(isPast ? ["begun"] : []));
  }

  async #write(
    claim: Claim,
    happening: Happening,
    { attempt, seen, isOnly }: { readonly attempt: number; readonly seen: Journal; readonly isOnly: boolean },
  ): Promise<Written | "changed" | null> {
    const { runId: id, owner, fence } = claim;
    const line = this.#entry(happening, { actor: ITSELF, attempt, fence });
    const { seq, isNews } = await this.#scripts.write({ id, owner, entry: line, read: seen.length, isOnly });
    if (seq < 0) return "changed";
    const entry = this.#told(id, seen, { line, seq });
    return entry && { entry, isNews };
  }

  /** The entry that Redis has numbered, told to who listens; `null` for the number 0: it was refused. */
  #told(
    runId: string,
    seen: Journal,
    { line, seq }: { readonly line: string; readonly seq: number },
  ): Entry | null {
    if (seq === 0) return null;
    const entry = parseEntry(line, seq);
    this.#journaled(journalLine(runId, [...seen, entry]));
    return entry;
  }

  #entry(
    happening: Happening,
    by: {
      readonly actor: string;
      readonly attempt: number;
      readonly fence: number;
      readonly at?: string;
    },
  ): string {
    const { kind, ...rest } = happening;
    return JSON.stringify({ v: 1, at: this.#now().toISOString(), kind, ...by, ...rest });
  }
}

/** What the scripts write of a run. */
function fieldsOf({
  workflow,
  target,
  asker,
  openedAt,
}: Pick<RestoredRun, "target" | "asker" | "openedAt"> & Pick<Opening, "workflow">) {
  return {
    mode: modeOf(workflow),
    range: rangeOf(target),
    score: placeOf(workflow, target),
    workflow,
    target: JSON.stringify(target),
    asker: JSON.stringify(asker),
    openedAt: openedAt.toISOString(),
    openedAtMs: openedAt.getTime(),
  };
}
