import { z } from "zod";
import type { Day } from "../day.ts";

/** What may be recorded of what people and the product did. */
export const auditActs = [
  /** The chain's own first entry: what was done before it is in no entry of it. */
  "chain begun",
  /** The chain goes on after Redis lost what it held: what was done and not yet exported is in no entry. */
  "chain continued",
  "asked",
  /** Asked for a day that had an end, to be counted once more. */
  "forced",
  "approved",
  "denied",
  "lapsed",
  "canceled",
  "retried",
  /** Somebody says that they look after what went wrong. */
  "looked after",
  /** Somebody has seen what is worth a look in the summary of a day. */
  "warnings seen",
  "released",
  "withdrawn",
  "ended",
  "skipped",
  "unskipped",
  "schedule changed",
  "locked",
  "unlocked",
] as const;

export type AuditAct = (typeof auditActs)[number];

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

/** What of an entry tells what was done. What is not known is left out, since `null` would be hashed like a word. */
const fact = {
  /** ISO time at which it was done. */
  at: z.iso.datetime(),
  /** Slack's user id, or `loan-tracker`. */
  actor: z.string().min(1),
  act: z.enum(auditActs),
  /** Where it stands in the product's own records: a run and the place in its journal, or the record and a time. */
  source: z.string().min(1),
  run: z.string().optional(),
  /** A day, or `<first>..<last>`; several of them with commas. */
  days: z.string().optional(),
  /** The line that was typed, as far as it is known. */
  text: z.string().optional(),
  /** A person's own words. */
  reason: z.string().optional(),
  /**
   * SHA-256 of the canonical JSON of `{plan, target, workflow}`: the plan as the run's journal holds it, and what it was for.
   * Earlier releases hashed the plan alone.
   */
  plan: sha256Hex.optional(),
  /** The steps that a run has done, in order. */
  ran: z.array(z.string()).readonly().optional(),
  /** What came of it, in a few words. */
  result: z.string().optional(),
  /** Permalink of the run's card. */
  link: z.string().optional(),
};

const factSchema = z.object(fact);

/** Something that was done, not yet in the chain. */
export type AuditFact = Readonly<z.infer<typeof factSchema>>;

/** One entry as it stands in the chain. A field that this release does not know is hashed all the same. */
export const auditEntrySchema = z.looseObject({
  v: z.literal(1),
  /** 1, 2, 3 … without gaps. */
  seq: z.int().positive(),
  /** The day in the bank's zone, never before that of the entry before, so that the entries of a month stand together. */
  on: z.custom<Day>((day) => typeof day === "string" && z.iso.date().safeParse(day).success),
  ...fact,
  /** The hash of the entry before; of the first one 64 zeros. */
  prev: sha256Hex,
  /** SHA-256, in hex, of the canonical JSON of all the rest. */
  hash: sha256Hex,
});

export type AuditEntry = Readonly<z.infer<typeof auditEntrySchema>>;

/** Where a chain ends: the entry that the next one follows. */
export type AuditHead = Pick<AuditEntry, "seq" | "on" | "hash">;

/** What the first entry follows. */
export const NO_ENTRY = "0".repeat(64);

/**
 * The one text of a value of JSON: keys in order of their characters' codes, no blanks, everything else as `JSON.stringify`
 * writes it. Keys are ASCII and numbers whole, so that Python's `json.dumps(…, sort_keys=True, separators=(",", ":"),
 * ensure_ascii=False)` writes the same.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).filter(([, one]) => one !== undefined);
  const sorted = pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join()}}`;
}

/** Hashes a text in UTF-8; hex. The domain has no cryptography of its own. */
export type Sha256 = (text: string) => string;

/** The facts as the entries that follow `head`, oldest first; `null`: they begin a chain. */
export function chained(
  facts: readonly AuditFact[],
  {
    head,
    dayOf,
    sha256,
  }: {
    readonly head: AuditHead | null;
    /** The day of a moment in the bank's zone. */
    readonly dayOf: (at: Date) => Day;
    readonly sha256: Sha256;
  },
): readonly AuditEntry[] {
  const entries: AuditEntry[] = [];
  let last: AuditHead | null = head;
  for (const one of facts) {
    const day = dayOf(new Date(one.at));
    const entry = {
      v: 1,
      seq: (last?.seq ?? 0) + 1,
      on: last !== null && last.on > day ? last.on : day,
      ...one,
      prev: last?.hash ?? NO_ENTRY,
    } as const;
    last = { ...entry, hash: sha256(canonical(entry)) };
    entries.push(last as AuditEntry);
  }
  return entries;
}

/** `0000000017-2026-11-30-<hash>.json`: a name of its own for each entry, which sorts as the chain goes. */
export function auditName({ seq, on, hash }: AuditHead): string {
  return `${String(seq).padStart(10, "0")}-${on}-${hash}.json`;
}

/** Reads such a name; `null` for any other. */
export function parseAuditName(name: string): AuditHead | null {
  const [, seq, on, hash] = /^(\d{10})-(\d{4}-\d\d-\d\d)-([0-9a-f]{64})\.json$/.exec(name) ?? [];
  if (seq === undefined || on === undefined || hash === undefined) return null;
  return { seq: Number(seq), on: on as Day, hash };
}

/** The month of an entry, `2026-11`. */
export function monthOf({ on }: Pick<AuditHead, "on">): string {
  return on.slice(0, 7);
}
