import type { Day } from "../../domain/day.ts";
import type { FailedDay } from "../../domain/messages/notice.ts";
import type { Skip } from "../../domain/schedule/schedule-setting.ts";
import { skippedSince } from "../../domain/schedule/skipped-since.ts";
import type { RunView } from "../requests/run-view.ts";

/** A day whose run ended badly before it was skipped, with that run. */
interface FailedBefore extends FailedDay {
  readonly runId: string;
  readonly attempt: number;
}

/** Those of the days that people were called for before they were skipped: taken back, each stands as it was then. */
export function failedBeforeSkip(
  views: readonly RunView[],
  skipOf: (day: Day) => Skip | null,
): readonly FailedBefore[] {
  return views.flatMap((view) => {
    const { id: runId, outcome, target, askedBy } = view.run;
    const { day } = target;
    const isBad = outcome === "failed" || outcome === "held";
    if (!isBad || day === null || skippedSince(view, skipOf(day)) === null) return [];
    return [{ day, outcome, asker: askedBy.user, runId, attempt: view.progress.attempt }];
  });
}
