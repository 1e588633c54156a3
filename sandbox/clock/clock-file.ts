import { readFileSync } from "node:fs";
import { writeWhole } from "../whole-file.ts";

/** How the sandbox's clock goes beside the machine's. */
export interface ClockState {
  /** Milliseconds by which it was ahead when it was set. */
  readonly aheadMs: number;
  /** How many times faster than the machine's it goes since. */
  readonly factor: number;
  /** When it was set, in milliseconds since 1970 by the machine's clock. */
  readonly since: number;
}

/** The machine's own time. */
export const MACHINE_CLOCK: ClockState = { aheadMs: 0, factor: 1, since: 0 };

/** Milliseconds by which the clock is ahead at a moment of the machine's. */
export function aheadAt({ aheadMs, factor, since }: ClockState, realMs: number): number {
  return factor === 1 ? aheadMs : aheadMs + (realMs - since) * (factor - 1);
}

/** What the file says; the machine's clock where there is none yet. */
export function readClock(file: string): ClockState {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as ClockState;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return MACHINE_CLOCK;
    throw error;
  }
}

/** Sets the clock of all that read the file, in the moment in which they look. */
export function writeClock(file: string, state: ClockState): void {
  writeWhole(file, JSON.stringify(state));
}
