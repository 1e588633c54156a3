import type { AuditPlace } from "../../aws/audit-place.ts";
import type { AuditEntry, AuditHead } from "../../domain/audit/audit-entry.ts";
import { auditEntrySchema, auditName, monthOf } from "../../domain/audit/audit-entry.ts";
import type { BrokenChain, KeptLine, VerifiedChain } from "../../domain/audit/verify-chain.ts";
import { verifyChain } from "../../domain/audit/verify-chain.ts";
import type { AuditStore } from "../store/audit-store.ts";
import { sha256 } from "./recorder.ts";

/** What is recorded of a month, for whoever asks. */
export interface AuditOfMonth {
  /** `2026-11` */
  readonly month: string;
  /** Oldest first, up to the first that is not as it was written. */
  readonly entries: readonly AuditEntry[];
  /** The first thing in what was looked at that is not as it was written; `null`: nothing is. */
  readonly broken: BrokenChain | null;
  /** Where it is kept: the place of LOANS_AUDIT; `null`: in Redis alone. */
  readonly place: string | null;
  /** How much was done and is not recorded yet. */
  readonly owed: number;
  /** Why it does not go on; `null`: it does. */
  readonly trouble: string | null;
}

/** Entries read from the place at the same time. */
const READ_AT_ONCE = 16;

/** Entries of Redis read in one go. */
const LINES_AT_ONCE = 1_000;

/** Reads the audit record. */
export class AuditBook {
  readonly #store: AuditStore;
  readonly #place: AuditPlace | null;

  constructor(parts: { readonly store: AuditStore; readonly place: AuditPlace | null }) {
    this.#store = parts.store;
    this.#place = parts.place;
  }

  /** From Redis, or, of what an emptied Redis does not hold any more, from the place. */
  async month(month: string): Promise<AuditOfMonth> {
    const [{ entries, broken }, owed, trouble] = await Promise.all([
      this.#verified(month),
      this.#store.owed(),
      this.#store.trouble(),
    ]);
    return {
      month,
      entries: entries.filter((entry) => monthOf(entry) === month),
      broken,
      place: this.#place?.name ?? null,
      owed,
      trouble: trouble?.says ?? null,
    };
  }

  async #verified(month: string): Promise<VerifiedChain> {
    const [line] = await this.#store.lines(0, 1);
    const first = line === undefined ? null : auditEntrySchema.parse(JSON.parse(line));
    const isInRedis = first === null || first.seq === 1 || monthOf(first) < month;
    return isInRedis || this.#place === null
      ? await verifyRedis(this.#store)
      : await verifyPlace(this.#place, month);
  }
}

/** Judges all that Redis holds of the record. */
export async function verifyRedis(store: Pick<AuditStore, "lines">): Promise<VerifiedChain> {
  const lines: KeptLine[] = [];
  for (;;) {
    const some = await store.lines(lines.length, LINES_AT_ONCE);
    lines.push(...some.map((line) => ({ line })));
    if (some.length < LINES_AT_ONCE) break;
  }
  const [first] = lines;
  // One that was emptied holds the rest of a chain.
  const isBegin = first === undefined || first.line.includes('"seq":1,');
  return verifyChain(lines, { after: isBegin ? null : "unknown", sha256 });
}

/** Judges what the place holds, of one month where one is named: then the entry before it is taken by its name. */
export async function verifyPlace(place: AuditPlace, month: string | null): Promise<VerifiedChain> {
  const all = await place.after(0);
  const wanted = month === null ? all : all.filter((head) => monthOf(head) === month);
  const [first] = wanted;
  const before = first === undefined ? null : (all[all.indexOf(first) - 1] ?? null);
  const lines: KeptLine[] = [];
  for (let at = 0; at < wanted.length; at += READ_AT_ONCE) {
    const some = wanted.slice(at, at + READ_AT_ONCE);
    lines.push(...(await Promise.all(some.map(async (head) => await keptLine(place, head)))));
  }
  return verifyChain(lines, { after: before, sha256 });
}

async function keptLine(place: AuditPlace, head: AuditHead): Promise<KeptLine> {
  // Gone between the look and the reading: no line, which is no entry.
  return { name: auditName(head), line: (await place.read(head)) ?? "" };
}
