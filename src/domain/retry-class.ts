/** What kind of trouble an error is; each kind has one treatment, in `execute.ts`. */
export type RetryClass =
  /** Throttled, 5xx, network, Redis or Slack away: back off and look again. */
  | "transient"
  /** No reply to a call that may have been carried out: wait the grace, look, decide. */
  | "ambiguous"
  /** Denied, invalid, no credentials: stop and say what to change. */
  | "config"
  /** Data that must not be published, a script that failed: stop and explain. */
  | "data"
  /** Another process owns the run: fall silent. */
  | "fenced"
  /** Everything else is our mistake: try a little, then stop with a reference. */
  | "bug";

/** How often passing trouble is met before the run gives up, and how long it waits in between. */
export const TRIES = { transient: 15, bug: 3 } as const;

/**
 * Milliseconds to wait before try `n` (1, 2 …): doubling from 1 s to 60 s, anything between half and all of it,
 * so that runs that met the same trouble do not come back together. `random` is from 0 to 1.
 */
export function backoffMs(n: number, random: number): number {
  const full = Math.min(1_000 * 2 ** (n - 1), 60_000);
  return Math.round(full * (0.5 + random / 2));
}
