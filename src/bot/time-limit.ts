import { setTimeout as sleep } from "node:timers/promises";

/** The value, or `"late"` when it is not there within `ms`. The work itself goes on; a later failure of it is dropped. */
export async function inTime<T>(work: Promise<T>, ms: number): Promise<T | "late"> {
  const timer = new AbortController();
  // Nobody waits for it after its time, and an unheard rejection would end the process.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late(ms, timer.signal)]);
  } finally {
    timer.abort();
  }
}

async function late(ms: number, signal: AbortSignal): Promise<"late"> {
  try {
    return await sleep(ms, "late", { signal });
  } catch {
    // Only the abort above ends the sleep early, and then nobody reads this.
    return "late";
  }
}
