import type { Day } from "../../domain/day.ts";
import type { CategoryCount, DaySummary } from "../../domain/loans/category-counts.ts";
import type { Contract } from "../../domain/loans/contract/contract.ts";
import { NOTHING_KNOWN } from "../../domain/loans/names/known-names.ts";
import { shownDay } from "../../domain/loans/shown-day.ts";
import { summaryId } from "../../domain/messages/message-id.ts";
import { Problem } from "../../domain/problem.ts";
import type { RunTry } from "../../domain/runs/effect-names.ts";
import { stageOfTry } from "../../domain/runs/effect-names.ts";
import type { Spoken } from "../messages/announcer.ts";
import type { Report } from "../workflows/batch/quality.ts";
import { countedDay, readReport, warningsOf } from "../workflows/batch/quality.ts";
import type { World } from "../workflows/world.ts";
import type { WorldRun } from "./runs-from-traces.ts";
import { hasTold } from "./runs-from-traces.ts";

/** Where the counts of days are, and how their names are shown. */
export interface LakeOfCounts extends Pick<World, "lake"> {
  readonly bucket: string;
  readonly contract: () => Promise<Contract>;
  /** By run, as `wholeTries`. */
  readonly tries: ReadonlyMap<string, RunTry>;
}

/**
 * What a told day's run had counted, where no message holds its summary, as of a day that a backfill told: the report beside the
 * counts that the table shows. `null`: a message holds it, or nothing does. Throws what AWS throws.
 */
export async function countsInLake(
  run: Pick<WorldRun, "id" | "day" | "workflow" | "is" | "said" | "memory">,
  messages: readonly Spoken[],
  { lake, bucket, contract, tries }: LakeOfCounts,
): Promise<DaySummary | null> {
  const { id: runId, day } = run;
  const newest = tries.get(runId);
  const isHeld = messages.some(({ id, summary }) => id === summaryId(runId) && summary !== null);
  if (day === null || !hasTold(run) || newest === undefined || isHeld) return null;
  const report = await reportAt(lake, { bucket, prefix: stageOfTry(day, newest) });
  const counts = report && countedDay(report).counts;
  if (report === null || counts === null) return null;
  const released = releasesOf(run, report.source_sha256 ?? null);
  return summaryOf(report, { runId, day, counts, released, contract: await contract() });
}

/** What the run's card remembers of who let that very file pass, and what of it. */
function releasesOf({ memory }: Pick<WorldRun, "memory">, file: string | null) {
  return (memory?.happened ?? []).flatMap((entry) => {
    if (entry.kind !== "released") return [];
    const holds = entry.holds.filter(({ of }) => (of?.file ?? file) === file);
    const words = { by: entry.actor, reason: entry.reason, heldSince: entry.since };
    return holds.length === 0 ? [] : [{ words, says: holds.map(({ says }) => says) }];
  });
}

async function reportAt(
  lake: World["lake"],
  place: Parameters<typeof readReport>[1],
): Promise<Report | null> {
  try {
    return await readReport(lake, place);
  } catch (error) {
    // One that is too large to be ours tells nothing; all other runs are known nevertheless.
    if (error instanceof Problem) return null;
    throw error;
  }
}

function summaryOf(
  report: Report,
  {
    runId,
    day,
    counts,
    released,
    contract,
  }: {
    readonly runId: string;
    readonly day: Day;
    readonly counts: readonly CategoryCount[];
    readonly released: ReturnType<typeof releasesOf>;
    readonly contract: Contract;
  },
): DaySummary {
  const { left_out: leftOut } = report;
  return {
    ...{ day, runId },
    // Which names of few rows the days before had is not known any more.
    counts: shownDay(counts, { contract, known: NOTHING_KNOWN, areVouched: false }).counts,
    previous: null,
    tally: {
      ...{ fileRows: report.rows_read, malformedRows: report.malformed_rows },
      ...(leftOut && {
        leftOut: {
          ...{ repeatedHeader: leftOut.repeated_header, blank: leftOut.blank },
          ...{ total: leftOut.total, footer: leftOut.footer },
        },
      }),
      ...{ sparkRows: report.rows_counted, redshiftRows: null },
    },
    // What a person let pass is told beside the counts, as it was then.
    warnings: [...new Set([...warningsOf(report, contract.rules), ...released.flatMap(({ says }) => says)])],
    ...(released.length > 0 && { releases: released.map(({ words }) => words) }),
    lineage: {
      ...{ source: null, sourceSha256: report.source_sha256 ?? null, scriptSha256: null },
      ...{ emrStepId: null, statementId: null },
    },
    isFromLake: true,
  };
}
