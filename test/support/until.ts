/** Waits until the check is true; throws after `withinMs` and says what it waited for. */
export async function until(
  what: string,
  check: () => Promise<boolean> | boolean,
  { withinMs = 60_000, everyMs = 25 }: { readonly withinMs?: number; readonly everyMs?: number } = {},
): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`after ${withinMs / 1_000} s still waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
