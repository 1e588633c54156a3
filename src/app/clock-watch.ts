import type { Clock } from "../config/clock.ts";
import type { ClocksAhead, Dated } from "../domain/clock-skew.ts";

/** Compares the machine's clock with what AWS and Slack answer anyway: nobody is asked for the time. */
export interface ClockWatch {
  /** Hears the `Date` of an answer that has just come; one that is none is passed over. */
  dated(of: Dated, date: string | null | undefined): void;
  /** The time by their clock; by the machine's own where nobody has told it. Times that they give are held against this. */
  by(of: Dated): Date;
  /** By the newest answer of each, and by how far the clock went since: one that is set right is right at once. */
  ahead(): ClocksAhead;
}

/** A watch that has heard of nobody yet. */
export function createClockWatch(clock: Clock): ClockWatch {
  /** What their clock shows less what ours that only grows does. */
  const offsets = new Map<Dated, number>();
  const ahead = (): ClocksAhead =>
    new Map([...offsets].map(([of, offset]) => [of, clock.now().getTime() - (offset + clock.monotonic())]));
  return {
    ahead,
    by: (of) => new Date(clock.now().getTime() - (ahead().get(of) ?? 0)),
    dated(of, date) {
      const at = Date.parse(date ?? "");
      if (!Number.isNaN(at)) offsets.set(of, at - clock.monotonic());
    },
  };
}
