import { z } from "zod";
import type { RunProgress } from "../runs/run-progress.ts";

/** The file that a day's counts were made from. */
export interface CountedFile {
  readonly sha256: string;
  /** `null` where only the summary tells of the file, as after Redis was emptied. */
  readonly bytes: number | null;
  /** ISO time at which it began to be read; `null` likewise. */
  readonly readAt: string | null;
}

/** A file that is not the one that was counted. */
export interface FileChange {
  /** Its name alone: a path may hold people's names. */
  readonly name: string;
  readonly countedBytes: number | null;
  readonly bytes: number;
}

const checkedSchema = z.object({ sha256: z.string(), bytes: z.number() });
const summarySchema = z.object({ lineage: z.object({ sourceSha256: z.string() }) });

/** What the journal of a batch tells of its file; `null` when it was not read. */
export function countedFile({ steps }: Pick<RunProgress, "steps">): CountedFile | null {
  const outputOf = (name: string) => steps.find((step) => step.name === name && step.state === "done");
  const checked = outputOf("check-source");
  const file = checkedSchema.safeParse(checked?.output);
  if (file.success) return { ...file.data, readAt: checked?.startedAt ?? null };
  const summary = summarySchema.safeParse(outputOf("summarize")?.output);
  return summary.success ? { sha256: summary.data.lineage.sourceSha256, bytes: null, readAt: null } : null;
}
