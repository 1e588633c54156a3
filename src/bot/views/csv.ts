import { csvLine, csvText } from "../../domain/csv.ts";
import type { DaySummary } from "../../domain/loans/category-counts.ts";
import { compare } from "../../domain/loans/category-counts.ts";
import { plainName } from "../../domain/loans/names/plain-name.ts";
import { longDay } from "../../domain/long-day.ts";
import { section } from "./block-kit/blocks.ts";
import { limits } from "./block-kit/limits.ts";
import { code, escapeMarkup, link, md } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";
import { says } from "./problem.ts";

/** Where a file of counts is for whoever asked for it. */
export interface SharedFile {
  readonly name: string;
  /** `own`: in their direct messages; `thread`: among the replies of the day's card, for all who read it. */
  readonly place: "own" | "thread";
  /** It was there before. */
  readonly wasThere: boolean;
}

/** A day's rows to be copied into a spreadsheet, as many as one paragraph takes; how many are left out is said. */
export function csvMessage(summary: DaySummary): Message {
  const rows = csvRows(summary).map(csvLine);
  const kept: string[] = [];
  let room = limits.section - 100;
  for (const row of rows) {
    const line = escapeMarkup(row.replaceAll("`", "'"));
    room -= line.length + 1;
    if (room < 0) break;
    kept.push(line);
  }
  const left = rows.length - kept.length;
  return message(
    section(md`The counts of ${longDay(summary.day)} as CSV:`),
    section({ markup: ["```", ...kept, "```"].join("\n") }),
    left > 0 && section(md`${left} more rows have no room here; the table in Redshift has them all.`),
  );
}

/** The same as a file, with every row. */
export function csvFile(summary: DaySummary): string {
  return csvText(csvRows(summary));
}

/** Where that file is, for whoever asked for it; `null`: it has come to them by itself. */
export function sharedFileMessage(
  { day }: Pick<DaySummary, "day">,
  { name, place, wasThere }: SharedFile,
  cardUrl: string | null,
): Message | null {
  if (place === "own") return null;
  const thread = link(cardUrl, "the thread of its card");
  return says(
    md`The counts of ${longDay(day)} are in ${code(name)}, ${wasThere ? "which was put before into" : "now in"} ${thread}.`,
  );
}

/** The head and a line for each category, with the day that this one was compared with where there is one. */
function csvRows({ day, counts, previous }: DaySummary): readonly (readonly string[])[] {
  const changes = compare(counts, previous?.counts ?? null);
  const head = ["category", day, ...(previous === null ? [] : [previous.day])];
  const rows = changes.map(({ category, count, change }) => [
    plainName(category),
    String(count),
    ...(previous === null ? [] : [change === null ? "" : String(count - change)]),
  ]);
  return [head, ...rows];
}
