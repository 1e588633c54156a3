import type { Duration } from "../duration.ts";
import { durationMs, formatDuration } from "../duration.ts";
import { grouped } from "../grouped.ts";

/** A file that was touched less than this ago may still be at being written. */
const SETTLED_AFTER: Duration = "3m";

/** What a look at the day's file shows of it, without reading it. */
export interface SeenFile {
  readonly bytes: number;
  /** ISO time. */
  readonly modifiedAt: string;
}

/** Whether a file may be read as the day's; `says` goes on after the file's name. */
export type FileReadiness = { readonly is: "ready" } | { readonly is: "unfinished"; readonly says: string };

/** An earlier look at the file that found it unfinished. */
export interface EarlierLook {
  /** Of its problem, or of `readinessOf`. */
  readonly says: string;
  /** ISO time, by our clock. */
  readonly at: string;
}

/**
 * A file that is there is not yet a file that is whole: whoever writes it may have opened it only, or be in the middle.
 * That it rested for a while is all that can be known from outside. A time further ahead of the clock than that says nothing,
 * since a file may bear any time, and that of one that grows may be ahead at each look: then the file has rested where it was
 * the same at an `earlier` look, that while ago. `pace` divides the while.
 */
export function readinessOf(
  { bytes, modifiedAt }: SeenFile,
  {
    now,
    pace,
    earlier = [],
  }: { readonly now: Date; readonly pace: number; readonly earlier?: readonly EarlierLook[] },
): FileReadiness {
  if (bytes === 0) return { is: "unfinished", says: "it is empty" };
  const restedMs = now.getTime() - Date.parse(modifiedAt);
  const settledMs = durationMs(SETTLED_AFTER) / pace;
  if (restedMs >= settledMs) return { is: "ready" };
  if (restedMs <= -settledMs) {
    const says = `it bears a time ahead of the clock, ${modifiedAt}, with ${grouped(bytes)} bytes, and may not be whole before it has been the same for a while`;
    const isSame = (look: EarlierLook) =>
      look.says.includes(says) && now.getTime() - Date.parse(look.at) >= settledMs;
    return earlier.some(isSame) ? { is: "ready" } : { is: "unfinished", says };
  }
  const ago = restedMs < 0 ? "just now" : `${formatDuration(restedMs)} ago`;
  return { is: "unfinished", says: `it was written to ${ago}, so it may not be whole` };
}

/** Whether two looks, one before a file was read and one after it, are of the same file. */
export function isUntouched(before: SeenFile, after: SeenFile | null): boolean {
  return after !== null && after.bytes === before.bytes && after.modifiedAt === before.modifiedAt;
}
