import { z } from "zod";
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

/** The same with its days by number, the first and the last of them: small enough for a journal and a card. */
export const lakeTotals = z.object({
  objects: z.number(),
  bytes: z.number(),
  days: z.object({ count: z.number(), first: z.string(), last: z.string() }).nullable(),
  isMore: z.boolean(),
});

/** What lies in a lake, in numbers; `days: null`: its keys name none. */
export type LakeTotals = Readonly<z.infer<typeof lakeTotals>>;

/** A lake's weight in numbers. */
export function totalsOf({ objects, bytes, days, isMore }: LakeWeight): LakeTotals {
  const [first, last] = [days[0], days.at(-1)];
  const ofDays = first === undefined || last === undefined ? null : { count: days.length, first, last };
  return { objects, bytes, days: ofDays, isMore };
}

const UNITS = ["bytes", "kB", "MB", "GB", "TB"] as const;

/** `5.6 GB`, by thousands as AWS's bills have it. */
export function bytesInWords(bytes: number): string {
  const power = bytes < 1_000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const value = bytes / 1_000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}
