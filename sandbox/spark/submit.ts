import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { filesBelow } from "../aws/emr/locations.ts";
import { findTools } from "../setup/tools.ts";
import { emptyConfiguration, quickStartOptions } from "./quick-start.ts";
import { runSpark } from "./spark-process.ts";

/** One Spark application to run. */
export interface SparkApplication {
  /** Path of the Python script on this machine. */
  readonly script: string;
  readonly args: readonly string[];
  /** spark-submit's own options, without those that choose where to run. */
  readonly sparkArgs: readonly string[];
  /** Where it runs; it may write here. */
  readonly cwd: string;
  /** Ends it: SIGTERM, or SIGKILL at once when the reason is `TERMINATE_PROCESS`. */
  readonly signal: AbortSignal;
}

/** How an application ended; each text keeps its last part when it is very long. */
export interface SparkOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  /** The driver's log, with the traceback of a script that failed. */
  readonly stderr: string;
}

/** Runs Spark applications: with a real spark-submit, or with whatever a test puts in its place. */
export interface SparkRunner {
  submit(application: SparkApplication): Promise<SparkOutcome>;
  /** Told when a cluster begins; applications come once it is up. */
  prepare?(cluster: string): void;
  /** Told when a cluster has ended, and with it what was kept for its applications. */
  release?(cluster: string): Promise<void>;
  /** Ends what is kept from one application to the next. */
  close?(): Promise<void>;
}

/** Bytes of input up to which Java's quick compiler alone is the better one. */
const smallInput = 32 * 1024 * 1024;

/**
 * Measured on 2 cores: the quick compiler alone starts 500 rows in 5.7 s instead of 7, but takes 41 s of processor time for
 * 150 MB instead of 29.
 */
export const quickCompilerAlone = "-XX:TieredStopAtLevel=1";

/**
 * Runs real Spark with the tools that `npm run setup` put into `toolsDir`, looked up at each application; without
 * them it fails and says so on stderr.
 */
export function createSparkRunner({ toolsDir }: { readonly toolsDir: string }): SparkRunner {
  return {
    async submit(application) {
      const tools = findTools(toolsDir);
      if (tools === undefined) {
        const stderr = `starting spark-submit: Spark is not set up in ${toolsDir}; run \`npm run setup\`\n`;
        return { exitCode: 127, stdout: "", stderr };
      }
      const isSmall = await hasSmallInput(application);
      const javaOptions = [...quickStartOptions(tools), ...(isSmall ? [quickCompilerAlone] : [])];
      return await runSpark(tools, application, { javaOptions, configuration: emptyConfiguration(tools) });
    },
  };
}

/** Whether the files that are named among the arguments, or lie in a directory named there, are few bytes. */
export async function hasSmallInput({ args }: SparkApplication): Promise<boolean> {
  let bytes = 0;
  for (const argument of args) {
    const [, path] = /^(?:--[^=]+=)?file:\/\/(.*)$/.exec(argument) ?? [];
    if (path === undefined || !existsSync(path)) continue;
    for (const file of await filesBelow(path)) bytes += (await stat(file.path)).size;
  }
  return bytes <= smallInput;
}
