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
    const mirror = new LakeMirror(site);
    const localArgs: string[] = [];
    for (const argument of scriptArgs) localArgs.push(await toLocal(argument, site, mirror));
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
      // Whatever it has counted by then: an application that is stopped within its modeled time has not ended well.
      site.signal.throwIfAborted();
      await mirror.sendBack();
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

/** An argument that is a location, or an option with one (`--input=s3://…`), with a `file://` URI in its place. */
async function toLocal(argument: string, { files }: StepSite, mirror: LakeMirror): Promise<string> {
  const [, option = "", uri = argument] = /^(--[^=]+=)(.*)$/s.exec(argument) ?? [];
  const location = readLocation(uri);
  if (location === undefined) return argument;
  const path = location.in === "hdfs" ? files.local(location.path) : await mirror.fetch(location);
  return `${option}file://${path}`;
}

/** The part of the lake that a script sees, as files: `<scratch>/lake/<bucket>/<key>`. */
class LakeMirror {
  private readonly site: StepSite;
  private readonly root: string;
  /** What was copied here before the run, by path, with the copy's time. */
  private readonly before = new Map<string, number>();

  constructor(site: StepSite) {
    this.site = site;
    this.root = join(site.scratch, "lake");
  }

  /** Copies what is at the location, which may be nothing yet, and tells where that is here. */
  async fetch(location: Extract<Location, { in: "lake" }>): Promise<string> {
    const path = join(this.root, location.bucket, location.key);
    for (const file of await this.site.files.find(location)) {
      const to = file.isLocation ? path : join(path, file.name);
      await mkdir(dirname(to), { recursive: true });
      await copyFile(file.path, to);
      this.before.set(to, (await stat(to)).mtimeMs);
    }
    return path;
  }

  /** Puts into the lake what the run has written or changed. */
  async sendBack(): Promise<void> {
    for (const { path, name } of await filesBelow(this.root)) {
      if (this.before.get(path) === (await stat(path)).mtimeMs) continue;
      const [bucket = "", ...key] = name.split("/");
      await this.site.files.write({ in: "lake", bucket, key: "" }, key.join("/"), path);
    }
  }
}
