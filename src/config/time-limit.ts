/** The value, or `"late"` when it is not there within `ms`. The work itself goes on; a later failure of it is dropped. */
export async function inTime<T>(work: Promise<T>, ms: number): Promise<T | "late"> {
  const limit = Promise.withResolvers<"late">();
  const timer = setTimeout(() => limit.resolve("late"), ms);
  // Nobody waits for it after its time, and an unheard rejection would end the process.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}
