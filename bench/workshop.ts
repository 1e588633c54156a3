import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Where figures are measured: a place for their files, how often to measure, and when to stop. */
export interface Workshop {
  /** Aborts at the time limit of the bench and when it is told to stop. */
  readonly signal: AbortSignal;
  /** Keeps what has to be closed when the bench ends. */
  readonly stack: AsyncDisposableStack;
  /** A new empty directory, gone when the bench ends. */
  directory(name: string): string;
  /** Measures up to so often, at least once, and stops where another time would pass the limit. */
  repeat(limits: Limits, once: (index: number) => Promise<void>): Promise<void>;
}

/** How often to measure at most, and how long all of it may take. */
export interface Limits {
  readonly times: number;
  readonly withinMs: number;
}

/** A workshop in an empty directory; `atMost` lowers the number of times that every figure measures. */
export function openWorkshop({
  home,
  atMost,
  signal,
  stack,
}: {
  readonly home: string;
  readonly atMost: number;
  readonly signal: AbortSignal;
  readonly stack: AsyncDisposableStack;
}): Workshop {
  let directories = 0;
  return {
    signal,
    stack,
    directory(name) {
      directories += 1;
      const path = join(home, `${directories}-${name}`);
      mkdirSync(path);
      return path;
    },
    async repeat({ times, withinMs }, once) {
      const from = performance.now();
      for (let index = 0; index < Math.min(times, atMost); index += 1) {
        const passedMs = performance.now() - from;
        if (index > 0 && passedMs + passedMs / index > withinMs) return;
        signal.throwIfAborted();
        await once(index);
      }
    },
  };
}
