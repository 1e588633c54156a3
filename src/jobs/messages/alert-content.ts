import type { Day } from "../../domain/day.ts";
import { addDays, dayIn, timeIn } from "../../domain/day.ts";
import type { Alert, SolvedOtherwise } from "../../domain/messages/alert.ts";
import { TOLD_WITHIN_DAYS } from "../../domain/messages/alert.ts";
import { backfillOf, loansOf, rowsOf } from "../../domain/runs/backfill.ts";
import type { Journal } from "../../domain/runs/journal.ts";
import { troubleOf } from "../../domain/runs/trouble.ts";
import type { DayDecision } from "../../domain/schedule/daybook.ts";
import type { RunView } from "../requests/run-view.ts";

/** What an alert is read from. */
export interface AlertSources {
  readonly view: (runId: string) => Promise<RunView | null>;
  readonly journal: (runId: string) => Promise<Journal>;
  /** As `RunReader.numbers`. */
  readonly numbers: (day: Day) => Promise<readonly RunView[]>;
  readonly decisionOf: (day: Day) => Promise<DayDecision | null>;
  /** As configured. */
  readonly deadline: string | null;
  /** IANA name. */
  readonly zone: string;
}

/**
 * What people are told of an attempt that ended badly, as things are now; `null` where there is nothing to call them for. A day
 * that a backfill opened ends the backfill too, which calls for both: only who takes such a day up by itself is told of it alone.
 */
export async function alertOf(
  { runId, attempt }: { readonly runId: string; readonly attempt: number },
  record: Readonly<Record<string, string>>,
  sources: AlertSources,
): Promise<{ readonly alert: Alert; readonly view: RunView } | null> {
  const view = await sources.view(runId);
  if (view === null) return null;
  const trouble = troubleOf(await sources.journal(runId), attempt);
  if (trouble === null) return null;
  if (attempt === 1 && backfillOf(view.progress.input) !== null) return null;
  const { day } = view.run.target;
  const isDay = view.run.workflow === "daily-batch" && day !== null;
  const alert: Alert = {
    trouble,
    otherwise: isDay ? await solvedOtherwise(view, { day, since: trouble.endedAt }, sources) : null,
    ...(isDay && { stands: await newestTold(day, sources) }),
    deadline: record["lateAt"] ?? (isDay ? deadlineToCome(day, trouble.endedAt, sources) : null),
    isLate: record["lateAt"] !== undefined,
    awaitedUntil: record["awaitedUntil"] || null,
    stoppedAt: await stopOf(view),
    ...(record["backSince"] !== undefined && { backSince: record["backSince"] }),
    ...(view.overtaken !== undefined && { overtaken: view.overtaken }),
  };
  return { alert, view };
}

/** Of a day that ended badly on itself the time of that day at which its summary has to be there; `null`: that is over, or not known. */
function deadlineToCome(
  day: Day,
  endedAt: string,
  { deadline, zone }: Pick<AlertSources, "deadline" | "zone">,
): string | null {
  const at = new Date(endedAt);
  return deadline !== null && dayIn(zone, at) === day && timeIn(zone, at) < deadline ? deadline : null;
}

async function solvedOtherwise(
  { run }: RunView,
  { day, since }: { readonly day: Day; readonly since: string },
  { numbers, decisionOf }: AlertSources,
): Promise<SolvedOtherwise | null> {
  const told = (await numbers(day)).find(
    ({ run: other, progress }) =>
      other.id !== run.id &&
      progress.withdrawn === null &&
      progress.endedAt !== null &&
      progress.endedAt > since,
  );
  if (told !== undefined) {
    const { run: other, progress } = told;
    const is = { is: "told", runId: other.id, loans: loansOf(progress) } as const;
    return { ...is, by: other.askedBy.user, at: progress.endedAt ?? progress.openedAt };
  }
  const decision = await decisionOf(day);
  // What ends badly after that was run all the same, and nobody has passed that over.
  if (decision?.is !== "skipped" || decision.at < since) return null;
  return { is: "skipped", by: decision.user, why: decision.why, at: decision.at };
}

async function newestTold(
  from: Day,
  { numbers }: AlertSources,
): Promise<NonNullable<Alert["stands"]> | null> {
  for (let back = 0; back <= TOLD_WITHIN_DAYS; back += 1) {
    const day = addDays(from, -back);
    const told = (await numbers(day)).find(({ progress }) => progress.withdrawn === null);
    if (told !== undefined) return { day, loans: loansOf(told.progress) };
  }
  return null;
}

/** Of a backfill that stopped at a day that day's own run and what went wrong with it. */
async function stopOf({ run, beside, progress }: RunView): Promise<Alert["stoppedAt"]> {
  if (run.workflow !== "backfill" || beside === undefined) return null;
  const stopped = rowsOf(progress.steps).find(({ state }) => state === "failed");
  return { ...beside, says: stopped?.note ?? null };
}
