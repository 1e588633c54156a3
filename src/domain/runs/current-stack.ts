import type { Run } from "./run.ts";

/** The stack of today, as AWS tells it. */
export interface CurrentStack {
  /** CloudFormation's id, which is another one each time a stack of that name is made; `null`: only its time is known. */
  readonly id: string | null;
  /** ISO time at which it was made. */
  readonly madeAt: string;
}

/**
 * Whether what a run of days came to still holds: one that ended on a stack that is gone worked on another lake and table.
 * A run says which stack it is of; of one that does not, as earlier versions wrote them, its time tells: it was opened after
 * the stack of today was made, or before. `null` while nobody knows the stack of today: then every run holds.
 */
export function isOfStack(
  { openedAt, outcome, target }: Pick<Run, "openedAt" | "outcome" | "target">,
  current: CurrentStack | null,
): boolean {
  return outcome === null || current === null || wasAskedFor({ openedAt, target }, current);
}

/** Whether that is the stack for which a run was asked, also while it is live. */
export function wasAskedFor(
  { openedAt, target }: Pick<Run, "openedAt" | "target">,
  { id, madeAt }: CurrentStack,
): boolean {
  return target.stackId !== undefined && id !== null ? target.stackId === id : openedAt >= madeAt;
}
