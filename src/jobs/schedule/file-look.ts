/** How often a file is looked at that is awaited, or that a told day was counted from. */
const LOOK_EVERY_MS = 5 * 60_000;

/**
 * Whether a look at a file was so short a while ago (both in milliseconds since 1970) that it is not looked at again yet; `pace`
 * divides the while. A look that is still to come was made before the clock was set back, and counts for nothing.
 */
export function wasJustLookedAt(
  atMs: number,
  { nowMs, pace }: { readonly nowMs: number; readonly pace: number },
): boolean {
  const sinceMs = nowMs - atMs;
  return sinceMs >= 0 && sinceMs < LOOK_EVERY_MS / pace;
}
