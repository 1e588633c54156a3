import { existsSync, readFileSync, truncateSync } from "node:fs";

/** Values as lines of JSON. */
export function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}

/**
 * The values that a file of JSON lines holds, none when there is no file. A last line without its end was torn by a
 * kill in the middle of a write that nobody was told of: it is cut off, so that the next line stands on its own.
 */
export function readJsonLines(file: string): readonly unknown[] {
  if (!existsSync(file)) return [];
  const bytes = readFileSync(file);
  const whole = bytes.lastIndexOf("\n") + 1;
  if (whole < bytes.length) truncateSync(file, whole);
  const lines = bytes.subarray(0, whole).toString("utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as unknown);
}
