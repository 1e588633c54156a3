import type { Day } from "../../../domain/day.ts";
import { addDays, parseDay } from "../../../domain/day.ts";
import { COMPARED_WITHIN_DAYS } from "../../../domain/loans/category-counts.ts";
import type { PublishedDay } from "../../../domain/loans/published-days.ts";
import type { World } from "../world.ts";
import { readReport } from "./quality.ts";

/** Where the days' files are kept as they were received, until they expire (`RawRetentionDays`). */
const RAW = "raw/loan_tracker/";

/** Another day that may have been counted from the same bytes. */
export interface TwinDay {
  readonly day: Day;
  /** The lake has no other file of it, so that whatever is published of it was counted from these bytes. */
  readonly isOnly: boolean;
}

/** What the lake has of other days' files. */
export interface KeptFiles {
  /** The days under which it has a file of the same bytes, newest first. */
  readonly twins: readonly TwinDay[];
  /** The days that are compared and have any file: of the others it has expired, or there never was one. */
  readonly days: readonly Day[];
}

/** Holds the file of a day against all files that the lake has received, by their keys, which carry their hashes. */
export async function keptFiles(
  { lake }: Pick<World, "lake">,
  { bucket, day, sha256 }: { readonly bucket: string; readonly day: Day; readonly sha256: string },
): Promise<KeptFiles> {
  const files = new Map<Day, Set<string>>();
  for await (const { key } of lake.list({ bucket, prefix: RAW })) {
    const [date = "", hash = ""] = key.slice(RAW.length).split("/");
    const other = parseDay(date);
    if (other !== null && other !== day) files.set(other, (files.get(other) ?? new Set()).add(hash));
  }
  const twins = [...files].flatMap(([other, hashes]) =>
    hashes.has(sha256) ? [{ day: other, isOnly: hashes.size === 1 }] : [],
  );
  return { twins: newestFirst(twins), days: [...files.keys()].filter((other) => isCompared(other, day)) };
}

/** Whether a day is among those that another one is compared with, as far as dates go. */
export function isCompared(other: Day, day: Day): boolean {
  return other < day && other >= addDays(day, -COMPARED_WITHIN_DAYS);
}

/**
 * The newest other day that is published by the same bytes; `null` without one. Beside the Parquet that a day is published
 * by lies its report, which names the file that was counted; reports of before do not. Of a compared day whose file has
 * expired the report is read as well.
 */
export async function publishedTwin(
  { lake }: Pick<World, "lake">,
  {
    kept: { twins, days },
    published,
    sha256,
  }: {
    readonly kept: KeptFiles;
    readonly published: readonly Pick<PublishedDay, "day" | "path">[];
    readonly sha256: string;
  },
): Promise<Day | null> {
  const isKept = (day: Day) => days.includes(day) || twins.some((twin) => twin.day === day);
  const expired = published.filter(({ day }) => !isKept(day)).map(({ day }) => ({ day, isOnly: false }));
  for (const { day, isOnly } of newestFirst([...twins, ...expired])) {
    const path = published.find((one) => one.day === day)?.path ?? "";
    const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*\/)[^/]*$/.exec(path) ?? [];
    if (bucket === undefined || prefix === undefined) continue;
    const counted = (await readReport(lake, { bucket, prefix }))?.source_sha256;
    if (counted === undefined ? isOnly : counted === sha256) return day;
  }
  return null;
}

function newestFirst(days: readonly TwinDay[]): readonly TwinDay[] {
  return days.toSorted((a, b) => (a.day < b.day ? 1 : -1));
}
