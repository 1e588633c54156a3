import type { Day } from "../day.ts";
import { daysOf } from "../day.ts";
import { grouped } from "../grouped.ts";
import type { DaySummary } from "../loans/category-counts.ts";
import { total } from "../loans/category-counts.ts";
import type { Remarks } from "../loans/remarks.ts";
import type { PassedOver } from "../schedule/bank-days.ts";
import { passedOverWords } from "../schedule/bank-days.ts";
import type { PlannedDay } from "../workflows/backfill-facts.ts";
import { backfillFacts } from "../workflows/backfill-facts.ts";
import { batchFacts } from "../workflows/batch-facts.ts";
import type { ProgressItem } from "../workflows/progress.ts";
import { outputOf, stepOf } from "../workflows/workflow-facts.ts";
import type { CountedFile } from "./day-number/counted-file.ts";
import type { Entry } from "./journal.ts";
import type { Outcome, ProblemRecord, Run } from "./run.ts";
import type { RunProgress } from "./run-progress.ts";

/** The code of the problem that a backfill ends with at a day whose own run was refused; it stands in journals. */
export const DAY_REFUSED = "day-refused";

/** How a run that asked for a second person's yes came to have none. */
type DayRefusal =
  | { readonly is: "denied" | "canceled"; readonly by: string }
  /** Nobody answered. */
  | { readonly is: "expired" };

/** The newest run of a day, as far as a backfill looks at it. */
export interface DayRun {
  readonly runId: string;
  /** Whether it is of the stack that stands; one of another stack is not undone, but its day counts anew. */
  readonly isOfStack: boolean;
  /** `null` while it is live. */
  readonly outcome: Outcome | null;
  /** ISO time; absent while it is live. */
  readonly endedAt?: string;
  /** Loans that were published; `null` until they are. */
  readonly total: number | null;
  /** What its summary has beside them; `null` likewise. */
  readonly remarks: Remarks | null;
  /** Why it ended badly; `null` when it did not. */
  readonly problem: ProblemRecord | null;
  /** The file it counted; `null` when none was read. */
  readonly file: CountedFile | null;
  /** What its withdrawn numbers were counted from, where it has another number again: none of them is news. */
  readonly withdrawnFiles?: readonly CountedFile[];
  /** It waits for a withdrawal of the day, which waits for a person itself. */
  readonly isBehind?: boolean;
  /** It waits for a yes or no of its own, to count the day once more: who asked for it. */
  readonly asks?: { readonly by: string };
  /** It ended without that yes: nothing of it was begun, and `total` is what is told of the day all the same. */
  readonly refused?: DayRefusal;
  /** Who took its number back, where the day has none now. */
  readonly withdrawn?: { readonly by: string } | null;
}

/**
 * Decides by what there is; `force` counts also days that are done. What is no bank day has no file: it is left out, unless
 * somebody has counted it, or is at it.
 */
export function planDay(
  day: Day,
  run: DayRun | null,
  { force, because }: { readonly force: boolean; readonly because: PassedOver | null },
): PlannedDay {
  const isCounted = run?.isOfStack === true && (run.outcome === null || run.outcome === "succeeded");
  if (because !== null && !isCounted) {
    return { day, does: "skip", runId: run?.runId ?? null, total: null, noBankDay: passedOverWords(because) };
  }
  const does = ((): PlannedDay["does"] => {
    if (run === null || !run.isOfStack) return "run";
    if (run.outcome === null) return "wait";
    // What was told before it stands.
    const isTold = run.outcome === "succeeded" || (run.refused !== undefined && run.total !== null);
    if (!isTold) return "resume";
    return force ? "again" : "skip";
  })();
  const total = run?.isOfStack ? run.total : null;
  const { withdrawn, asks } = run ?? {};
  const isTaken = withdrawn && (does === "skip" || does === "again");
  return {
    ...{ day, does, runId: run?.runId ?? null, total },
    ...(isTaken && { withdrawn }),
    ...(does === "wait" && asks && { asks }),
  };
}

