import { APPROVAL_LAPSED } from "./approval.ts";
import { DAY_REFUSED } from "./backfill.ts";
import type { AttemptEntry, Journal } from "./journal.ts";
import { beginsAttempt, careOf } from "./journal.ts";
import type { Outcome, ProblemRecord } from "./run.ts";
import { ITSELF } from "./run.ts";

/** What became of an attempt that ended badly. `by`: a Slack user id; `null`: nobody pressed anything. */
export type TroubleEnd =
  /** Nothing yet. */
  | { readonly is: "stands" }
  /** The run was taken up again, and is at it. */
  | { readonly is: "tried-again"; readonly by: string | null; readonly at: string }
  /** A later attempt ended badly too, which people were called for anew. */
  | { readonly is: "failed-again"; readonly at: string }
  | {
      readonly is: "solved";
      readonly how: AttemptEntry["kind"];
      readonly by: string | null;
      readonly at: string;
    }
  | { readonly is: "canceled"; readonly by: string | null; readonly at: string };

/** An attempt of a run that ended badly, for which people are called. */
export interface Trouble {
  readonly attempt: number;
  readonly outcome: Extract<Outcome, "failed" | "held">;
  readonly problem: ProblemRecord;
  /** The step at which it ended, and the one at which a retry goes on. */
  readonly step: string;
  readonly retryFrom: string;
  /** ISO time. */
  readonly endedAt: string;
  /** Who looks after it, and since when (ISO time), which may be before this attempt; `null`: nobody has said so. */
  readonly care: { readonly by: string; readonly at: string } | null;
  readonly end: TroubleEnd;
}

/**
 * What went wrong in that attempt and what became of it, as the journal tells; `null` where it did not end badly, and where
 * nobody is called for it: a plan that nobody answered to has harmed nothing.
 */
export function troubleOf(journal: Journal, attempt: number): Trouble | null {
  const attempts = attemptsOf(journal);
  const own = attempts[attempt - 1];
  const finished = own?.findLast((entry) => entry.kind === "finished");
  const failed = own?.findLast((entry) => entry.kind === "failed");
  if (own === undefined || finished === undefined || failed === undefined) return null;
  const { outcome } = finished;
  if ((outcome !== "failed" && outcome !== "held") || isRefusal(failed.problem)) return null;
  const taken = careOf(attempts.slice(0, attempt).flat());
  return {
    attempt,
    outcome,
    problem: failed.problem,
    step: failed.step,
    retryFrom: failed.retryFrom,
    endedAt: finished.at,
    care: taken ? { by: taken.actor, at: taken.at } : null,
    end: endOf(attempts.slice(attempt)),
  };
}

/** Whether it ended because people let it not happen, which harms nothing: nobody is called for that. */
export function isRefusal({ code }: Pick<ProblemRecord, "code">): boolean {
  return code === APPROVAL_LAPSED || code === DAY_REFUSED;
}

/** The journal cut at each retry and release; the entry that begins an attempt is its first. */
function attemptsOf(journal: Journal): readonly Journal[] {
  const begins = journal.flatMap((entry, at) => (beginsAttempt(entry) ? [at] : []));
  const cuts = [0, ...begins, journal.length];
  return cuts.slice(1).map((cut, at) => journal.slice(cuts[at], cut));
}

function endOf(later: readonly Journal[]): TroubleEnd {
  const newest = later.at(-1);
  const begun = newest?.find(beginsAttempt);
  if (newest === undefined || begun === undefined) return { is: "stands" };
  const isPersons = begun.actor !== ITSELF && !(begun.kind === "retried" && begun.because !== undefined);
  const by = isPersons ? begun.actor : null;
  const again = later.flatMap((one) => one.findLast(isBadEnd) ?? [])[0];
  const finished = newest.findLast((entry) => entry.kind === "finished");
  if (finished?.outcome === "succeeded") return { is: "solved", how: begun.kind, by, at: finished.at };
  if (finished?.outcome === "canceled") {
    const canceled = newest.findLast((entry) => entry.kind === "canceled");
    return { is: "canceled", by: canceled?.actor ?? null, at: finished.at };
  }
  if (again !== undefined) return { is: "failed-again", at: again.at };
  return { is: "tried-again", by, at: begun.at };
}

function isBadEnd(entry: Journal[number]): boolean {
  return entry.kind === "finished" && (entry.outcome === "failed" || entry.outcome === "held");
}
