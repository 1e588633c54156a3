import type { HashedFile } from "../../loans/hashed-file.ts";
import { isSameText } from "../../loans/hashed-file.ts";
import { Problem } from "../../problem.ts";
import { dayNumber } from "./day-number.ts";
import type { ToldRun } from "./withdrawal.ts";

/** The same with where its counts are in the lake; `null`: they are there no more. */
export interface StagedRun extends ToldRun {
  /** `s3://` prefix that ends with a slash. */
  readonly location: string | null;
  /** That it counted; `null` where that was lost. */
  readonly file: HashedFile | null;
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
  /** Generations before it that are not pointed at: they counted the very text of a number that was taken back. */
  readonly passedOver?: readonly {
    readonly runId: string;
    readonly loans: number | null;
    /** They may have: of which file one of the numbers was is not known. */
    readonly isInDoubt?: true | undefined;
  }[];
}

/** With this code the number cannot be taken back by that run any more, however often it is tried. */
const OUTDATED = "withdrawal-outdated";

/** Whether a run that ended with that problem may still come to something. */
export function mayStillWithdraw(problem: { readonly code: string } | null): boolean {
  return problem?.code !== OUTDATED;
}

/**
 * Why the number of `told` is no more to be taken back by that run, in a few words: it is not the day's; `null`: it is, by its
 * `generations` that were told, newest first.
 */
export function outdated({
  by,
  told,
  generations,
}: {
  readonly by: string;
  readonly told: string;
  readonly generations: readonly ToldRun[];
}): string | null {
  const known = asFoundBy(by, generations);
  const { number } = dayNumber(known);
  if (number?.runId === told && known.some(({ runId }) => runId === told)) return null;
  const now = number === null ? "no number is told any more" : `what is told now is ${number.runId}`;
  return `it was asked for ${told}, and ${now}`;
}

/** A withdrawal that is tried again, or began before Redis was emptied, finds its own word. */
function asFoundBy<Run extends ToldRun>(by: string, generations: readonly Run[]): readonly Run[] {
  return generations.map((one) => (one.withdrawn?.runId === by ? { ...one, withdrawn: null } : one));
}

/**
 * Decides what is told once the number of `told` is taken back: of its `generations`, newest first, the one before it that
 * was told, stands, and is still in the lake. One that counted the same text as a number that was taken back is passed over, and so
 * is one that may have, because of which file either was is lost: nobody would be asked whether what was wrong of that file is
 * right of this number. `shown` is where the day's partition points, as far as Redshift tells it
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
  const known = asFoundBy(by, generations);
  const place = known.findIndex(({ runId }) => runId === told);
  const newest = known[place];
  const because = outdated({ by, told, generations });
  if (newest === undefined || because !== null) throw new Problem(OUTDATED, `${doing}: ${because}`, anew);
  const wrong = known.filter((one) => one === newest || one.withdrawn !== null).map(({ file }) => file);
  const before = known
    .slice(place + 1)
    .filter(({ withdrawn, location }) => withdrawn === null && location !== null)
    .map((one) => ({ ...one, file: kinshipOf(one.file, wrong) }));
  const found = before.find(({ file }) => file === "another");
  const passedOver = before
    .slice(0, found === undefined ? before.length : before.indexOf(found))
    .map(({ runId, loans, file }) => ({
      runId,
      loans,
      ...(file === "unknown" && { isInDoubt: true as const }),
    }));
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
  return {
    ...{ told: { runId: newest.runId, loans: newest.loans }, former, isShown: shown !== null },
    ...(passedOver.length > 0 && { passedOver }),
  };
}

/** Whether a file is one of the `wrong` ones, by its text. */
function kinshipOf(
  file: HashedFile | null,
  wrong: readonly (HashedFile | null)[],
): "same" | "another" | "unknown" {
  if (file !== null && wrong.some((one) => one !== null && isSameText(one, file))) return "same";
  return file === null || wrong.includes(null) ? "unknown" : "another";
}

/** Whether the table shows what it is to show: the rows of the former generation, or none. */
export function isTakenBack({ former }: Pick<WithdrawalPlan, "former">, shownLoans: number): boolean {
  if (former === null) return shownLoans === 0;
  return former.loans === null ? shownLoans > 0 : shownLoans === former.loans;
}
