import type { StackNow, StackPresence } from "../../../src/jobs/requests/requests.ts";

/** A stack of that presence at which nothing moves and of which no price is known. */
export function stackIs(is: StackPresence, more: Partial<StackNow> = {}): StackNow {
  return { is, atWork: null, madeAt: null, perHour: null, ...more };
}
