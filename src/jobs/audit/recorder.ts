import { createHash } from "node:crypto";
import type { AuditPlace } from "../../aws/audit-place.ts";
import type { Clock } from "../../config/clock.ts";
import type { Log } from "../../config/log.ts";
import type { AuditEntry, AuditFact, AuditHead } from "../../domain/audit/audit-entry.ts";
import { auditEntrySchema, canonical, chained } from "../../domain/audit/audit-entry.ts";
import {
  beginOfChain,
  continuationOfChain,
  factOfDays,
  factOfRun,
  factOfSchedule,
  factOfSummary,
} from "../../domain/audit/audit-facts.ts";
import { verifyChain } from "../../domain/audit/verify-chain.ts";
import { dayIn } from "../../domain/day.ts";
import { durationMs } from "../../domain/duration.ts";
import { withoutSecrets } from "../../domain/messages/redact-secrets.ts";
import { Problem } from "../../domain/problem.ts";
import { teardownFacts } from "../../domain/workflows/teardown-facts.ts";
import type { Outbox } from "../messages/outbox.ts";
import type { AuditState, AuditStore, Unrecorded } from "../store/audit-store.ts";
import type { RunStore } from "../store/run-store.ts";
import type { After } from "../store/wake-queue.ts";
import { explain } from "../workflows/error-class.ts";

/** The one job that writes the record; ids of runs begin with the name of a workflow. */
export const AUDIT_JOB = "audit-record";

/** How soon it is tried again where the place of the record does not answer. */
const AGAIN = "30s";

/** A trouble that people hear of on `/readyz`: what passes is over by then. */
const TELL_AFTER = "10m";

/** Something owed that stands in one of so many last entries is recorded: a Redis that lost its newest writes owes it again. */
const LOOK_BACK = 200;

/** The end of a teardown is told of in the channel within this time; later nobody waits for it. */
const NEWS = "24h";

interface RecorderParts {
  readonly store: AuditStore;
  readonly runs: Pick<RunStore, "run" | "journal">;
  readonly outbox: Pick<Outbox, "cardUrl" | "summaryUrl" | "acknowledgment" | "oweNotice">;
  /** Where it is exported to; `null`: Redis alone has it. */
  readonly place: AuditPlace | null;
  /** The bank's, in which months begin. */
  readonly zone: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace: number;
}

/** SHA-256 in hex. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Writes the record of who did what: what is owed to it becomes entries, each with the hash of the one before, and these are
 * exported. What the place has is looked at before: it may have more than a Redis that lost something.
 */
export class AuditRecorder {
  readonly #parts: RecorderParts;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  /** The job, where there is something to do for it. */
  async owed(): Promise<readonly string[]> {
    const { store, place } = this.#parts;
    const { length, newest, due } = await store.state(1);
    const isBehind =
      place !== null && length > 0 && lastOf(newest)?.seq !== (await store.exportedTo(place.name));
    return due.length > 0 || isBehind ? [AUDIT_JOB] : [];
  }

  /** Records and exports all that is owed; parks where the place does not answer. */
  async record(): Promise<After> {
    const { store, clock, log, pace } = this.#parts;
    try {
      while (await this.#some());
      await store.troubled(null, clock.now());
      return { next: "end" };
    } catch (error) {
      log.warn({ err: error }, "the audit record does not go on");
      const problem = explain(error);
      const says = problem.code === "bug" && error instanceof Error ? error.message : problem.message;
      await store.troubled(withoutSecrets(says), clock.now());
      return { next: "park", forMs: durationMs(AGAIN) / pace };
    }
  }

  /** Why it does not go on, once that has lasted; `null`: it does. */
  async trouble(): Promise<string | null> {
    const { store, clock, pace } = this.#parts;
    const found = await store.trouble();
    if (found === null) return null;
    const lasted = clock.now().getTime() - Date.parse(found.since);
    return lasted < durationMs(TELL_AFTER) / pace ? null : `not written since ${found.since}: ${found.says}`;
  }

  /** Whether there is more to do. */
  async #some(): Promise<boolean> {
    const { store, place } = this.#parts;
    const state = await store.state(LOOK_BACK);
    const head = lastOf(state.newest);
    if (place !== null) {
      const ahead = await place.after(head?.seq ?? 0);
      if (ahead.length > 0) {
        await this.#takeOver(place, state, ahead);
        return true;
      }
    }
    const facts = await this.#factsOf(state);
    const [first] = facts;
    const begun = head === null && first !== undefined ? [beginOfChain(first.at)] : [];
    const entries = this.#chained([...begun, ...facts], head);
    if (state.due.length > 0 && !(await store.chain(state, entries.map(canonical)))) return true;
    if (place !== null) await this.#export(place);
    await this.#tellHeads();
    return (await store.owed()) > 0;
  }

