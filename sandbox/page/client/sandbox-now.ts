import type { ShownClock } from "./protocol.ts";

let heard: { readonly clock: ShownClock; readonly at: number } | null = null;

/** What the sandbox's clock was heard to show just now. */
export function hearClock(clock: ShownClock): void {
  heard = { clock, at: Date.now() };
}

/** Milliseconds since 1970 by the sandbox's clock, which may be ahead and run fast; by the machine's until it was heard. */
export function sandboxNow(): number {
  if (heard === null) return Date.now();
  return Date.parse(heard.clock.now) + (Date.now() - heard.at) * heard.clock.factor;
}
