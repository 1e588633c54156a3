/** What kind of trouble an error is; each kind has one treatment. */
export type RetryClass =
  /** Throttled, 5xx, network, a wrong clock, Redis or Slack away: back off and look again. */
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

/** What is done about an error. */
export type Treatment =
  | { readonly do: "fall-silent" }
  /** The step has failed; `byBug` wants a reference by which the log tells more. */
  | { readonly do: "stop"; readonly byBug: boolean }
  | { readonly do: "wait"; readonly forMs: number };

/** How often trouble of a kind is met before the step has failed. */
const TRIES = { transient: 15, ambiguous: 15, bug: 3 } as const;

/** Whether trouble of this kind is counted: it may pass by itself. */
export function mayPass(kind: RetryClass): kind is keyof typeof TRIES {
  return kind in TRIES;
}

/** The one treatment of each class, at the `tries`th time (1, 2 …); `random` is from 0 to 1. */
export function treatmentOf(
  kind: RetryClass,
  { tries, random }: { readonly tries: number; readonly random: number },
): Treatment {
  if (kind === "fenced") return { do: "fall-silent" };
  if (mayPass(kind) && tries < TRIES[kind]) return { do: "wait", forMs: backoffMs(tries, random) };
  return { do: "stop", byBug: kind === "bug" };
}

/**
 * Milliseconds to wait before the next try: doubling from 1 s to 60 s, anything between half and all of it, so that
 * runs that met the same trouble do not come back together. `random` is from 0 to 1.
 */
export function backoffMs(tries: number, random: number): number {
  const full = Math.min(1_000 * 2 ** (tries - 1), 60_000);
  return Math.round(full * (0.5 + random / 2));
}
