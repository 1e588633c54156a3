import { AuditBook } from "../jobs/audit/audit-book.ts";
import { AuditRecorder } from "../jobs/audit/recorder.ts";
import { AuditStore } from "../jobs/store/audit-store.ts";
import type { Program } from "./program.ts";
import type { Aws } from "./wire-aws.ts";
import type { Channel } from "./wire-channel.ts";
import type { Connected } from "./wire-redis.ts";
import type { RunParts } from "./wire-runs.ts";

/** The record of who did what: what writes it, and where it is read. */
export interface Audit {
  readonly recorder: AuditRecorder;
  readonly book: AuditBook;
}

/** That it does not go on concerns, and hinders nobody's work. */
export function wireAudit(
  { config, clock, log, readiness }: Program,
  {
    redis,
    keys,
    aws: { auditPlace: place },
    channel: { outbox },
    runs: { store: runs },
  }: Connected & { readonly aws: Aws; readonly channel: Channel; readonly runs: RunParts },
): Audit {
  const store = new AuditStore(redis, keys);
  const { daily, pace } = config;
  const recorder = new AuditRecorder({ store, runs, outbox, place, zone: daily.zone, clock, log, pace });
  // A Redis that is away tells of itself.
  readiness.add("audit record", async () => await recorder.trouble().catch(() => null), "concerns");
  return { recorder, book: new AuditBook({ store, place }) };
}
