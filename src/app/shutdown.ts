import type { Log } from "../config/log.ts";
import { inTime } from "../config/time-limit.ts";

/** How the program stops: whatever starts registers here how it stops. */
export interface Releasers {
  /** Registered while the program is stopping already, it is stopped at once. */
  register(name: string, stop: () => unknown): void;
  /** Stops everything, newest first, one after the other; the same promise at each call, and it never rejects. */
  release(): Promise<void>;
}

/** The least that a part is given, however late it is: most stop at once. */
const LEAST_MS = 100;

/**
 * `limitMs` is what a single part is given to stop, `totalMs` all of them together; what takes longer is left behind and
 * named in the log.
 */
export function createReleasers({
  log,
  limitMs,
  totalMs,
}: {
  readonly log: Log;
  readonly limitMs: number;
  readonly totalMs: number;
}): Releasers {
  const stops: { readonly name: string; readonly stop: () => unknown }[] = [];
  let released: Promise<void> | undefined;
  let begunAt: number | undefined;

  async function releaseAll(): Promise<void> {
    begunAt ??= performance.now();
    for (let newest = stops.pop(); newest !== undefined; newest = stops.pop()) await stopOne(newest);
  }

  async function stopOne({ name, stop }: { name: string; stop: () => unknown }): Promise<void> {
    log.info({ waitingFor: name }, "stopping");
    const leftMs = (begunAt ?? 0) + totalMs - performance.now();
    const mayTakeMs = Math.max(LEAST_MS, Math.min(limitMs, leftMs));
    try {
      // The promise is made inside, so that a stop that throws at once is caught like one that rejects.
      const outcome = await inTime(Promise.resolve().then(stop), mayTakeMs);
      if (outcome === "late")
        log.warn({ waitingFor: name, limitMs: mayTakeMs }, "gave up waiting for it to stop");
    } catch (err) {
      log.error({ waitingFor: name, err }, "stopping it ended badly");
    }
  }

  return {
    register(name, stop) {
      stops.push({ name, stop });
      if (released !== undefined) released = released.then(releaseAll);
    },
    release() {
      released ??= releaseAll();
      return released;
    },
  };
}
