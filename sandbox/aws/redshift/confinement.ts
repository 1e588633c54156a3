import { literal } from "./sql-text.ts";

/**
 * What DuckDB is told before anybody's statement, so that none reads or writes a file of the machine beside those in these
 * directories, loads what could, or takes this back (https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview).
 */
export function confinedTo(directories: readonly string[]): string {
  // A directory is a prefix to DuckDB: without the slash its neighbor of a longer name would be open too.
  const allowed = directories.map((one) => literal(`${one}/`)).join(", ");
  return `
  set allowed_directories = [${allowed}];
  set enable_external_access = false;
  set lock_configuration = true;`;
}

/** The words for a statement that asked for another file; `null` for what was refused for another reason. */
export function refusedFile(message: string): string | null {
  const named = /Cannot access (?:file|directory) "(.+)" - file system operations are disabled/.exec(message);
  return (
    named &&
    `reading "${named[1]}": a statement sees the warehouse's tables and the lake alone; name one of those`
  );
}
