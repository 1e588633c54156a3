/** Less than a test is given (`testTimeout`): the error then says what was waited for, where the test's own would not. */
const WITHIN_MS = 50_000;

/** Waits until the check is true; throws after `withinMs` and says what it waited for. */
export async function until(
  what: string,
  check: () => Promise<boolean> | boolean,
  { withinMs = WITHIN_MS, everyMs = 25 }: { readonly withinMs?: number; readonly everyMs?: number } = {},
): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`after ${withinMs / 1_000} s still waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
