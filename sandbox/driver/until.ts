/**
 * For how long something is waited for: many times what it takes, because it ends a wait for what never comes, and says
 * nothing of how fast it should be. A deploy and a run that take seconds took 53 s where eleven programs shared two processors.
 * It is less than a test has (`testTimeout`), so that the error says what was waited for.
 */
export const PATIENCE_MS = 100_000;

/** How something is waited for. */
export interface Patience {
  /** `PATIENCE_MS` unless told. */
  readonly withinMs?: number;
  readonly everyMs?: number;
  /** Its abort ends the wait with its reason. */
  readonly signal?: AbortSignal;
  /** What is thrown when it does not come, made of the sentence that says so. */
  readonly late?: (says: string) => Error;
}

/** Looks until it finds something, anything but `false`, `null` and `undefined`, and answers that; throws when it is late. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found> | Found,
  { withinMs = PATIENCE_MS, everyMs = 25, signal, late = (says) => new Error(says) }: Patience = {},
): Promise<NonNullable<Exclude<Found, false>>> {
  const end = performance.now() + withinMs;
  for (;;) {
    signal?.throwIfAborted();
    const found = await look();
    if (isFound(found)) return found;
    if (performance.now() > end) throw late(`after ${withinMs / 1_000} s still waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

function isFound<Found>(found: Found): found is NonNullable<Exclude<Found, false>> {
  return found !== false && found !== null && found !== undefined;
}
