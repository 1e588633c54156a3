import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Tools } from "../setup/tools.ts";
import { findTools, sparkEnvironment } from "../setup/tools.ts";

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
interface SparkOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  /** The driver's log, with the traceback of a script that failed. */
  readonly stderr: string;
}

/** Runs Spark applications: with a real spark-submit, or with whatever a test puts in its place. */
export interface SparkRunner {
  submit(application: SparkApplication): Promise<SparkOutcome>;
}

/** How long a canceled application may take to end before it is killed. */
const graceMs = 5_000;

/** The longest text of an output that is kept, in characters. */
const longestOutput = 4_000_000;

/**
 * The driver's JVM: the serial collector and the quick compiler alone start a small application in 5.7 s instead
 * of 7 (measured on 2 cores, 500 rows).
 */
const javaOptions = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.net.preferIPv4Stack=true";

const sparkSettings = {
  "spark.master": "local[2]",
  "spark.submit.deployMode": "client",
  "spark.ui.enabled": "false",
  "spark.driver.host": "127.0.0.1",
  "spark.driver.bindAddress": "127.0.0.1",
  "spark.driver.memory": "1g",
  "spark.sql.shuffle.partitions": "2",
  "spark.sql.catalogImplementation": "in-memory",
};

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
      const configuration = join(application.cwd, "spark-conf");
      await mkdir(configuration, { recursive: true });
      const properties = { ...sparkSettings, "spark.driver.extraJavaOptions": javaOptions };
      const lines = Object.entries(properties).map(([name, value]) => `${name} ${value}\n`);
      await writeFile(join(configuration, "spark-defaults.conf"), lines.join(""));
      return await run(tools, application, configuration);
    },
  };
}

function run(
  tools: Tools,
  { script, args, sparkArgs, cwd, signal }: SparkApplication,
  configuration: string,
): Promise<SparkOutcome> {
  signal.throwIfAborted();
  // A process group of its own: spark-submit starts Java, which starts Python, and a cancel must reach them all.
  const child = spawn(join(tools.sparkHome, "bin", "spark-submit"), [...sparkArgs, script, ...args], {
    cwd,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...sparkEnvironment(tools),
      PATH: `${join(tools.javaHome, "bin")}:/usr/bin:/bin`,
      HOME: cwd,
      TMPDIR: cwd,
      LANG: "C.UTF-8",
      SPARK_CONF_DIR: configuration,
      SPARK_LOCAL_DIRS: cwd,
    },
  });
  const kill = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch (error) {
      // The group has ended by itself in the meantime.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  };
  let grace: NodeJS.Timeout | undefined;
  const cancel = () => {
    if (signal.reason === "TERMINATE_PROCESS") kill("SIGKILL");
    else {
      kill("SIGTERM");
      grace = setTimeout(() => kill("SIGKILL"), graceMs);
    }
  };
  const killAtExit = () => kill("SIGKILL");
  signal.addEventListener("abort", cancel, { once: true });
  process.once("exit", killAtExit);
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8");
    child[name].on("data", (text: string) => {
      texts[name] = (texts[name] + text).slice(-longestOutput);
    });
  }
  return new Promise((resolve) => {
    const settle = (exitCode: number) => {
      clearTimeout(grace);
      signal.removeEventListener("abort", cancel);
      process.removeListener("exit", killAtExit);
      resolve({ exitCode, ...texts });
    };
    child.once("error", (error) => {
      texts.stderr += `starting spark-submit: ${error.message}; run \`npm run setup\`\n`;
      settle(127);
    });
    // 143 is what a shell answers for a process that was terminated.
    child.once("close", (code) => settle(code ?? 143));
  });
}
