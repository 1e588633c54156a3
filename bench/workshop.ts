import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Where figures are measured: a place for their files, how often to measure, and when to stop. */
export interface Workshop {
  /** Aborts at the time limit of the bench and when it is told to stop. */
  readonly signal: AbortSignal;
  /** Keeps what has to be stopped when the figure is done, the last first. */
  defer(stop: () => unknown): void;
  /** Stops all that was kept. */
  clearUp(): Promise<void>;
  /** As many days a backfill takes. */
  readonly days: number;
  /** So large is the file of the figures that read one, in millions of bytes. */
  readonly megabytes: number;
  /** A Spark script of before, as a path or as a revision of this repository that has it. */
  readonly baselineScript: string | null;
  /** So many, or fewer where the bench was told to measure less. */
  atMost(times: number): number;
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

/** A workshop in an empty directory; `most` lowers the number of times that every figure measures. */
export function openWorkshop({
  home,
  most,
  ...asked
}: {
  readonly home: string;
  readonly most: number;
} & Pick<Workshop, "days" | "megabytes" | "baselineScript" | "signal">): Workshop {
  const { signal } = asked;
  let directories = 0;
  let running = new AsyncDisposableStack();
  return {
    ...asked,
    defer: (stop) => running.defer(async () => void (await stop())),
    async clearUp() {
      const stopping = running;
      running = new AsyncDisposableStack();
      await stopping.disposeAsync();
    },
    atMost: (times) => Math.min(times, most),
    directory(name) {
      directories += 1;
      const path = join(home, `${directories}-${name}`);
      mkdirSync(path);
      return path;
    },
    async repeat({ times, withinMs }, once) {
      const from = performance.now();
      for (let index = 0; index < Math.min(times, most); index += 1) {
        const passedMs = performance.now() - from;
        if (index > 0 && passedMs + passedMs / index > withinMs) return;
        signal.throwIfAborted();
        await once(index);
      }
    },
  };
}
