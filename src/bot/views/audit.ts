import type { AuditEntry } from "../../domain/audit/audit-entry.ts";
import { withoutAccountIds } from "../../domain/aws/redact-account-ids.ts";
import { typed } from "../../domain/commands/command.ts";
import { grouped } from "../../domain/grouped.ts";
import { ITSELF } from "../../domain/runs/run.ts";
import type { AuditOfMonth } from "../../jobs/audit/audit-book.ts";
import { context, header, section } from "./block-kit/blocks.ts";
import { bytesOf, limits } from "./block-kit/limits.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, escapeMarkup, lines, link, md, mention, moment, reasonWords } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";

/** As many of the newest entries as are shown; the record has the others. */
const SHOWN = 12;

/** A month of the audit record, for one person: how much, from which hash to which, whether it holds, and the newest or the rows. */
export function auditMessage(found: AuditOfMonth, { csv }: { readonly csv: boolean }): Message {
  const { month, entries, broken, trouble } = found;
  const newest = entries.slice(-SHOWN);
  const older = entries.length - newest.length;
  return message(
    header(`Audit record of ${month}`),
    section(
      lines([
        countLine(found),
        broken === null ? holds(entries) : md`*Not as it was written:* ${broken.says}.`,
      ]),
    ),
    csv ? entries.length > 0 && section(csvFence(entries)) : newest.map((entry) => section(entryLine(entry))),
    !csv &&
      entries.length > 0 &&
      context(
        md`${older > 0 ? `${grouped(older)} earlier ones are not shown. ` : ""}${code(typed({ name: "audit", month, csv: true }))} has the rows as CSV.`,
      ),
    trouble !== null && section(md`*The record does not go on:* ${withoutAccountIds(trouble)}`),
    context(keptWhere(found)),
  );
}

function countLine({ month, entries, owed }: AuditOfMonth): Markup {
  const waiting = owed === 0 ? md`` : md` ${grouped(owed)} more are still to be written.`;
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return md`Nothing is recorded of ${month}.${waiting}`;
  const many = entries.length === 1 ? "1 entry" : `${grouped(entries.length)} entries`;
  return lines([
    md`${many}, number ${first.seq}${first === last ? "" : ` to ${last.seq}`}.${waiting}`,
    md`First hash ${code(first.hash)}`,
    md`Last hash ${code(last.hash)}`,
  ]);
}

function holds(entries: readonly AuditEntry[]): Markup | null {
  return entries.length === 0
    ? null
    : md`The chain holds: each entry's hash is that of its text, and each follows the one before.`;
}

function entryLine(entry: AuditEntry): Markup {
  const { seq, at, actor, act, run, days, text, reason, result, link: url } = entry;
  const about = run === undefined ? null : url === undefined ? code(run) : link(url, run);
  return lines([
    md`${seq} · ${moment(at)} · ${actor === ITSELF ? "by itself" : mention(actor)} · *${act}*${about === null ? (days === undefined ? "" : md` ${days}`) : md` ${about}`}${result === undefined ? "" : `: ${result}`}`,
    text !== undefined && md`typed ${code(short(text))}`,
    reason !== undefined && md`reason: ${reasonWords(reason)}`,
  ]);
}

const LONGEST_WORDS = 200;

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > LONGEST_WORDS ? `${line.slice(0, LONGEST_WORDS).toWellFormed()}…` : line;
}

function keptWhere({ place }: AuditOfMonth): Markup {
  return place === null
    ? md`Kept in the bot's Redis alone; LOANS_AUDIT names a place outside of it. That entries are missing at the end, only a hash that was kept elsewhere tells.`
    : md`Kept at ${code(withoutAccountIds(place))} too. ${code("npm run audit -- --verify")} judges it there.`;
}

const COLUMNS = [
  ...["seq", "at", "actor", "act", "run", "days", "text", "reason", "plan", "ran", "result", "link"],
  ...["prev", "hash"],
] as const;

/** The rows as comma-separated values, RFC 4180; a text that a spreadsheet would take for a formula begins with an apostrophe. */
export function auditCsv(entries: readonly AuditEntry[]): readonly string[] {
  return [COLUMNS.join(), ...entries.map((entry) => COLUMNS.map((column) => cell(entry[column])).join())];
}

function cell(value: unknown): string {
  const text = Array.isArray(value) ? value.join(" ") : String(value ?? "");
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The newest rows that one block takes, in a fence that nothing in them can close; how many are left out is said. */
function csvFence(entries: readonly AuditEntry[]): Markup {
  const [head = "", ...rows] = auditCsv(entries).map((row) =>
    escapeMarkup(row.replaceAll(/[\r\n]+/g, " ").replaceAll("`", "'")),
  );
  const room = limits.section - 100 - bytesOf(head);
  const kept: string[] = [];
  let size = 0;
  for (const row of rows.toReversed()) {
    size += bytesOf(row) + 1;
    if (size > room) break;
    kept.unshift(row);
  }
  const left = rows.length - kept.length;
  const note =
    left === 0 ? [] : [`… ${grouped(left)} earlier rows are left out: Slack shows no more in one message`];
  return { markup: ["```", head, ...note, ...kept, "```"].join("\n") };
}
