/** How long something is waited for. */
export interface Patience {
  /** Less than a test is given (`testTimeout`), unless told: the error then says what was waited for, where the test's would not. */
  readonly withinMs?: number;
  readonly everyMs?: number;
  /** Its abort ends the wait with its reason. */
  readonly signal?: AbortSignal;
  /** What is thrown when it does not come, made of the sentence that says so. */
  readonly late?: (says: string) => Error;
}

/** Looks until there is something, that is anything but `false`, `null` or `undefined`, and answers it; throws when it is late. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found> | Found,
  { withinMs = 50_000, everyMs = 25, signal, late = (says) => new Error(says) }: Patience = {},
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
