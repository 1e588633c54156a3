import type { ShownClock } from "../page/client/protocol.ts";
import { DoorError } from "../slack/door-error.ts";
import { aheadAt, readClock, writeClock } from "./clock-file.ts";

/** Faster than this a day would be over before the app has looked at it once. */
const FASTEST = 3_600;

/** Shows and sets the sandbox's clock; it never goes back, since nothing that keeps journals could bear that. */
export function clockDoor(file: string, realNow: () => number) {
  const show = (): ShownClock => {
    const state = readClock(file);
    const realMs = realNow();
    return { now: new Date(realMs + aheadAt(state, realMs)).toISOString(), factor: state.factor };
  };
  return {
    "GET clock": show,
    "POST clock": (given: Readonly<Record<string, unknown>>) => {
      const { forwardMs = 0, factor } = given;
      const before = readClock(file);
      const next = factor ?? before.factor;
      if (typeof forwardMs !== "number" || !(forwardMs >= 0)) {
        throw new DoorError(
          400,
          `setting the clock: ${JSON.stringify(forwardMs)} is no time to go forward; send {forwardMs}, 0 or more`,
        );
      }
      if (typeof next !== "number" || !(next >= 1 && next <= FASTEST)) {
        throw new DoorError(
          400,
          `setting the clock: ${JSON.stringify(next)} is no speed; send {factor}, from 1 to ${FASTEST}`,
        );
      }
      const since = realNow();
      writeClock(file, { aheadMs: aheadAt(before, since) + forwardMs, factor: next, since });
      return show();
    },
  };
}
