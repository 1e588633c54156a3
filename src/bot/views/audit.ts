import type { AuditEntry } from "../../domain/audit/audit-entry.ts";
import { auditRows } from "../../domain/audit/audit-rows.ts";
import { withoutAccountIds } from "../../domain/aws/redact-account-ids.ts";
import { typed } from "../../domain/commands/command.ts";
import { csvLine } from "../../domain/csv.ts";
import { dayIn, timeIn } from "../../domain/day.ts";
import { grouped } from "../../domain/grouped.ts";
import { ITSELF } from "../../domain/runs/run.ts";
import type { AuditOfMonth } from "../../jobs/audit/audit-book.ts";
import { context, header, section } from "./block-kit/blocks.ts";
import { bytesOf, limits } from "./block-kit/limits.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, escapeMarkup, lines, link, md, mention, reasonWords } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";

/** As many of the newest entries as are shown; the record has the others. */
const SHOWN = 12;

/** A file with all entries of a month, in the direct messages of whoever asked; `isHere`: where they asked for it. */
export interface AuditFile {
  readonly name: string;
  readonly isHere: boolean;
}

/**
 * A month of the audit record, for one person: how much, from which hash to which, whether it holds, and the newest entries, the
 * newest rows as CSV, or where the file is that has them all.
 */
export function auditMessage(
  found: AuditOfMonth,
  {
    shows,
    zone,
  }: {
    readonly shows: "newest" | "rows" | AuditFile;
    /** The bank's, an IANA name. */
    readonly zone: string;
  },
): Message {
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
    typeof shows === "object" && section(inFile(entries, shows)),
    shows === "rows" && rowSections(found),
    shows === "newest" && newest.map((entry) => section(entryLine(entry, zone))),
    shows === "newest" &&
      entries.length > 0 &&
      context(
        md`${older > 0 ? `${grouped(older)} earlier ones are not shown. ` : ""}${code(typed({ name: "audit", month, csv: true }))} has the rows as CSV${zone === "UTC" ? "" : ", with their times in UTC"}.`,
      ),
    shows !== "newest" &&
      entries.length > 0 &&
      zone !== "UTC" &&
      context(md`The month is that of ${zone}; the times of the rows are in UTC.`),
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

function entryLine(entry: AuditEntry, zone: string): Markup {
  const { seq, at, actor, act, run, days, text, reason, result, link: url } = entry;
  const about = run === undefined ? null : url === undefined ? code(run) : link(url, run);
  const when = new Date(at);
  return lines([
    md`${seq} · ${dayIn(zone, when)} ${timeIn(zone, when)} ${zone} · ${actor === ITSELF ? "by itself" : mention(actor)} · *${act}*${about === null ? (days === undefined ? "" : md` ${days}`) : md` ${about}`}${result === undefined ? "" : `: ${result}`}`,
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

function inFile(entries: readonly AuditEntry[], { name, isHere }: AuditFile): Markup {
  const all = entries.length === 1 ? "The one entry is" : `All ${grouped(entries.length)} entries are`;
  return md`${all} in ${code(name)}, ${isHere ? "here" : "in your direct messages with this app"}.`;
}

/** The newest rows that one block takes, in a fence that nothing in them can close; how many are left out is said, and where they are. */
function rowSections({ month, entries }: AuditOfMonth): readonly ReturnType<typeof section>[] {
  const [head = "", ...rows] = auditRows(entries).map((row) =>
    escapeMarkup(
      csvLine(row)
        .replaceAll(/[\r\n]+/g, " ")
        .replaceAll("`", "'"),
    ),
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
  const fence = section({ markup: ["```", head, ...kept, "```"].join("\n") });
  if (left === 0) return [fence];
  const are = left === 1 ? "1 earlier row is" : `${grouped(left)} earlier rows are`;
  return [
    fence,
    section(
      md`${are} left out, since one message holds no more. ${code(`npm run audit -- --csv ${month}`)} prints them all, where the record can be read; with the scope ${code("files:write")} they come here as a file.`,
    ),
  ];
}