/** Whether the backfill has anything to do for that day. */
export function isToDo({ does }: PlannedDay): boolean {
  return does !== "skip";
}

/** Where a day stands for the backfill: to be opened, being waited for, done, or the end of it all. */
export type DayState = "open" | "underway" | "done" | "failed";

/**
 * Where a day stands. `isAsked`: this try of the backfill has asked for the day already, so that a bad end is its
 * end and not one to go on from. `anewSince` (ISO time): the backfill was retried then, and asks anew where it was refused before;
 * `null`: it was not. A day that was to be counted again is not done while its newest run is the old one.
 */
export function standingOf(
  { does, runId }: PlannedDay,
  run: DayRun | null,
  { isAsked, anewSince = null }: { readonly isAsked: boolean; readonly anewSince?: string | null },
): DayState {
  if (does === "skip") return "done";
  if (run === null || !run.isOfStack || (does === "again" && run.runId === runId)) return "open";
  if (run.outcome === "succeeded") return "done";
  // A no to that very day is kept: what is told of it is left as it is, and a day of which nothing is told is not opened.
  if (isRefusedSince({ does, runId }, run, { isAsked })) {
    if (run.total !== null) return "done";
    const isBefore = anewSince !== null && run.endedAt !== undefined && run.endedAt <= anewSince;
    if (!isBefore) return "failed";
  }
  if (!isAsked) return "open";
  return run.outcome === null ? "underway" : "failed";
}

/** Whether its own run was refused after the backfill had seen the day last: what was refused before is planned over. */
function isRefusedSince(
  { does, runId }: Pick<PlannedDay, "does" | "runId">,
  { refused, runId: newest }: DayRun,
  { isAsked }: { readonly isAsked: boolean },
): boolean {
  return refused !== undefined && (isAsked || does === "wait" || newest !== runId);
}

/** Whether opening that day must make a new generation: it was done, and nobody has counted it again since. */
export function needsForce({ does, runId }: PlannedDay, run: DayRun | null): boolean {
  return does === "again" && run !== null && run.runId === runId;
}

/** The day as a row of the card. */
export function dayItem(planned: PlannedDay, standing: DayState, run: DayRun | null): ProgressItem {
  const name = planned.day;
  switch (standing) {
    case "open":
      return { name, state: "waiting" };
    case "underway":
      return {
        name,
        state: "underway",
        ...(run?.asks ? { note: ASKS, by: run.asks.by } : run?.isBehind && { note: BEHIND }),
      };
    case "done": {
      if (planned.noBankDay !== undefined) return { name, state: "done", note: noBankDay(planned.noBankDay) };
      if (planned.does === "skip" && planned.withdrawn !== undefined)
        return { name, state: "done", note: "its number was withdrawn, none is told" };
      const total = run?.total ?? planned.total;
      const loans = total === null ? "done" : `${grouped(total)} ${total === 1 ? "loan" : "loans"}`;
      const since = planned.fileChanged ? `; its file has changed since` : "";
      if (planned.does === "skip") return { name, state: "done", note: `${loans}, done before${since}` };
      if (run?.refused !== undefined) return { name, state: "done", ...refusedNote(run.refused, loans) };
      const { rowsInNoCount = 0, things = 0 } = run?.remarks ?? {};
      const left = `${grouped(rowsInNoCount)} ${rowsInNoCount === 1 ? "row" : "rows"} in no count`;
      const note = rowsInNoCount === 0 ? loans : `${loans}, ${left}`;
      return { name, state: "done", note, ...(things > 0 && { remarks: things }) };
    }
    case "failed":
      if (run?.refused !== undefined)
        return { name, state: "failed", ...refusedNote(run.refused, "no number") };
      return { name, state: "failed", note: run?.problem?.says ?? run?.outcome ?? "" };
  }
}

const BEHIND = "waits for the withdrawal of that day, which waits for a second person's yes";

const ASKS = "waits for a second person's yes to a run of its own, asked for by";

