import type { Command } from "./command.ts";
import { javaFailure } from "./command.ts";
import { readLocation } from "./locations.ts";

/** Modeled seconds for one file, and for a copy of none. */
const secondsPerFile = 2;

const known = new Set(["src", "dest", "srcPattern"]);

/**
 * Copies for real between the lake and HDFS. `--srcPattern` is matched against the whole URI, as Java's `matches`
 * does. What is at the destination already stays there, as does what was copied before a failure.
 */
export const s3DistCp: Command = async (args, { files, wait, signal }) => {
  const options = readOptions(args);
  const unknown = [...options.keys()].find((name) => !known.has(name));
  if (unknown !== undefined) {
    return javaFailure(`java.lang.RuntimeException: Argument --${unknown} is not played by the sandbox`);
  }
  const [src, dest] = [options.get("src") ?? "", options.get("dest") ?? ""];
  const [source, destination] = [readLocation(src), readLocation(dest)];
  if (source === undefined || destination === undefined) {
    return javaFailure(
      `java.lang.RuntimeException: --src and --dest must be s3:// or hdfs:// locations, not "${src}" and "${dest}"`,
    );
  }
  const found = await files.find(source);
  if (found.length === 0) {
    return javaFailure(
      `org.apache.hadoop.mapreduce.lib.input.InvalidInputException: Input path does not exist: ${src}`,
    );
  }
  const pattern = new RegExp(`^(?:${options.get("srcPattern") ?? ".*"})$`);
  const chosen = found.filter(({ name }) => pattern.test(`${src.replace(/\/$/, "")}/${name}`));
  const log = [
    `INFO com.amazon.elasticmapreduce.s3distcp.S3DistCp: Running with args: ${args.join(" ")}`,
    `INFO com.amazon.elasticmapreduce.s3distcp.S3DistCp: Created 1 files to copy ${chosen.length} files`,
  ];
  await wait(secondsPerFile);
  for (const [index, { name, path }] of chosen.entries()) {
    if (index > 0) await wait(secondsPerFile);
    signal.throwIfAborted();
    await files.write(destination, name, path);
    log.push(`INFO com.amazon.elasticmapreduce.s3distcp.CopyFilesReducer: Copied ${name} to ${dest}`);
  }
  return { exitCode: 0, stdout: "", stderr: "", syslog: `${log.join("\n")}\n` };
};

/** Options of both spellings: `--src=x` and `--src x`. */
function readOptions(args: readonly string[]): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (let index = 0; index < args.length; index += 1) {
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(args[index] ?? "") ?? [];
    if (name === undefined) continue;
    if (value === undefined) index += 1;
    options.set(name, value ?? args[index] ?? "");
  }
  return options;
}
