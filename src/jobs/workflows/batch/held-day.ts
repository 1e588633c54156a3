import { DayHeld } from "../../../domain/problem.ts";

/** A day that is not told as a summary, with the sentence that says why. */
export function held(says: string): DayHeld {
  return new DayHeld("day-held", says, {
    remedy: "the day is held: mend the file or the Spark script, then press Retry",
  });
}
