import { renameSync, writeFileSync } from "node:fs";

/** Writes a file so that a kill in the middle leaves the old one as it was: beside it first, then in its place. */
export function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
