import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";

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
}

/** What set-up wrote into `tools.json`, as far as Spark needs it; absolute paths. */
const Tools = z.object({ python: z.string(), sparkHome: z.string(), javaHome: z.string() });

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

/** Runs real Spark from the tools that `npm run setup` put into `toolsDir`; without them every application fails and says so. */
export function createSparkRunner({ toolsDir }: { readonly toolsDir: string }): SparkRunner {
  return {
    async submit(application) {
      const tools = readTools(toolsDir);
      if (tools === undefined) {
        const stderr = `starting spark-submit: there is no Spark in ${toolsDir}; run \`npm run setup\`\n`;
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

function readTools(toolsDir: string): z.infer<typeof Tools> | undefined {
  const file = join(toolsDir, "tools.json");
  if (!existsSync(file)) return undefined;
  const { success, data } = Tools.safeParse(JSON.parse(readFileSync(file, "utf8")));
  return success && existsSync(data.python) ? data : undefined;
}

function run(
  { python, sparkHome, javaHome }: z.infer<typeof Tools>,
  { script, args, sparkArgs, cwd, signal }: SparkApplication,
  configuration: string,
): Promise<SparkOutcome> {
  signal.throwIfAborted();
  // A process group of its own: spark-submit starts Java, which starts Python, and a cancel must reach them all.
  const child = spawn(join(dirname(python), "spark-submit"), [...sparkArgs, script, ...args], {
    cwd,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: `${join(javaHome, "bin")}:/usr/bin:/bin`,
      HOME: cwd,
      TMPDIR: cwd,
      LANG: "C.UTF-8",
      JAVA_HOME: javaHome,
      SPARK_HOME: sparkHome,
      SPARK_CONF_DIR: configuration,
      SPARK_LOCAL_IP: "127.0.0.1",
      SPARK_LOCAL_DIRS: cwd,
      // Without these two spark-submit asks the `python3` of PATH for pyspark and ends with 127.
      PYSPARK_PYTHON: python,
      PYSPARK_DRIVER_PYTHON: python,
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
