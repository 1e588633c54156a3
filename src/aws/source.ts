import type { Readable } from "node:stream";

/** The day's file, wherever it comes from. */
export interface Source {
  /** `null` when it is not there. */
  see(): Promise<{ readonly bytes: number; readonly modifiedAt: string } | null>;
  /** From the first byte, anew at each call; the stream fails when the file is not there. */
  stream(): Readable;
}
