import { addDays, dayIn, daysOf } from "../../domain/day.ts";
import type { SeenFile } from "../../domain/loans/file-readiness.ts";
import { isUntouched } from "../../domain/loans/file-readiness.ts";
import { noticeNames } from "../../domain/messages/message-id.ts";
import { hasNumber } from "../../domain/runs/day-number/day-number.ts";
import { wasJustLookedAt } from "./file-look.ts";
import type { TimetableParts } from "./timetable-parts.ts";

/** Of so many of the newest days that have a run the file is still looked at after it was counted. */
const WATCHED_DAYS = 2;

/** They are looked for among so many: no bank is closed for longer. */
const AMONG_DAYS = 14;

/** The last look at a file that was counted. */
export interface WatchedFile {
  readonly atMs: number;
  /** `null`: it was gone. */
  readonly seen: SeenFile | null;
}

/**
 * Says once of a day that was told that its file is another one by now, whoever asked for the day. `watched`, by run id, keeps
 * the last look, so that only a file that was touched since is held against the counts, which may mean to read it through.
 * Once the stack is gone (`stands`) its numbers are history.
 */
export async function tellChangedFiles(
  { runs, outbox, world, ledger, stack, daily, clock, pace, log }: TimetableParts,
  watched: Map<string, WatchedFile>,
  stands: () => Promise<boolean>,
): Promise<void> {
  const now = clock.now();
  const today = dayIn(daily.zone, now);
  const newest = await ledger.newestOfDays(stack, daysOf(addDays(today, 1 - AMONG_DAYS), today));
  const isWatched = [...newest].slice(-WATCHED_DAYS);
  for (const [day, runId] of isWatched) {
    const last = watched.get(runId);
    if (last !== undefined && wasJustLookedAt(last.atMs, { nowMs: now.getTime(), pace })) continue;
    const view = await runs.view(runId);
    if (view?.run.outcome !== "succeeded") continue;
    const seen = await world.source(day).file.see();
    watched.set(runId, { atMs: now.getTime(), seen });
    if (seen === null || (last?.seen && isUntouched(last.seen, seen))) continue;
    const change = await runs.fileChange(view);
    // Of a file whose number was taken back people know.
    if (change === null || change.isWithdrawn === true || !(await stands())) continue;
    await outbox.oweNotice(noticeNames.fileChanged(runId), {
      ...{ is: "file-changed", day, change, runId },
      ...(!hasNumber(view.progress.withdrawn) && { isWithdrawn: true }),
    });
    log.warn({ day, run: runId }, "a file that was counted has changed since");
  }
  const kept = new Set(isWatched.map(([, runId]) => runId));
  for (const runId of watched.keys()) if (!kept.has(runId)) watched.delete(runId);
}
