import type { Log } from "../config/log.ts";

/** Hears of each request that was turned away at the door. */
export interface Refusals {
  /** `because` is one of a few constant phrases: it becomes a field of the log and a label of a metric. */
  refused(because: string): void;
  /** Tells what has come together since the last line. */
  flush(): void;
}

/** One line a second, however many are turned away: who floods the door must not fill the disk as well. */
const EVERY_MS = 1_000;

/** Counts what is turned away, and says so in the log: the first at once, what follows within a second as one line. */
export function createRefusals({
  log,
  counted,
}: {
  readonly log: Log;
  readonly counted: (because: string) => void;
}): Refusals {
  const untold = new Map<string, number>();
  let resting: NodeJS.Timeout | null = null; // null: nothing was said within the last second

  function flush(): void {
    if (untold.size > 0) log.warn({ refused: Object.fromEntries(untold) }, "requests refused");
    untold.clear();
  }

  function tell(): void {
    const isQuiet = untold.size === 0;
    flush();
    resting = isQuiet ? null : setTimeout(tell, EVERY_MS).unref();
  }

  return {
    refused(because) {
      counted(because);
      untold.set(because, (untold.get(because) ?? 0) + 1);
      if (resting === null) tell();
    },
    flush,
  };
}
