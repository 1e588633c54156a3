import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Day } from "../../src/domain/day.ts";
import { makeFolder } from "../disk.ts";
import { dailyLoanFiles, defaultLoanFile } from "./loan-file.ts";

/** Any day will do: on it the generator's file is as `npm run generate` writes it. */
const PLAIN_DAY = "2026-01-01" as Day;

/**
 * Writes the file of each of these days into the folder, where there is none: the generator's, or `like` a given one,
 * which is kept as it is on its `day`. A text is of one character a byte. Answers the place of them all, for LOANS_SOURCE.
 */
export function placeDailyFiles(
  folder: string,
  days: readonly Day[],
  like: { readonly text: string; readonly day: Day } = { text: defaultLoanFile(), day: PLAIN_DAY },
): string {
  makeFolder(folder);
  const fileOf = dailyLoanFiles(like.text, like.day);
  for (const day of days) {
    const file = join(folder, `${day}.csv`);
    if (!existsSync(file)) writeFileSync(file, day === like.day ? like.text : fileOf(day), "latin1");
  }
  return join(folder, "{date}.csv");
}
