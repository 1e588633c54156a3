import type { AuditEntry, AuditHead, Sha256 } from "./audit-entry.ts";
import { auditEntrySchema, auditName, canonical, monthOf, NO_ENTRY } from "./audit-entry.ts";

/** An entry as it is kept: its line, and the name of its file or object where it has one. */
export interface KeptLine {
  readonly line: string;
  readonly name?: string;
}

/** The first thing in a chain that is not as it was written; `says`: a clause that names the entry. */
export interface BrokenChain {
  readonly seq: number;
  readonly says: string;
}

/** What of one month stands in a chain, up to the first broken entry. */
export interface AuditedMonth {
  /** `2026-11` */
  readonly month: string;
  readonly first: AuditHead;
  readonly last: AuditHead;
  readonly entries: number;
}

/** What a look at a chain came to. */
export interface VerifiedChain {
  readonly entries: readonly AuditEntry[];
  readonly months: readonly AuditedMonth[];
  /** `null`: every entry is as it was written, and follows the one before. */
  readonly broken: BrokenChain | null;
}

/**
 * Computes each hash anew and looks that each entry follows the one before. `after` is the entry that the first one has to
 * follow; `null`: it begins the chain; `unknown`: what was before is not at hand. That entries are missing at the end shows in
 * no chain: only a hash that was kept elsewhere tells.
 */
export function verifyChain(
  lines: readonly KeptLine[],
  { after, sha256 }: { readonly after: AuditHead | null | "unknown"; readonly sha256: Sha256 },
): VerifiedChain {
  const entries: AuditEntry[] = [];
  let last = after;
  for (const kept of lines) {
    const read = readEntry(kept, last, sha256);
    if (read.is === "broken") {
      const { seq, says } = read;
      return { entries, months: monthsOf(entries), broken: { seq, says } };
    }
    entries.push(read.entry);
    last = read.entry;
  }
  return { entries, months: monthsOf(entries), broken: null };
}

function readEntry(
  { line, name }: KeptLine,
  last: AuditHead | null | "unknown",
  sha256: Sha256,
): ({ readonly is: "broken" } & BrokenChain) | { readonly is: "entry"; readonly entry: AuditEntry } {
  const expected = last === "unknown" ? null : (last?.seq ?? 0) + 1;
  const found = parsed(line);
  const seq = found?.seq ?? expected ?? 0;
  const broken = (says: string) => ({ is: "broken", seq, says }) as const;
  const where = expected === null ? "the first entry" : `entry ${expected}`;
  if (found === null) return broken(`${where} was changed: it is no entry any more`);
  const { hash, ...rest } = found;
  if (canonical(found) !== line || sha256(canonical(rest)) !== hash) {
    return broken(`entry ${seq} was changed: its hash is not that of its text`);
  }
  if (name !== undefined && name !== auditName(found)) {
    return broken(`entry ${seq} lies under the name of another one, "${name}"`);
  }
  if (expected !== null && seq !== expected) {
    return seq > expected
      ? { is: "broken", seq: expected, says: `entry ${expected} is missing: entry ${seq} comes in its place` }
      : broken(`entry ${seq} is not in its place, where entry ${expected} belongs`);
  }
  if (last !== "unknown" && found.prev !== (last?.hash ?? NO_ENTRY)) {
    return broken(
      `entry ${seq} does not follow the entry before it: that one is not the one it was written after`,
    );
  }
  if (last !== "unknown" && last !== null && found.on < last.on) {
    return broken(`entry ${seq} has a day before that of the entry before it`);
  }
  return { is: "entry", entry: found };
}

function parsed(line: string): AuditEntry | null {
  try {
    return auditEntrySchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

function monthsOf(entries: readonly AuditEntry[]): readonly AuditedMonth[] {
  const months = new Map<string, AuditedMonth>();
  for (const entry of entries) {
    const month = monthOf(entry);
    const known = months.get(month);
    const first = known?.first ?? entry;
    months.set(month, { month, first, last: entry, entries: (known?.entries ?? 0) + 1 });
  }
  return [...months.values()];
}
