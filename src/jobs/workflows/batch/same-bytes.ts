import type { Day } from "../../../domain/day.ts";
import { addDays, parseDay } from "../../../domain/day.ts";
import { COMPARED_WITHIN_DAYS } from "../../../domain/loans/compared-within.ts";
import type { HashedFile } from "../../../domain/loans/hashed-file.ts";
import { isSameText } from "../../../domain/loans/hashed-file.ts";
import type { PublishedDay } from "../../../domain/loans/published-days.ts";
import { RAW } from "../../../domain/runs/effect-names.ts";
import type { World } from "../world.ts";
import { readReport } from "./quality.ts";

/**
 * The key of a day's file: its folder is named by the hash of its bytes and, where these are packed, of its text. Spark sees
 * by the file's name that it has to be unpacked.
 */
export function rawKey(
  day: Day,
  { sha256, textSha256, compression }: HashedFile & { readonly compression: "none" | "gzip" },
): string {
  const isPacked = compression === "gzip";
  const folder = isPacked && textSha256 ? `${sha256}-${textSha256}` : sha256;
  return `${RAW}${day}/${folder}/loan.csv${isPacked ? ".gz" : ""}`;
}

/** Another day that may have been counted from the same text. */
export interface TwinDay {
  readonly day: Day;
  /** The lake has no file of another text of it, so that whatever is published of it was counted from this one. */
  readonly isOnly: boolean;
  /** Hashes of its files of that text; what an earlier release found has none, and was of the same bytes. */
  readonly files?: readonly string[];
}

/** What the lake has of other days' files. */
export interface KeptFiles {
  /** The days under which it has a file of the same text, newest first. */
  readonly twins: readonly TwinDay[];
  /** The days that are compared and have any file: of the others it has expired, or there never was one. */
  readonly days: readonly Day[];
}

/** Holds the file of a day against all files that the lake has received, by their keys, which carry their hashes. */
export async function keptFiles(
  { lake }: Pick<World, "lake">,
  { bucket, day, file }: { readonly bucket: string; readonly day: Day; readonly file: HashedFile },
): Promise<KeptFiles> {
  const files = new Map<Day, Map<string, boolean>>();
  for await (const { key } of lake.list({ bucket, prefix: RAW })) {
    const { date, ...kept } = readRawKey(key);
    const other = parseDay(date);
    if (other === null || other === day) continue;
    const ofDay = files.get(other) ?? new Map<string, boolean>();
    files.set(other, ofDay.set(kept.sha256, isSameText(file, kept)));
  }
  const twins = [...files].flatMap(([other, ofDay]) => {
    const same = [...ofDay].flatMap(([sha256, isSame]) => (isSame ? [sha256] : []));
    return same.length > 0 ? [{ day: other, isOnly: same.length === ofDay.size, files: same }] : [];
  });
  return { twins: newestFirst(twins), days: [...files.keys()].filter((other) => isCompared(other, day)) };
}

/** The files of a day that the lake has received, until they expire. */
export async function receivedFiles(
  { lake }: Pick<World, "lake">,
  { bucket, day }: { readonly bucket: string; readonly day: Day },
): Promise<readonly HashedFile[]> {
  const files: HashedFile[] = [];
  for await (const { key } of lake.list({ bucket, prefix: `${RAW}${day}/` })) files.push(readRawKey(key));
  return files;
}

function readRawKey(key: string): Required<HashedFile> & { readonly date: string } {
  const [date = "", folder = "", name = ""] = key.slice(RAW.length).split("/");
  const [sha256 = "", packedText = null] = folder.split("-");
  return { date, sha256, textSha256: name.endsWith(".gz") ? packedText : sha256 };
}

/** Whether a day is among those that another one is compared with, as far as dates go. */
export function isCompared(other: Day, day: Day): boolean {
  return other < day && other >= addDays(day, -COMPARED_WITHIN_DAYS);
}

/**
 * The newest other day that is published by the same text; `null` without one. Beside the Parquet that a day is published
 * by lies its report, which names the bytes that were counted; reports of before do not. Of a compared day whose file has
 * expired the report is read as well: it tells the bytes, and the text where these were not packed.
 */
export async function publishedTwin(
  { lake }: Pick<World, "lake">,
  {
    kept: { twins, days },
    published,
    file,
  }: {
    readonly kept: KeptFiles;
    readonly published: readonly Pick<PublishedDay, "day" | "path">[];
    readonly file: HashedFile;
  },
): Promise<Day | null> {
  const isKept = (day: Day) => days.includes(day) || twins.some((twin) => twin.day === day);
  const expired = published.filter(({ day }) => !isKept(day)).map(({ day }) => ({ day, isOnly: false }));
  const own = [file.sha256, file.textSha256];
  for (const { day, isOnly, files = [] } of newestFirst([...twins, ...expired])) {
    const path = published.find((one) => one.day === day)?.path ?? "";
    const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*\/)[^/]*$/.exec(path) ?? [];
    if (bucket === undefined || prefix === undefined) continue;
    const counted = (await readReport(lake, { bucket, prefix }))?.source_sha256;
    if (counted === undefined ? isOnly : [...own, ...files].includes(counted)) return day;
  }
  return null;
}

function newestFirst(days: readonly TwinDay[]): readonly TwinDay[] {
  return days.toSorted((a, b) => (a.day < b.day ? 1 : -1));
}
