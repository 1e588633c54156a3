import { createHash } from "node:crypto";
import type { AuditFact } from "../../../src/domain/audit/audit-entry.ts";
import { chained } from "../../../src/domain/audit/audit-entry.ts";
import { dayIn } from "../../../src/domain/day.ts";
import type { AuditOfMonth } from "../../../src/jobs/audit/audit-book.ts";

/** The audit record of a month of some entries, with `text` wherever a person's text, or AWS's, comes in. */
export function auditOf(text: string, over: Partial<AuditFact> = {}, count = 2): AuditOfMonth {
  const fact: AuditFact = {
    ...{ at: "2026-11-23T04:00:00.000Z", actor: "U0OPERATOR", act: "asked", source: "deploy-loans-1 1" },
    ...{ run: "deploy-loans-1", link: "https://x.example/p1", text, reason: text, result: text, ...over },
  };
  const entries = chained(Array<AuditFact>(count).fill(fact), {
    head: null,
    dayOf: (at) => dayIn("Asia/Kolkata", at),
    sha256: (line) => createHash("sha256").update(line).digest("hex"),
  });
  return { month: "2026-11", entries, broken: null, place: null, owed: 0, trouble: null };
}
