/** Settles true with the promise, or false when the signal comes first; a later rejection is then nobody's. */
export async function unless(signal: AbortSignal, promise: Promise<unknown>): Promise<boolean> {
  promise.catch(() => undefined);
  if (signal.aborted) return false;
  const { promise: stopped, resolve } = Promise.withResolvers<false>();
  const onAbort = () => resolve(false);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise.then(() => true), stopped]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
