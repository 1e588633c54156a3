import type { DaySummary } from "../../domain/loans/category-counts.ts";
import { compare } from "../../domain/loans/category-counts.ts";
import { plainName } from "../../domain/loans/names/plain-name.ts";
import { longDay } from "../../domain/long-day.ts";
import { section } from "./block-kit/blocks.ts";
import { limits } from "./block-kit/limits.ts";
import { escapeMarkup, md } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";

/** A day's rows to be copied into a spreadsheet, as many as one paragraph takes; how many are left out is said. */
export function csvMessage({ day, counts, previous }: DaySummary): Message {
  const changes = compare(counts, previous?.counts ?? null);
  const head = ["category", day, ...(previous === null ? [] : [previous.day])];
  const rows = changes.map(({ category, count, change }) => [
    plainName(category),
    String(count),
    ...(previous === null ? [] : [change === null ? "" : String(count - change)]),
  ]);
  const kept: string[] = [];
  let room = limits.section - 100;
  for (const row of [head, ...rows]) {
    const line = escapeMarkup(row.map(field).join(",").replaceAll("`", "'"));
    room -= line.length + 1;
    if (room < 0) break;
    kept.push(line);
  }
  const left = rows.length + 1 - kept.length;
  return message(
    section(md`The counts of ${longDay(day)} as CSV:`),
    section({ markup: ["```", ...kept, "```"].join("\n") }),
    left > 0 && section(md`${left} more rows have no room here; the table in Redshift has them all.`),
  );
}

/** A field as RFC 4180 has it; what a spreadsheet would take for a formula is text. */
function field(text: string): string {
  const inert = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
