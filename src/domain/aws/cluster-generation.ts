/**
 * The template's `EmrClusterGeneration` that a plan names: that of the stack as it is, and one more where its cluster has
 * ended, since CloudFormation then makes a new one. It follows from what stands alone, so that planning again, or twice,
 * comes to the same. `standing` is absent for a stack that is not there or is older than the parameter.
 */
export function nextGeneration(
  standing: string | undefined,
  { isEnded }: { readonly isEnded: boolean },
): string {
  const now = Math.max(1, Number.parseInt(standing ?? "1", 10) || 1);
  return String(isEnded ? now + 1 : now);
}
