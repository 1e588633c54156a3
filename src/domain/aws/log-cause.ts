import { beginning } from "../truncate.ts";

/** What fits in a sentence on a card. */
const LINE_LENGTH = 300;

/** How log4j begins a record, in the patterns of Hadoop, Spark and EMR (`26/11/23 04:00:00 WARN`, `2026-11-23T04:00:00.000Z INFO`). */
const record =
  /^(?:\d{2,4}[/-]\d\d[/-]\d\d[ T]\d\d:\d\d:\d\d\S* +(?:\[[^\]]*\] +)?|)(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\b/;

/** What a program says of itself, outside of any record. */
const ownWords =
  /^(?:Traceback \(most recent|Exception in thread|Error: |Command exiting|#|OpenJDK|Java HotSpot)/;

/** Java's name of an exception, with what it says. */
const thrown =
  /^(?:Caused by: |Exception in thread "[^"]*" )?((?:[\w$]+\.)+[\w$]*(?:Exception|Error|Throwable|Killed)[\w$]*\b.*)$/;

/** Words of whoever only passes a failure on: they say that something failed, not what. */
const wrapping =
  /\bJob failed!|\bError running job\b|finished with (failed status|FAILED)|\bApplication application_\S+ (failed|finished)|^Command exiting with ret|\bexited with (status|code) \d+|Py4JJavaError: An error occurred while calling|^ERROR: .*exit code/i;

/** A machine or a limit under the program ended it, whatever else was thrown then. */
const outOfMeans =
  /insufficient memory for the Java Runtime|OutOfMemoryError|exceeding (?:physical |virtual )?memory limits|running beyond (?:physical |virtual )?memory limits|No space left on device/;

/**
 * The line of a program's log that names why it failed: not the one that passes it on, and not what was only warned of. `null`
 * where no line says anything. The shapes are those of spark-submit, s3-dist-cp, the JVM and EMR's own controller (mrjob
 * #1719, #1786 and #1874; dagster #4141).
 */
export function rootErrorLine(lines: readonly string[]): string | null {
  const told = withoutWarnings(lines);
  const causes = [
    ...[pythonCause(told), mapReduceCause(told)],
    ...[told.findLast((line) => outOfMeans.test(line)) ?? null, javaCause(told)],
  ];
  const known = causes.filter((line) => line !== null);
  const last = told.findLast((line) => line.trim() !== "" && !wrapping.test(line));
  const found = known.find((line) => !wrapping.test(line)) ?? known[0] ?? last ?? lastOf(lines);
  return found === null ? null : short(bare(found.trim()));
}

/** Whether these lines name a cause at all, or only that a program ended badly. */
export function namesCause(lines: readonly string[]): boolean {
  const line = rootErrorLine(lines);
  return line !== null && !wrapping.test(line);
}

/** The lines without the records of a level below ERROR, and without the traces that hang under them. */
function withoutWarnings(lines: readonly string[]): readonly string[] {
  let isMeant = true;
  return lines.filter((line) => {
    const level = record.exec(line)?.[1];
    if (level !== undefined) isMeant = level === "ERROR" || level === "FATAL";
    else if (ownWords.test(line)) isMeant = true;
    return isMeant;
  });
}

/** What stands under the first traceback; where Java threw it, Java's own words that follow. */
function pythonCause(lines: readonly string[]): string | null {
  const traceback = lines.findIndex((line) => line.startsWith("Traceback (most recent call last)"));
  if (traceback < 0) return null;
  const after = lines.slice(traceback + 1);
  const at = after.findIndex((line) => /^\S/.test(line));
  const exception = after[at];
  if (exception === undefined) return null;
  if (!/Py4JJavaError/.test(exception)) return exception;
  const java = after.slice(at + 1);
  const words = java.find((line) => /^: \S/.test(line))?.slice(2) ?? null;
  return lastCausedBy(java) ?? words ?? exception;
}

/** What a task of MapReduce was ended by: `Error: ` and the exception. */
function mapReduceCause(lines: readonly string[]): string | null {
  const line = lines.findLast((one) => /^Error: \S/.test(one));
  return line?.replace(/^Error: /, "") ?? null;
}

/** The cause at the end of the last chain of Java's exceptions. */
function javaCause(lines: readonly string[]): string | null {
  const begin = lines.findLastIndex((line) => line.startsWith("Exception in thread"));
  const chain = begin < 0 ? lines : lines.slice(begin);
  const first = chain.find((line) => thrown.test(line));
  return lastCausedBy(chain) ?? first ?? null;
}

function lastCausedBy(lines: readonly string[]): string | null {
  const line = lines.findLast((one) => one.startsWith("Caused by: ") && !wrapping.test(one));
  return line?.replace(/^Caused by: /, "") ?? null;
}

function lastOf(lines: readonly string[]): string | null {
  return lines.findLast((line) => line.trim() !== "") ?? null;
}

/** Without when, where and in which thread it was said; Spark also tells where a task was before it tells what ended it. */
function bare(line: string): string {
  const said = line
    .replace(record, "")
    .replace(/^:? */, "")
    .replace(/^(?:# |Exception in thread "[^"]*" )/, "");
  return /Lost task .*?\): (\S.*)$/.exec(said)?.[1] ?? (said.trim() || line);
}

function short(line: string): string {
  return line.length > LINE_LENGTH ? `${beginning(line, LINE_LENGTH)}…` : line;
}
