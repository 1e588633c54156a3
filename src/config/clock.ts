/** Time, passed in: tests bring their own. */
export interface Clock {
  now(): Date;
  /** Milliseconds that only grow, whatever happens to the clock on the wall. */
  monotonic(): number;
}

/** The machine's own. */
export const systemClock: Clock = { now: () => new Date(), monotonic: () => performance.now() };
