/** Waits until a health address answers well. */
export async function isReady(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const response = await fetch(url, { signal }).catch(() => null); // null: nobody listens yet
    signal.throwIfAborted();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
