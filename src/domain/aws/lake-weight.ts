import type { Day } from "../day.ts";

/** What lies in a lake, and goes with it. */
export interface LakeWeight {
  /** Versions of objects, each of which is paid for. */
  readonly objects: number;
  readonly bytes: number;
  /** The business dates that its keys name, the oldest first. */
  readonly days: readonly Day[];
  /** There was no time to see all of it: there is more. */
  readonly isMore: boolean;
}

const UNITS = ["bytes", "kB", "MB", "GB", "TB"] as const;

/** `5.6 GB`, by thousands as AWS's bills have it. */
export function bytesInWords(bytes: number): string {
  const power = bytes < 1_000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const value = bytes / 1_000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}
