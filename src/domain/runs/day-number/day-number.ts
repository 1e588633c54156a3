import type { CategoryCount } from "../../loans/category-counts.ts";
import type { ToldNow, ToldRun, Withdrawal } from "./withdrawal.ts";

/** What a day has, over all its generations. */
export interface DayNumber {
  /** What is told of the day now; `null`: nothing. */
  readonly number: { readonly runId: string; readonly loans: number | null } | null;
  /** The newest withdrawal of the day; `null`: what was told of it last stands. */
  readonly withdrawn: Withdrawal | null;
}

/**
 * What a day has now, by `told`, its generations that were told, newest first: what was told last, or what its withdrawal
 * gave back, or what the withdrawal of that one did.
 */
export function dayNumber(told: readonly ToldRun[]): DayNumber {
  const seen = new Set<string>();
  let withdrawn: Withdrawal | null = null;
  for (let at = told[0]; at !== undefined && !seen.has(at.runId); ) {
    if (at.withdrawn === null) return { number: { runId: at.runId, loans: at.loans }, withdrawn };
    seen.add(at.runId);
    withdrawn = at.withdrawn;
    const { instead } = withdrawn;
    if (instead === null) break;
    const given = told.find(({ runId }) => runId === instead.runId);
    // Its journal was lost with a Redis.
    if (given === undefined) return { number: instead, withdrawn };
    at = given;
  }
  return { number: null, withdrawn };
}

/** The withdrawal of the number of `runId`, or, without one, of the day's, with what the day has now. */
export function withNow(withdrawn: Withdrawal, told: readonly ToldRun[], runId: string): Withdrawal {
  const { number } = dayNumber(told);
  const place = (of: string) => told.findIndex((one) => one.runId === of);
  const isAnew = number !== null && place(number.runId) >= 0 && place(number.runId) < place(runId);
  const now: ToldNow | null = number && { ...number, ...(isAnew && { isAnew }) };
  return { ...withdrawn, now };
}

/** Whether a day whose newest number has that withdrawal, or none, has a number. */
export function hasNumber(withdrawn: Withdrawal | null): boolean {
  if (withdrawn === null) return true;
  const { instead, now = instead } = withdrawn;
  return now !== null;
}

/** A number that nobody has taken back, and that is the day's no more. */
export interface Replaced {
  /** What the day has now; `null`: nothing. */
  readonly by: DayNumber["number"];
}

/** Whether another number of the day stands in the place of the one that `runId` told; `null`: its own does, or it was taken back. */
export function replacedBy(told: readonly ToldRun[], runId: string): Replaced | null {
  const own = told.find((one) => one.runId === runId);
  if (own === undefined || own.withdrawn !== null) return null;
  const { number } = dayNumber(told);
  return number?.runId === runId ? null : { by: number };
}

/** A number of a day with its counts; `null` where they were lost. */
export type CountedRun = ToldRun & { readonly counts: readonly CategoryCount[] | null };

/**
 * What became of the number with which a later day was compared, by all that was told of its day; `null`: the comparison
 * holds, also where another number has the same counts, or it is not known. A comparison of earlier releases names no run:
 * there the counts tell which it was.
 */
export function comparedSince(
  compared: { readonly runId?: string | undefined; readonly counts: readonly CategoryCount[] },
  told: readonly CountedRun[],
): "withdrawn" | "replaced" | null {
  const { number } = dayNumber(told);
  const own = told.find(({ runId }) => runId === compared.runId) ?? null;
  const counts = compared.runId === undefined ? compared.counts : (own?.counts ?? null);
  const same = told.filter((one) => one === own || isSame(one.counts, counts));
  if (same.length === 0 || same.some(({ runId }) => runId === number?.runId)) return null;
  return (own === null ? same.every(({ withdrawn }) => withdrawn !== null) : own.withdrawn !== null)
    ? "withdrawn"
    : "replaced";
}

function isSame(one: readonly CategoryCount[] | null, other: readonly CategoryCount[] | null): boolean {
  return one !== null && other !== null && textOf(one) === textOf(other);
}

function textOf(counts: readonly CategoryCount[]): string {
  return JSON.stringify(counts.map(({ category, count }) => [category, count]).sort());
}
