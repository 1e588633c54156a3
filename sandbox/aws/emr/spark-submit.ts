import { copyFile, mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SparkRunner } from "../../spark/submit.ts";
import type { Command, StepSite } from "./command.ts";
import { javaFailure } from "./command.ts";
import type { Location } from "./locations.ts";
import { filesBelow, readLocation } from "./locations.ts";

/** Modeled seconds of a Spark application at least; a real one that takes longer takes longer. */
const applicationSeconds = 60;

/** spark-submit's options that stand alone; every other one takes a value. */
const flags = new Set(["--verbose", "-v", "--supervise"]);

/** Options that place an application on YARN, which is not here. */
const yarnOnly = new Set([
  "--master",
  "--deploy-mode",
  "--num-executors",
  "--executor-cores",
  "--executor-memory",
  "--driver-cores",
  "--queue",
]);

/**
 * Runs the script of the lake with the real spark-submit. Locations among its arguments become files: HDFS paths
 * those of the cluster's directory, `s3://` ones a copy of what is there, and what is new in it after a success
 * goes into the lake.
 */
export function sparkSubmit(spark: SparkRunner): Command {
  return async (args, site) => {
    const { sparkArgs, script, scriptArgs } = splitArguments(args);
    const location = readLocation(script);
    const [source] = location === undefined ? [] : await site.files.find(location);
    if (source === undefined || !source.isLocation) {
      return javaFailure(`java.io.FileNotFoundException: No such file or directory: ${script}`);
    }
    const local = join(site.scratch, source.name);
    await copyFile(source.path, local);
    const lakeCopies: LakeCopy[] = [];
    const localArgs: string[] = [];
    for (const argument of scriptArgs) localArgs.push(await toLocal(argument, site, lakeCopies));
    const running = spark.submit({
      script: local,
      args: localArgs,
      sparkArgs,
      cwd: site.scratch,
      signal: site.signal,
    });
    // A cancel cuts the modeled time short, but the step is over only when the application's process is.
    const modeled = site.wait(applicationSeconds).catch(() => undefined);
    const [outcome] = await Promise.all([running, modeled]);
    if (outcome.exitCode === 0) {
      for (const copy of lakeCopies) await sendBack(copy, site);
    }
    return { ...outcome, syslog: "" };
  };
}

/** Where the script ends spark-submit's own options: at the first argument that is neither an option nor its value. */
function splitArguments(args: readonly string[]) {
  const sparkArgs: string[] = [];
  let index = 0;
  for (; index < args.length; index += 1) {
    const argument = args[index] ?? "";
    if (!argument.startsWith("-")) break;
    const [name = ""] = argument.split("=");
    const takesNext = !argument.includes("=") && !flags.has(argument);
    const words = takesNext ? [argument, args[index + 1] ?? ""] : [argument];
    if (takesNext) index += 1;
    if (!yarnOnly.has(name)) sparkArgs.push(...words);
  }
  return { sparkArgs, script: args[index] ?? "", scriptArgs: args.slice(index + 1) };
}

/** A location of the lake that the script sees as a file or directory here. */
interface LakeCopy {
  readonly location: Extract<Location, { in: "lake" }>;
  readonly path: string;
  /** What was copied here before the run, by name, with the copy's time. */
  readonly before: ReadonlyMap<string, number>;
}

/** An argument with its location, if it is or ends with one (`--input=s3://…`), as a `file://` URI. */
async function toLocal(argument: string, site: StepSite, copies: LakeCopy[]): Promise<string> {
  const [, option = "", uri = argument] = /^(--[^=]+=)(.*)$/s.exec(argument) ?? [];
  const location = readLocation(uri);
  if (location === undefined) return argument;
  if (location.in === "hdfs") return `${option}file://${site.files.local(location.path)}`;
  const path = join(site.scratch, "lake", String(copies.length), location.bucket, location.key);
  const before = new Map<string, number>();
  for (const file of await site.files.find(location)) {
    const to = file.isLocation ? path : join(path, file.name);
    await mkdir(dirname(to), { recursive: true });
    await copyFile(file.path, to);
    before.set(file.name, (await stat(to)).mtimeMs);
  }
  copies.push({ location, path, before });
  return `${option}file://${path}`;
}

/** Puts into the lake what the run has written or changed. */
async function sendBack({ location, path, before }: LakeCopy, { files }: StepSite): Promise<void> {
  for (const file of await filesBelow(path)) {
    if (before.get(file.name) === (await stat(file.path)).mtimeMs) continue;
    const folder = file.isLocation ? dirname(location.key) : location.key;
    await files.write({ ...location, key: folder === "." ? "" : folder }, file.name, file.path);
  }
}
