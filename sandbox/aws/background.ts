import type { Setting } from "./service.ts";
import { waitSeconds } from "./wait.ts";

/**
 * Work of a service that goes on between requests: states that move, steps and statements that run. Closing it
 * leaves everything as it is, as a kill would, but stops the processes that were started.
 */
export class Background {
  private readonly setting: Pick<Setting, "speed">;
  private readonly closing = new AbortController();
  private readonly going = new Set<Promise<void>>();

  constructor(setting: Pick<Setting, "speed">) {
    this.setting = setting;
  }

  /** Whether the service is being closed: what ends now ended because of that, and is not to be written down. */
  get isClosing(): boolean {
    return this.closing.signal.aborted;
  }

  /** Aborts with the service, and with the given signal. */
  signal(other?: AbortSignal): AbortSignal {
    return other === undefined ? this.closing.signal : AbortSignal.any([other, this.closing.signal]);
  }

  /** Lets modeled time pass; rejects when the service closes. */
  async wait(seconds: number): Promise<void> {
    await waitSeconds(this.setting, seconds, this.closing.signal);
  }

  /** Begins work. Its errors are bugs and end the process, unless the service is closing. */
  start(work: () => Promise<void>): Promise<void> {
    const going = work()
      .catch((error: unknown) => {
        if (!this.isClosing) throw error;
      })
      .finally(() => this.going.delete(going));
    this.going.add(going);
    return going;
  }

  /** Stops everything and settles when nothing goes on any more. */
  async close(): Promise<void> {
    this.closing.abort("TERMINATE_PROCESS");
    await Promise.allSettled(this.going);
  }
}