  /** The place has entries that this Redis does not have: it was emptied, or lost the newest ones. */
  async #takeOver(place: AuditPlace, state: AuditState, ahead: readonly AuditHead[]): Promise<void> {
    const { store, clock, log } = this.#parts;
    const head = lastOf(state.newest);
    const wanted = head === null ? ahead.slice(-1) : ahead;
    const lines = await Promise.all(wanted.map(async (one) => (await place.read(one)) ?? ""));
    const { broken, entries } = verifyChain(
      lines.map((line) => ({ line })),
      { after: head ?? "unknown", sha256 },
    );
    if (broken !== null) throw forked(place, broken.says);
    const last = entries.at(-1);
    const continued =
      head !== null || last === undefined
        ? []
        : this.#chained([continuationOfChain(clock.now().toISOString(), last)], last);
    const nothing = { length: state.length, due: [], firstDue: null };
    await store.chain(nothing, [...lines, ...continued.map(canonical)]);
    log.warn({ place: place.name, entries: lines.length }, "the audit record goes on where its place has it");
  }

  #chained(facts: readonly AuditFact[], head: AuditHead | null): readonly AuditEntry[] {
    const { zone } = this.#parts;
    return chained(facts, { head, dayOf: (at) => dayIn(zone, at), sha256 });
  }

  async #factsOf({ due, newest }: AuditState): Promise<readonly AuditFact[]> {
    const idOf = ({ source, at }: Pick<AuditFact, "source" | "at">) => `${source} ${at}`;
    const known = new Set(newest.flatMap((line) => idOf(auditEntrySchema.parse(JSON.parse(line)))));
    const facts: AuditFact[] = [];
    for (const one of due) {
      const fact = await this.#factOf(one);
      if (fact !== null && !known.has(idOf(fact))) facts.push(fact);
    }
    return facts;
  }

  async #factOf(due: Unrecorded): Promise<AuditFact | null> {
    const { runs, outbox } = this.#parts;
    switch (due.of) {
      case "schedule":
        return factOfSchedule(due.entry, due.typed);
      case "days":
        return factOfDays(due.act, due.typed);
      case "summary": {
        const { runId, by, at } = due.seen;
        // Of two who press at once the summary names one, and so does the record.
        const first = await outbox.acknowledgment(runId);
        if (first?.by !== by || first.at !== at) return null;
        return factOfSummary(due.seen, { link: await outbox.summaryUrl(runId) });
      }
      case "run": {
        const { runId, seq } = due;
        const [run, journal, link] = await Promise.all([
          runs.run(runId),
          runs.journal(runId),
          outbox.cardUrl(runId),
        ]);
        // Without its run, as after somebody deleted its keys, nothing is left to tell.
        return run === null ? null : factOfRun(run, journal.slice(0, seq), { link, sha256 });
      }
    }
  }

  /** Everything after what the place has; each entry under a name of its own, so that a repeat changes nothing. */
  async #export(place: AuditPlace): Promise<void> {
    const { store } = this.#parts;
    const known = await store.exportedTo(place.name);
    const first = entryOf((await store.lines(0, 1))[0]);
    if (first === null) return;
    if (known === null) await store.exported(place.name, await this.#firstExport(place, first));
    for (;;) {
      const exported = (await store.exportedTo(place.name)) ?? 0;
      const lines = await store.lines(Math.max(0, exported + 1 - first.seq), 50);
      for (const line of lines) {
        const entry = entryOf(line);
        if (entry === null) continue;
        await place.put(entry, line);
        await store.exported(place.name, entry.seq);
      }
      if (lines.length === 0) return;
    }
  }

  /** Number of the last entry that the place has of this chain, 0 where it has none; throws where it holds another one. */
  async #firstExport(place: AuditPlace, first: AuditHead): Promise<number> {
    const there = await place.after(0);
    for (const head of there.filter(({ seq }) => seq >= first.seq)) {
      const own = entryOf((await this.#parts.store.lines(head.seq - first.seq, 1))[0]);
      if (own?.hash !== head.hash) throw forked(place, `entry ${head.seq} is another one there`);
    }
    return there.at(-1)?.seq ?? 0;
  }

  /** Where Redis alone has the record, the channel keeps the head of each teardown: later it tells of a record that was changed. */
  async #tellHeads(): Promise<void> {
    const { store, place, outbox, clock } = this.#parts;
    if (place !== null) return;
    const { newest } = await store.state(LOOK_BACK);
    for (const line of newest) {
      const entry = entryOf(line);
      if (entry === null || !isEndOfTeardown(entry)) continue;
      if (clock.now().getTime() - Date.parse(entry.at) > durationMs(NEWS)) continue;
      const { seq, hash, run = "" } = entry;
      await outbox.oweNotice(`audit-head-${run}-${seq}`, { is: "audit-head", seq, hash, runId: run });
    }
  }
}

function isEndOfTeardown({ act, run, result }: AuditEntry): boolean {
  return act === "ended" && result === "succeeded" && (run ?? "").startsWith(`${teardownFacts.verb}-`);
}

function lastOf(lines: readonly string[]): AuditEntry | null {
  return entryOf(lines.at(-1));
}

function entryOf(line: string | undefined): AuditEntry | null {
  return line === undefined ? null : auditEntrySchema.parse(JSON.parse(line));
}

function forked(place: AuditPlace, says: string): Problem {
  return new Problem(
    "audit-forked",
    `exporting the audit record to "${place.name}": it holds another chain than Redis (${says})`,
    { remedy: "keep what is there as it is, and set LOANS_AUDIT to a place that is empty" },
  );
}
