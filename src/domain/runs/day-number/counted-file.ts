import type { HashedFile } from "../../loans/hashed-file.ts";
import { batchFacts } from "../../workflows/batch-facts.ts";
import { outputOf, stepOf } from "../../workflows/workflow-facts.ts";
import type { RunProgress } from "../run-progress.ts";

/** The file that a day's counts were made from. */
export interface CountedFile extends HashedFile {
  /** `null` where only the summary tells of the file, as after Redis was emptied. */
  readonly bytes: number | null;
  /** ISO time at which it began to be read; `null` likewise. */
  readonly readAt: string | null;
  /** ISO time since which it had not been touched; `null` likewise, and in journals of earlier releases. */
  readonly modifiedAt: string | null;
}

/** A file that is not the one that was counted. */
export interface FileChange {
  /** Its name alone: a path may hold people's names. */
  readonly name: string;
  readonly countedBytes: number | null;
  readonly bytes: number;
  /** It is the file of a number of the day that was taken back. */
  readonly isWithdrawn?: boolean;
}

/** What the journal of a batch tells of its file; `null` when it was not read. */
export function countedFile(progress: Pick<RunProgress, "steps">): CountedFile | null {
  const read = outputOf(batchFacts, progress, "check-source");
  if (read) {
    const readAt = stepOf(batchFacts, progress, "check-source")?.startedAt ?? null;
    return { ...read, readAt, modifiedAt: read.modifiedAt ?? null };
  }
  const sha256 = outputOf(batchFacts, progress, "summarize")?.lineage.sourceSha256 ?? null;
  return sha256 === null ? null : { sha256, bytes: null, readAt: null, modifiedAt: null };
}
