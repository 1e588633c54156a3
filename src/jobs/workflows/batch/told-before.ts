import type { Day } from "../../../domain/day.ts";
import type { DaySummary } from "../../../domain/loans/category-counts.ts";
import { readStageKey } from "../../../domain/runs/effect-names.ts";
import type { World } from "../world.ts";

/** The run that wrote what a day is published by: `path` is of its Parquet. */
export function runOf(path: string): { readonly runId?: string } {
  const by = readStageKey(path);
  return by === null ? {} : { runId: by.runId };
}

/** By whom and why the newest number of the day was withdrawn that counted the very same file. */
export async function withdrawnBefore(
  { days }: Pick<World, "days">,
  { day, sha256 }: { readonly day: Day; readonly sha256: string },
): Promise<Pick<DaySummary, "withdrawnBefore">> {
  const told = await days.told(day);
  const same = told.find((one) => one.withdrawn && one.summary?.lineage.sourceSha256 === sha256);
  if (!same?.withdrawn) return {};
  const { by, reason } = same.withdrawn;
  return { withdrawnBefore: { by, reason } };
}
