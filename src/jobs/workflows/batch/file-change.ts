import { createHash } from "node:crypto";
import { Problem } from "../../../domain/problem.ts";
import type { CountedFile, FileChange } from "../../../domain/runs/day-number/counted-file.ts";
import type { World } from "../world.ts";

/** The clock of who keeps the file and ours may differ by this much. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

/**
 * Holds the day's file against the one that was counted; `null` when it is the same. One that is gone, or cannot be
 * read, takes nothing back from the counts: `null` too. It is read through only where size and time leave it open.
 */
export async function fileChange(
  counted: CountedFile,
  { name, file }: ReturnType<World["source"]>,
): Promise<FileChange | null> {
  try {
    const seen = await file.see();
    if (seen === null) return null;
    const change: FileChange = { name, countedBytes: counted.bytes, bytes: seen.bytes };
    if (counted.bytes !== null && seen.bytes !== counted.bytes) return change;
    if (counted.modifiedAt === seen.modifiedAt) return null;
    // A file that bears another time was touched, and may have been put there with its own, older one.
    if (counted.modifiedAt === null && counted.readAt !== null) {
      const untouchedMs = Date.parse(counted.readAt) - Date.parse(seen.modifiedAt);
      if (untouchedMs > CLOCKS_DIFFER_MS) return null;
    }
    const hash = createHash("sha256");
    for await (const chunk of file.stream()) hash.update(chunk as Buffer);
    return hash.digest("hex") === counted.sha256 ? null : change;
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}
