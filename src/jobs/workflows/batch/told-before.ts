import type { Day } from "../../../domain/day.ts";
import type { DaySummary } from "../../../domain/loans/category-counts.ts";
import type { HashedFile } from "../../../domain/loans/hashed-file.ts";
import { isSameText } from "../../../domain/loans/hashed-file.ts";
import { readStageKey } from "../../../domain/runs/effect-names.ts";
import type { NumberOfDay, World } from "../world.ts";
import { receivedFiles } from "./same-bytes.ts";

/** The run that wrote what a day is published by: `path` is of its Parquet. */
export function runOf(path: string): { readonly runId?: string } {
  const by = readStageKey(path);
  return by === null ? {} : { runId: by.runId };
}

/** The told generations of a day, newest first, with the texts of their files as far as journals or the lake know them. */
export async function toldNumbers(
  { days, lake }: Pick<World, "days" | "lake">,
  { bucket, day }: { readonly bucket: string; readonly day: Day },
): Promise<readonly NumberOfDay[]> {
  const told = await days.told(day);
  const received = await receivedFiles({ lake }, { bucket, day });
  return told.map((one) => {
    if (one.file === null || typeof one.file.textSha256 === "string") return one;
    const { sha256 } = one.file;
    return { ...one, file: received.find((kept) => kept.sha256 === sha256) ?? one.file };
  });
}

/** By whom and why the newest number of the day was withdrawn that counted the same text. */
export async function withdrawnBefore(
  world: Pick<World, "days" | "lake">,
  { bucket, day, file }: { readonly bucket: string; readonly day: Day; readonly file: HashedFile },
): Promise<Pick<DaySummary, "withdrawnBefore">> {
  const told = await toldNumbers(world, { bucket, day });
  const same = told.find((one) => one.withdrawn && one.file && isSameText(one.file, file));
  if (!same?.withdrawn) return {};
  const { by, reason } = same.withdrawn;
  return { withdrawnBefore: { by, reason } };
}