/** What is told of the day, and why it is not counted once more. */
function refusedNote(refused: DayRefusal, told: string): Pick<ProgressItem, "note" | "by"> {
  return refused.is === "expired"
    ? { note: `${told}, as before: nobody answered whether it may be counted once more` }
    : { note: `${told}, as before: to count it once more was ${refused.is} by`, by: refused.by };
}

/** What is said of a day that is left out. */
export function noBankDay(which: string): string {
  return `no bank day (${which}), left out`;
}

/**
 * Who tells what came of a day that a backfill opened: the card of a backfill, the day itself, or, while a backfill is
 * still at it, `open`: its card will, unless it ends before it has seen the day's end.
 */
export type Teller = "backfill" | "itself" | "open";

/** Decides it by the backfill that opened the day, and those that are at it now. */
export function tellerOf(day: Day, backfills: readonly Pick<RunProgress, "steps" | "state">[]): Teller {
  const isTold = ({ name, state }: ProgressItem) => name === day && state === "done";
  // One that ended well has seen the end of all its days, also where its last rows were lost with a Redis.
  const hasSeen = backfills.some(({ steps, state }) => state === "succeeded" || rowsOf(steps).some(isTold));
  if (hasSeen) return "backfill";
  // One that waits for a person, or is being canceled, looks at no day.
  return backfills.some(({ state }) => state === "underway") ? "open" : "itself";
}

/** Whether a day's run has a card of its own: where it tells itself, or ends badly and a person is needed. */
export function hasOwnCard({ state }: Pick<RunProgress, "state">, teller: Teller): boolean {
  return teller === "itself" || ["stopping", "failed", "held", "canceled"].includes(state);
}

/** The days of a backfill as its card shows them: the rows of the step `days`, those it ended with once it is done. */
export function rowsOf(steps: RunProgress["steps"]): readonly ProgressItem[] {
  const ended = outputOf(backfillFacts, { steps }, "days");
  return ended?.items ?? stepOf(backfillFacts, { steps }, "days")?.progress.items ?? [];
}

/** The days that a run which is live is about to open; none of one that is no backfill. */
export function openDays({
  run: { workflow, target },
  progress: { steps },
}: {
  readonly run: Pick<Run, "workflow" | "target">;
  readonly progress: Pick<RunProgress, "steps">;
}): readonly Day[] {
  const { day, until } = target;
  if (workflow !== backfillFacts.name || day === null || until === undefined) return [];
  const planned = outputOf(backfillFacts, { steps }, "preview")?.days;
  const done = rowsOf(steps).flatMap(({ name, state }) => (state === "done" ? [name] : []));
  const toDo = planned?.filter(isToDo).map((one) => one.day) ?? daysOf(day, until);
  return toDo.filter((one) => !done.includes(one));
}

/** Loans that a day's run has published; `null` until it has, and where its journal was lost with a Redis. */
export function loansOf(progress: Pick<RunProgress, "steps">): number | null {
  const published = summaryOf(progress);
  return published && total(published.counts);
}

/** The summary that a day's run has made; `null` as there. */
export function summaryOf(progress: Pick<RunProgress, "steps">): DaySummary | null {
  return outputOf(batchFacts, progress, "reconcile") ?? outputOf(batchFacts, progress, "summarize");
}

/** The backfill that opened a day's run; `null` for one that a person or the schedule asked for. */
export function backfillOf(input: RunProgress["input"]): string | null {
  const id = input["backfill"];
  return typeof id === "string" ? id : null;
}

/** The plan of a backfill, and the newest row of each of its days, as its entries tell them. */
export function plannedOf(entries: readonly Entry[]): {
  readonly days: readonly PlannedDay[];
  readonly rows: ReadonlyMap<string, ProgressItem>;
} {
  const done = entries.flatMap((entry) =>
    entry.kind === "done" ? [{ name: entry.step, output: entry.output }] : [],
  );
  const items = entries.flatMap((entry) => (entry.kind === "seen" ? (entry.progress.items ?? []) : []));
  return {
    days: outputOf(backfillFacts, { steps: done }, "preview")?.days ?? [],
    rows: new Map(items.map((item) => [item.name, item])),
  };
}
