import { z } from "zod";
import type { CategoryCount } from "../loans/category-counts.ts";
import { Problem } from "../problem.ts";

/** What of a day is told once a number was taken back; `loans` is `null` where its journal was lost. */
const toldInstead = z.object({ runId: z.string(), loans: z.number().nullable() });

/** That a told number was taken back: as it stands in the journal of the day's batch and on its summary. */
export const withdrawal = z.object({
  /** Slack's user id. */
  by: z.string(),
  /** ISO time. */
  at: z.string(),
  reason: z.string(),
  /** The run that took it back. */
  runId: z.string(),
  /** `null`: the day has no number now. */
  instead: toldInstead.nullable(),
});

export type Withdrawal = Readonly<z.infer<typeof withdrawal>>;

/** A generation of a day whose number was told. */
export interface ToldRun {
  readonly runId: string;
  /** `null` where its journal was lost. */
  readonly loans: number | null;
  /** `null`: its number stands. */
  readonly withdrawn: Withdrawal | null;
}

/** The same with where its counts are in the lake; `null`: they are there no more. */
export interface StagedRun extends ToldRun {
  /** `s3://` prefix that ends with a slash. */
  readonly location: string | null;
}

/** What taking a number back comes to. */
export interface WithdrawalPlan {
  readonly told: { readonly runId: string; readonly loans: number | null };
  /** The former generation, which the day's partition is pointed at again; `null`: the partition is dropped. */
  readonly former: {
    readonly runId: string;
    readonly loans: number | null;
    readonly location: string;
  } | null;
  /** Whether the table shows the day at all. */
  readonly isShown: boolean;
}

/**
 * Decides what is told once the number of `told` is taken back: of its `generations`, newest first, the one before it that
 * was told, stands, and is still in the lake. `shown` is where the day's partition points, as far as Redshift tells it
 * (svv_external_partitions cuts a location off at 128 characters); `null`: there is none. Throws a Problem where another
 * number is told by now.
 */
export function planWithdrawal({
  day,
  by,
  told,
  generations,
  shown,
}: {
  readonly day: string;
  /** The run that takes it back. */
  readonly by: string;
  readonly told: string;
  readonly generations: readonly StagedRun[];
  readonly shown: string | null;
}): WithdrawalPlan {
  const doing = `withdrawing the number of ${day}`;
  const anew = { remedy: `look at it with \`/loans summary ${day}\`, and ask anew where it is still wrong` };
  // Begun before Redis was emptied, it finds its own word.
  const standing = generations.filter(({ withdrawn }) => withdrawn === null || withdrawn.runId === by);
  const [newest, ...before] = standing;
  if (newest === undefined || newest.runId !== told) {
    const now = newest === undefined ? "no number is told any more" : `what is told now is ${newest.runId}`;
    throw new Problem("withdrawal-outdated", `${doing}: it was asked for ${told}, and ${now}`, anew);
  }
  const found = before.find(({ location }) => location !== null);
  const former =
    found?.location == null ? null : { runId: found.runId, loans: found.loans, location: found.location };
  const isKnown = [newest.location, former?.location].some((place) => place?.startsWith(shown ?? ""));
  if (shown !== null && !isKnown) {
    throw new Problem(
      "partition-elsewhere",
      `${doing}: the table shows ${shown}, which no run of it that was told wrote`,
      {
        remedy: "point the day's partition by SQL at what is right, then press Retry",
      },
    );
  }
  return { told: { runId: newest.runId, loans: newest.loans }, former, isShown: shown !== null };
}

/**
 * Whether these counts, with which a later day was compared, were told of their day and taken back, by all the numbers that
 * were told of it. A number that stands and has the same counts makes the comparison true again; one whose counts were lost
 * tells nothing.
 */
export function isTakenBackSince(
  compared: readonly CategoryCount[],
  told: readonly { readonly counts: readonly CategoryCount[] | null; readonly isWithdrawn: boolean }[],
): boolean {
  const same = told.filter(({ counts }) => counts !== null && textOf(counts) === textOf(compared));
  return same.length > 0 && same.every(({ isWithdrawn }) => isWithdrawn);
}

function textOf(counts: readonly CategoryCount[]): string {
  return JSON.stringify(counts.map(({ category, count }) => [category, count]).sort());
}

/** Whether the table shows what it is to show: the rows of the former generation, or none. */
export function isTakenBack({ former }: Pick<WithdrawalPlan, "former">, shownLoans: number): boolean {
  if (former === null) return shownLoans === 0;
  return former.loans === null ? shownLoans > 0 : shownLoans === former.loans;
}
