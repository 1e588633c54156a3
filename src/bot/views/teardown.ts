import type { LakeTotals } from "../../domain/aws/lake-weight.ts";
import { bytesInWords } from "../../domain/aws/lake-weight.ts";
import { withoutAccountIds } from "../../domain/aws/redact-account-ids.ts";
import { grouped } from "../../domain/grouped.ts";
import type { RunProgress } from "../../domain/runs/run-progress.ts";
import { teardownFacts } from "../../domain/workflows/teardown-facts.ts";
import { outputOf } from "../../domain/workflows/workflow-facts.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, lines, md } from "./block-kit/markup.ts";

/** All that a teardown deletes, a line each; `null`: what is in the lake is not known, or there is none. */
export function whatGoes(lake: LakeTotals | null): readonly Markup[] {
  return [
    lakeLine(lake),
    md`• the warehouse, its tables and its snapshots`,
    md`• the Spark cluster, the dashboard host, the network`,
  ];
}

/** What is left after it, as the end of a sentence. */
export const whatStays = "the summaries in the channel, and the daily files where LOANS_SOURCE has them";

/** What becomes of the audit record, which is kept at `audit` besides Redis; `null`: nowhere. */
export function recordStays(audit: string | null): Markup {
  return audit === null
    ? md`The audit record stays in the bot's Redis alone; its last hash is posted here when the stack is gone.`
    : md`The audit record stays, in the bot's Redis and at ${code(withoutAccountIds(audit))}.`;
}

/** What the teardown that is being asked about takes, and what it leaves; `null` once it has begun, or before it is known. */
export function surveyText(progress: RunProgress): Markup | null {
  const seen = outputOf(teardownFacts, progress, "survey");
  if (seen === null || seen.stack === null) return null;
  const { resources } = seen.stack;
  return lines([
    md`*What goes*: ${resources} ${resources === 1 ? "resource" : "resources"} of the stack, and all they hold:`,
    ...whatGoes(seen.lake),
    md`It cannot be undone. *What stays*: ${whatStays}.`,
  ]);
}

function lakeLine(lake: LakeTotals | null): Markup {
  const what = md`• the lake with every version of every loan file and result`;
  if (lake === null) return what;
  const { objects, bytes, days, isMore } = lake;
  const ofDays =
    days === null
      ? md``
      : days.count === 1
        ? md`, of ${days.first}`
        : md`, of ${days.count} days from ${days.first} to ${days.last}`;
  const many = md`${grouped(objects)} ${objects === 1 ? "object" : "objects"}, ${bytesInWords(bytes)}${ofDays}`;
  return md`${what}: ${isMore ? "more than " : ""}${many}`;
}
