import type { Overtaken } from "../../domain/messages/alert.ts";
import type { Replaced } from "../../domain/runs/day-number/day-number.ts";
import type { Run } from "../../domain/runs/run.ts";
import type { RunProgress } from "../../domain/runs/run-progress.ts";
import type { UsualLength } from "../../domain/runs/usual-length.ts";
import type { Holder } from "../../domain/schedule/obstacle.ts";
import type { Skip } from "../../domain/schedule/schedule-setting.ts";

/** A run with what its journal tells, and where its card is. */
export interface RunView {
  readonly run: Run;
  readonly progress: RunProgress;
  /** Permalink of the card; `null` until it has been posted. */
  readonly cardUrl: string | null;
  /** Of a backfill that stopped at a day: the run of that day; of that run: its backfill. Looked up for their cards alone. */
  readonly beside?: { readonly runId: string; readonly cardUrl: string | null };
  /** Of a backfill that has ended: its days in whose place another number stands since. Looked up for its card alone. */
  readonly replacedDays?: ReadonlyMap<string, Replaced>;
  /** Of a run that ended badly: the newer one that is worked with instead. Looked up for its card alone. */
  readonly overtaken?: Overtaken;
  /** Of a day's run that ended badly: who passed the day over since, and why. Looked up for its card and for lists. */
  readonly skipped?: Pick<Skip, "user" | "why" | "at">;
  /** What a run that has not ended usually takes, by past ones of its kind. Looked up for its card alone. */
  readonly usual?: UsualLength;
  /** The run of the same day that waits for a person, and that this one waits for; absent where none does. */
  readonly behind?: Behind;
  /** Of a run that waits for its turn: those that have theirs before it. Looked up for its card alone. */
  readonly ahead?: Ahead;
}

/** Who has the turn before a run in line, first whose is first. */
export interface Ahead {
  readonly runs: readonly Pick<RunView, "run">[];
  /** More are before it than are looked up. */
  readonly isMore: boolean;
}

/** A run that has to end before another begins, and where its card is. */
export interface Behind extends Holder {
  readonly cardUrl: string | null;
}
