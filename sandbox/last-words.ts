import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** A program that fails at its start says so at the end of what it says. */
const MOST_BYTES = 64 * 1024;
const MOST_LINES = 40;

/** What Redis says of itself, and of the machine, at every start. */
const redisAtEachStart = / # (?:oO0|Redis version|Configuration loaded|Server initialized|WARNING )/;

/** What a log file has got since it had so many bytes; only the end when that is much. */
export function readSince(file: string, from: number): string {
  const descriptor = openSync(file, "r");
  try {
    const { size } = fstatSync(descriptor);
    const begin = Math.max(from, size - MOST_BYTES);
    const bytes = Buffer.alloc(Math.max(0, size - begin));
    return bytes.toString("utf8", 0, readSync(descriptor, bytes, 0, bytes.length, begin));
  } finally {
    closeSync(descriptor);
  }
}

/**
 * What a program that has ended said for people: without a stack trace, without the lines of a structured log where there
 * are others, and of Redis the warnings that are not those of each start. Empty when it said nothing.
 */
export function lastWords(said: string): string {
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  const plain = lines.filter((line) => !line.startsWith("{"));
  if (plain.length === 0) return lines.at(-1) ?? "";
  const warnings = plain.filter((line) => isOfRedis(line) && line.includes(" # "));
  const ofRedis = warnings.filter((line) => !redisAtEachStart.test(line));
  const words = warnings.length > 0 ? ofRedis.map(withoutOrigin) : (errorOf(plain) ?? plain);
  return words.slice(-MOST_LINES).join("\n");
}

/** `12542:M 29 Nov 2026 03:34:40.913 # Failed listening`: process, role and time come first. */
function isOfRedis(line: string): boolean {
  return /^\d+:[A-Z] /.test(line);
}

function withoutOrigin(line: string): string {
  return line.replace(/^.*? # /, "");
}

/** The last error that Node printed with a stack trace: its message, which may have several lines; `null`: there is none. */
function errorOf(lines: readonly string[]): readonly string[] | null {
  const frame = lines.findLastIndex((line) => /^ {4}at /.test(line));
  const first = lines.slice(0, Math.max(0, frame)).findLastIndex((line) => /^\w+(?: \[\w+\])?: /.test(line));
  if (first < 0) return null;
  const message = lines.slice(first, frame);
  const end = message.findIndex((line) => /^ {4}at /.test(line));
  return end < 0 ? message : message.slice(0, end);
}
