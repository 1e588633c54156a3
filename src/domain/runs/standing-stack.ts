import type { Run } from "./run.ts";

/**
 * Whether what a run of days came to still holds: one that ended before the stack of today was made worked on another,
 * whose lake and table are gone. `madeAt` is ISO time, `null` while nobody knows it: then every run holds.
 */
export function isOfStack(
  { openedAt, outcome }: Pick<Run, "openedAt" | "outcome">,
  madeAt: string | null,
): boolean {
  return outcome === null || madeAt === null || openedAt >= madeAt;
}
