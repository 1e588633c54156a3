import type { AuditEntry } from "./audit-entry.ts";

const COLUMNS = [
  ...["seq", "at", "actor", "act", "run", "days", "text", "reason", "plan", "ran", "result", "link"],
  ...["prev", "hash"],
] as const;

/** The names of the columns, then a row for each entry; steps that ran stand in one field, with a space between. */
export function auditRows(entries: readonly AuditEntry[]): readonly (readonly string[])[] {
  return [COLUMNS, ...entries.map((entry) => COLUMNS.map((column) => words(entry[column])))];
}

function words(value: unknown): string {
  return Array.isArray(value) ? value.join(" ") : String(value ?? "");
}
